"""The name written at a place: the kind of mention it is, and the path it is written with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node, QueryCursor

from rusta_indexer.items import base_path, plain
from rusta_indexer.syntax import compiled, node_text, parse, smallest_node

_NAMES = (
    "identifier",
    "type_identifier",
    "field_identifier",
    "shorthand_field_identifier",
    "primitive_type",
    "self",
)
_QUERY = f"[{' '.join(f'({name})' for name in _NAMES)}] @name"
_SCOPED = ("scoped_identifier", "scoped_type_identifier")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(frozen=True, slots=True)
class Token:
    """`role`: path, method, field, macro, lifetime, primitive, keyword, or label. `path` is the
    path written up to here (`a::b::C`), the name alone for methods and fields. `node` keeps the
    tree alive."""

    name: str
    role: str
    path: str
    start: int
    end: int
    node: Node

    @property
    def receiver(self) -> Node | None:
        """What a method is called on, or a field is read of."""
        parent = self.node.parent
        if parent is not None and parent.type == "field_expression":
            return parent.child_by_field_name("value")
        if parent is not None and parent.type == "token_tree" and _after(self.node, "."):
            dot = self.node.prev_sibling
            before = dot.prev_sibling if dot is not None else None
            alone = before is not None and not (_after(before, ".") or _after(before, "::"))
            return before if alone else None
        return None

    @property
    def literal(self) -> Node | None:
        """The struct expression or pattern whose field this is."""
        parent = self.node.parent
        while parent is not None and parent.type in (
            "field_initializer",
            "shorthand_field_initializer",
            "field_initializer_list",
            "field_pattern",
        ):
            parent = parent.parent
        literals = ("struct_expression", "struct_pattern")
        return parent if parent is not None and parent.type in literals else None


def token_at(source: bytes, offset: int) -> Token | None:
    """The name that the byte `offset` stands in or right behind; None where there is none."""
    tree = parse(source)
    for at in (offset, offset - 1):
        if 0 <= at < len(source) and source[at] in _LETTERS:
            leaf = _leaf(smallest_node(tree, at, at + 1), at)
            if (token := _token(leaf)) is not None:
                return token
    return None


def token_between(source: bytes, start: int, end: int) -> Token | None:
    """For a whole line: the name that an item begun in it defines, else the first name that is
    called or read, else the first keyword."""
    found = [token for token in tokens(source) if start <= token.start < end]
    if found:
        defining = (t for t in found if _defines(t))
        return next(defining, None) or next((t for t in found if t.name != "self"), found[0])
    text = source[start:end]
    return token_at(source, start + len(text) - len(text.lstrip()))


def tokens(source: bytes, name: str | None = None) -> Iterator[Token]:
    """The names in `source` (those that are `name`), in its order."""
    captures = QueryCursor(compiled(_QUERY)).captures(parse(source).root_node)
    for node in sorted(captures.get("name", ()), key=lambda n: n.start_byte):
        if name is None or node_text(node) == name:
            token = _token(node)
            if token is not None:
                yield token


def _leaf(node: Node, at: int) -> Node:
    """The leaf at a byte: keywords are not named nodes."""
    while node.children:
        inner = next((c for c in node.children if c.start_byte <= at < c.end_byte), None)
        if inner is None:
            break
        node = inner
    return node


def _token(node: Node) -> Token | None:
    name = node_text(node)
    start, end = node.start_byte, node.end_byte
    parent = node.parent
    if parent is None:
        return None
    if not node.is_named:
        word = name.isalpha() and not node.children
        return Token(name, "keyword", name, start, end, node) if word else None
    if parent.type in ("lifetime", "label"):
        return Token(f"'{name}", parent.type, f"'{name}", parent.start_byte, end, parent)
    if node.type == "primitive_type":
        return Token(name, "primitive", name, start, end, node)
    if node.type in ("self", "super", "crate", "mutable_specifier") and parent.type not in _SCOPED:
        return Token(name, "keyword" if node.type != "self" else "path", name, start, end, node)
    if node.type not in _NAMES and node.type != "integer_literal":
        return None
    if parent.type == "field_expression" and node == parent.child_by_field_name("field"):
        call = parent.parent
        if call is not None and call.type == "generic_function":
            call = call.parent
        called = call is not None and call.type == "call_expression"
        return Token(name, "method" if called else "field", name, start, end, node)
    if node.type == "integer_literal":
        return None
    if node.type in ("field_identifier", "shorthand_field_identifier"):
        return Token(name, "field", name, start, end, node)
    if parent.type == "token_tree":
        return _in_macro(node, name)
    if parent.type == "macro_invocation" or _names_macro(parent, node):
        return Token(name, "macro", _path(node, parent), start, end, node)
    return Token(name, "path", _path(node, parent), start, end, node)


def _in_macro(node: Node, name: str) -> Token:
    """Within a macro's arguments, which are not parsed: what it looks like."""
    start, end = node.start_byte, node.end_byte
    following = node.next_sibling
    if _after(node, "."):
        called = following is not None and following.type == "token_tree"
        return Token(name, "method" if called else "field", name, start, end, node)
    path, at = name, node
    while _after(at, "::") and (colons := at.prev_sibling) is not None:
        before = colons.prev_sibling
        if before is None or before.type not in _NAMES:
            break
        path, at = f"{node_text(before)}::{path}", before
    is_macro = following is not None and node_text(following) == "!"
    return Token(name, "macro" if is_macro else "path", path, start, end, node)


def _after(node: Node, text: str) -> bool:
    before = node.prev_sibling
    return before is not None and node_text(before) == text


def _names_macro(parent: Node, node: Node) -> bool:
    above = parent.parent
    of_path = parent.type in _SCOPED and node == parent.child_by_field_name("name")
    return of_path and above is not None and above.type == "macro_invocation"


def _path(node: Node, parent: Node) -> str:
    """The path up to `node`, of a use declaration with what stands before its braces."""
    own = plain(node)
    if parent.type in _SCOPED and node == parent.child_by_field_name("name"):
        own = base_path(parent) or own
    at: Node | None = parent
    while at is not None and at.type != "use_declaration":
        if at.type == "scoped_use_list":
            head = at.child_by_field_name("path")
            inside = at.child_by_field_name("list")
            if head is not None and inside is not None and node.start_byte >= inside.start_byte:
                own = f"{base_path(head)}::{own}"
        elif at.type.endswith(("_item", "block", "_expression", "_statement")):
            break
        at = at.parent
    return own


def _defines(token: Token) -> bool:
    parent = token.node.parent
    return (
        parent is not None
        and parent.type.endswith(("_item", "_definition", "field_declaration", "enum_variant"))
        and token.node == parent.child_by_field_name("name")
    )

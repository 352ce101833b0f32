"""One file's facts: its items, nested as written, and the paths they mention."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node, QueryCursor

from rusta_indexer.items import (
    ITEM_KINDS,
    USE_TYPES,
    base_path,
    compact,
    plain,
    signature,
    visibility,
)
from rusta_indexer.syntax import compiled, parse_uncached
from rusta_indexer.use_tree import imports

# Deeper nesting is no program's, and each level hashes its text again.
_MAX_DEPTH = 128

_QUERY = """
[(struct_item) (union_item) (enum_item) (enum_variant) (field_declaration) (function_item)
 (function_signature_item) (trait_item) (impl_item) (mod_item) (const_item) (static_item)
 (type_item) (associated_type) (macro_definition) (use_declaration)
 (extern_crate_declaration)] @item
(ordered_field_declaration_list type: (_) @tuple_field)
(line_comment (outer_doc_comment_marker)) @doc
(block_comment (outer_doc_comment_marker)) @doc
(attribute_item) @attribute
(call_expression function: (_) @call)
(macro_invocation macro: (_) @macro)
(token_tree (identifier) @token . (token_tree))
"""
_RANKS = ("doc", "attribute", "item", "tuple_field", "call", "macro", "token")


@dataclass(slots=True)
class Item:
    """`parent` is an index into the same list, -1 at the top of the file. The name of a tuple
    field, which has none written, spans its type. `body` is the sha256 of the item's text without
    its name. `target`: the path of a use, the written trait of an impl,
    the aliased path of a type alias, the `#[path]` (or ``) of a `mod x;`; None otherwise."""

    kind: str
    name: str
    parent: int
    start: int
    end: int
    name_start: int
    name_end: int
    visibility: str
    signature: str
    body: bytes
    doc: tuple[int, int] | None = None
    target: str | None = None


class Reference(NamedTuple):
    """`item` (an index) mentions `path`. Roles: `trait` and `self` of an impl; `call` of a path,
    `method` of a bare method name, `self_method` of `self.name()`, `macro`, and `token` for what
    looks like a call inside of a macro's arguments."""

    item: int
    role: str
    path: str


@dataclass(slots=True)
class FileFacts:
    items: list[Item] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)


def extract(source: bytes) -> FileFacts:
    """Never fails: what does not parse is left out, what stands around it is kept."""
    captures = QueryCursor(compiled(_QUERY)).captures(parse_uncached(source).root_node)
    found = [
        (node.start_byte, rank, -node.end_byte, node)
        for rank, name in enumerate(_RANKS)
        for node in captures.get(name, ())
    ]
    found.sort(key=lambda f: f[:3])
    reader = _Reader(source)
    for start, rank, negative_end, node in found:
        reader.read(_RANKS[rank], node, start, -negative_end)
    return reader.facts


class _Reader:
    """Reads captures in source order, keeping the items that are open around the current one."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.facts = FileFacts()
        self._open: list[tuple[int, int]] = []
        self._seen: set[Reference] = set()
        self._tuple_fields: Counter[int] = Counter()
        self._above = _Above()

    def read(self, capture: str, node: Node, start: int, end: int) -> None:
        while self._open and self._open[-1][0] <= start:
            self._open.pop()
        if capture == "doc" or capture == "attribute":
            self._above.add(self._source, node, start, end, is_doc=capture == "doc")
        elif capture == "item":
            self._item(node, start, end)
        elif capture == "tuple_field":
            self._tuple_field(node, start, end)
        elif self._open:
            self._reference(capture, node, start, end)

    @property
    def _parent(self) -> int:
        return self._open[-1][1] if self._open else -1

    def _item(self, node: Node, start: int, end: int) -> None:
        if len(self._open) >= _MAX_DEPTH:
            return
        doc, path_attribute = self._above.take(self._source, start)
        if node.type in USE_TYPES:
            self._imports(node, doc)
            return
        kind = ITEM_KINDS[node.type]
        name = node.child_by_field_name("type" if kind == "impl" else "name")
        if name is None or name.is_missing:
            return
        if kind == "fn" and self._open and self._kind_of_parent() in ("impl", "trait"):
            kind = "method"
        target = None
        if kind == "impl":
            target = plain(node.child_by_field_name("trait"))
        elif kind == "module" and node.child_by_field_name("body") is None:
            target = path_attribute
        elif kind == "type_alias":
            target = base_path(node.child_by_field_name("type")) or None
        index = self._add(kind, plain(name), node, name, doc, target)
        self._open.append((end, index))
        if kind == "impl":
            self._refer(index, "trait", base_path(node.child_by_field_name("trait")))
            self._refer(index, "self", base_path(name))

    def _kind_of_parent(self) -> str:
        return self.facts.items[self._parent].kind

    def _imports(self, node: Node, doc: tuple[int, int] | None) -> None:
        for leaf in imports(node):
            index = self._add("use", leaf.name, leaf.node, leaf.name_node, doc, leaf.path)
            self.facts.items[index].visibility = visibility(node)

    def _tuple_field(self, node: Node, start: int, end: int) -> None:
        parent = self._parent
        if parent >= 0 and self.facts.items[parent].kind in ("struct", "variant"):
            number = self._tuple_fields[parent]
            self._tuple_fields[parent] += 1
            index = self._add("field", str(number), node, node, None, None)
            before = node.prev_sibling
            if before is not None and before.type == "visibility_modifier":
                self.facts.items[index].visibility = plain(before)

    def _add(
        self,
        kind: str,
        name: str,
        node: Node,
        name_node: Node,
        doc: tuple[int, int] | None,
        target: str | None,
    ) -> int:
        whole = (node.start_byte, node.end_byte)
        of_name = (name_node.start_byte, name_node.end_byte)
        digest = hashlib.sha256(self._source[whole[0] : of_name[0]])
        digest.update(self._source[of_name[1] : whole[1]])
        self.facts.items.append(
            Item(
                kind,
                name,
                self._parent,
                *whole,
                *of_name,
                visibility(node),
                signature(node),
                digest.digest(),
                doc,
                target,
            )
        )
        return len(self.facts.items) - 1

    def _reference(self, capture: str, node: Node, start: int, end: int) -> None:
        parent = self._parent
        if capture == "token":
            called = self._source[end : end + 1] == b"("
            if called and self._source[start - 3 : start] != b"fn ":
                self._refer(parent, "token", compact(node))
            return
        if capture == "macro":
            self._refer(parent, "macro", base_path(node))
            return
        if node.type == "generic_function":
            function = node.child_by_field_name("function")
            node = function if function is not None else node
        if node.type == "field_expression":
            value = node.child_by_field_name("value")
            name = compact(node.child_by_field_name("field"))
            of_self = value is not None and value.type == "self"
            self._refer(parent, "self_method" if of_self else "method", name)
        else:
            self._refer(parent, "call", base_path(node))

    def _refer(self, item: int, role: str, path: str) -> None:
        reference = Reference(item, role, path)
        if path and reference not in self._seen:
            self._seen.add(reference)
            self.facts.references.append(reference)


class _Above:
    """Documentation comments and attributes waiting for the item below them."""

    def __init__(self) -> None:
        self._end = -1
        self._doc: tuple[int, int] | None = None
        self._path = ""

    def add(self, source: bytes, node: Node, start: int, end: int, *, is_doc: bool) -> None:
        if not self._reaches(source, start):
            self._doc, self._path = None, ""
        self._end = end
        if is_doc:
            self._doc = (self._doc[0] if self._doc else start, end)
        else:
            self._path = _path_attribute(node) or self._path

    def take(self, source: bytes, start: int) -> tuple[tuple[int, int] | None, str]:
        """The documentation and the `#[path]` of the item at `start`."""
        taken = (self._doc, self._path) if self._reaches(source, start) else (None, "")
        self._end, self._doc, self._path = -1, None, ""
        return taken

    def _reaches(self, source: bytes, start: int) -> bool:
        """Only white space and plain comments lie in between."""
        if self._end < 0:
            return False
        between = source[self._end : start].lstrip()
        return not between or between.startswith((b"//", b"/*"))


def _path_attribute(node: Node) -> str:
    inner = next((c for c in node.named_children if c.type == "attribute"), None)
    if inner is None or not inner.named_children:
        return ""
    if compact(inner.named_children[0]) != "path":
        return ""
    value = inner.child_by_field_name("value")
    texts = value.named_children if value is not None else []
    return (texts[0].text or b"").decode(errors="replace") if texts else ""

"""Whether a finished edit may stand: it changes code, parses, the names in what it puts in exist,
and the guards let it pass. Pure.

`edit_rules` keeps a writer on its way; this looks at the whole text as the parser sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from rusta_indexer.patterns import bindings
from rusta_indexer.syntax import error_count
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.policy import Guards
from rusta_server.lm.lexing import Known
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check as guard
from rusta_server.patches.lexer import code
from rusta_server.patches.syntax import ancestors, parse, parse_edited, regions

_NAMES = frozenset(
    "identifier type_identifier field_identifier shorthand_field_identifier primitive_type".split()
)
_DECLARING = frozenset(
    """
    function_item function_signature_item struct_item enum_item union_item trait_item type_item
    const_item static_item mod_item macro_definition field_declaration enum_variant associated_type
    type_parameter const_parameter
    """.split()
)
_PATTERNS = frozenset(
    """
    let_declaration let_condition for_expression parameter match_arm
    """.split()
)


@dataclass(frozen=True)
class EditChecks:
    """`fewer`: the error is one of syntax, so the edit must leave fewer of them, not as many.
    `errors`: what the guards judge by; without any they are not asked."""

    files: Mapping[str, str]
    known: Known
    fewer: bool = False
    errors: tuple[Diagnostic, ...] = ()

    def __call__(self, edits: tuple[Edit, ...]) -> bool:
        by_path: dict[str, list[Edit]] = {}
        for edit in edits:
            by_path.setdefault(edit.path, []).append(edit)
        afters: dict[str, bytes] = {}
        for path, own in by_path.items():
            try:
                afters[path] = apply_edits(self.files[path].encode(), own)
            except ValueError:
                return False
        return (
            self._parses(by_path, afters)
            and self._names_exist(by_path, afters)
            and self._changes_code(by_path, afters)
            and self._is_allowed(afters)
        )

    def _parses(self, by_path: Mapping[str, list[Edit]], afters: Mapping[str, bytes]) -> bool:
        before = after = 0
        for path, text in afters.items():
            source = self.files[path].encode()
            broken = error_count(parse(source))
            # A tree grown out of the old one is cheap, but its errors depend on its past.
            quick = parse_edited(source, text, tuple(by_path[path]))
            if error_count(quick) > broken and not self.fewer:
                return False
            before += broken
            after += error_count(parse(text))
        return after < before if self.fewer and before else after <= before

    def _changes_code(self, by_path: Mapping[str, list[Edit]], afters: Mapping[str, bytes]) -> bool:
        """Not blanks and comments alone."""
        for path, text in afters.items():
            before = self.files[path].encode()
            for region in regions(before, text, tuple(by_path[path])):
                old, new = before[slice(*region.before)], text[slice(*region.after)]
                if code(old.decode()) != code(new.decode()):
                    return True
        return False

    def _is_allowed(self, afters: Mapping[str, bytes]) -> bool:
        if not self.errors:
            return True
        before = {path: self.files[path] for path in afters}
        after = {path: text.decode() for path, text in afters.items()}
        return not guard(patch_between(before, after), before, after, self.errors, Guards())

    def _names_exist(self, by_path: Mapping[str, list[Edit]], afters: Mapping[str, bytes]) -> bool:
        put_in = [
            node
            for path, text in afters.items()
            for start, end in _put_in(text, by_path[path])
            for node in _leaves(parse(text).root_node, start, end)
        ]
        declared = {name for node in put_in for name in _declared_by(node)}
        return all(self._exists(node, declared) for node in put_in)

    def _exists(self, node: Node, declared: set[bytes]) -> bool:
        text = (node.text or b"").removeprefix(b"r#")
        if node.parent is not None and node.parent.type in ("lifetime", "label"):
            return text in self.known.lifetimes or b"'" + text in declared
        if node.type not in _NAMES:
            return True
        return text in self.known.names or text in declared


def _put_in(after: bytes, edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """The whole lines of `after` that the edits touch, so that no name is seen by halves."""
    shift = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        size = len(edit.text.encode())
        start = edit.start + shift
        shift += size - (edit.end - edit.start)
        behind = after.find(b"\n", start + size)
        if size:
            end = len(after) if behind < 0 else behind
            yield after.rfind(b"\n", 0, start) + 1, end


def _leaves(root: Node, start: int, end: int) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.end_byte <= start or node.start_byte >= end:
            continue
        if node.child_count:
            stack += reversed(node.children)
        else:
            yield node


def _declared_by(leaf: Node) -> Iterator[bytes]:
    """What `leaf` declares or binds, if anything: itself."""
    text = leaf.text or b""
    parent = leaf.parent
    if parent is None:
        return
    if parent.type in ("lifetime", "label"):
        above = parent.parent
        lists = ("lifetime_parameter", "type_parameters", "for_lifetimes")
        loops = ("loop_expression", "while_expression", "for_expression", "block")
        declares = loops if parent.type == "label" else lists
        if above is not None and above.type in declares:
            yield b"'" + text
        return
    if parent.type in _DECLARING and parent.child_by_field_name("name") == leaf:
        yield text
    if parent.type == "use_as_clause" and parent.child_by_field_name("alias") == leaf:
        yield text
    if leaf.type in ("identifier", "shorthand_field_identifier") and _bound(leaf):
        yield text


def _bound(leaf: Node) -> bool:
    """Whether `leaf` is what a pattern around it binds."""
    inner = leaf
    for node in ancestors(leaf.parent):
        if node.type in _PATTERNS or node.type == "closure_parameters":
            pattern = inner if node.type == "closure_parameters" else _pattern_of(node)
            if pattern is None or not _within(leaf, pattern):
                return False
            return any(found.node == leaf for found in bindings(pattern))
        if node.type.endswith(("_item", "block")):
            return False
        inner = node
    return False


def _pattern_of(node: Node) -> Node | None:
    return node.child_by_field_name("pattern")


def _within(leaf: Node, node: Node) -> bool:
    return node.start_byte <= leaf.start_byte and leaf.end_byte <= node.end_byte

"""Which breaking edits to try on a file: where each lies, and a fair choice among them.

Three kinds are tried apart. `body`: inside of a function's body, its errors stay there. `item`: a
signature, an import, a field; its errors may show anywhere. `syntax`: what does not parse, one of
every file.
"""

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from tree_sitter import Node, Tree

from rusta_indexer.syntax import matches, node_text, parse_uncached, path_to
from rusta_model.data.triplets.breaking.operators import Breaking, Site, sites

Kind = Literal["body", "item", "syntax"]

# How often a family is drawn: as often as people make such mistakes, roughly, and what is hard to
# repair before what is easy. Moves, mutability and visibility have few places in a function.
WEIGHTS = {
    "references": 13, "mutability": 20, "conversions": 13, "wrappers": 9, "arguments": 9,
    "names": 12, "paths": 7, "types": 11, "bounds": 6, "visibility": 10, "moves": 30,
    "patterns": 9, "syntax": 5, "habits": 5, "returns": 9,
}  # fmt: skip
# Outside of bodies, what can stand nowhere else comes first.
ITEM_WEIGHTS = WEIGHTS | {"bounds": 40}
MAX_EDIT = 400
# The parser may take what they write; the compiler's lexer stops there, and says nothing else.
_FATAL = frozenset(("drop_quote", "single_quotes"))
_SCOPES = frozenset(
    """
    function_item function_signature_item field_declaration enum_variant use_declaration const_item
    static_item type_item associated_type macro_invocation
    """.split()
)
# Of these only the head: the rest holds scopes of its own.
_HEADS = frozenset(("impl_item", "trait_item", "mod_item"))
_ATTRIBUTE = re.compile(rb"#\s*\[\s*(\w+)")
_HARMLESS = frozenset(b"inline must_use doc allow cold track_caller deprecated cfg expect".split())
_UNREAD = "[(macro_definition) (line_comment) (block_comment)] @unread (attribute_item) @attribute"


class Function(NamedTuple):
    """An outermost function with a body: byte ranges of the item, of its block and of its name,
    the last only where a copy of it under another name may stand beside it."""

    name: str
    start: int
    end: int
    body: tuple[int, int]
    named: tuple[int, int] | None


class Trial(NamedTuple):
    """One edit to judge. `scope`: the bytes whose errors are its own; `name`: what errors elsewhere
    call it; `function`: whose body it is in."""

    path: str
    kind: Kind
    breaking: Breaking
    scope: tuple[int, int]
    name: str
    function: Function | None = None


@dataclass
class FileTrials:
    """Chooses the trials of one file. Each method gives trials in the order to try; asked for
    more, it gives the same and more."""

    path: str
    source: bytes
    seed: str
    tree: Tree = field(init=False)
    functions: list[Function] = field(init=False)

    def __post_init__(self) -> None:
        self.tree = parse_uncached(self.source)
        self.functions = list(functions_of(self.tree.root_node))

    def of_body(self, function: Function, most: int) -> Iterator[Trial]:
        """At most `most` edits of a function's body, fewer of a short one."""
        lines = self.source.count(b"\n", function.start, function.end)
        left = max(2, min(most, 3 * lines))
        low, high = function.body
        places = [s for s in self._inside.get(function.start, ()) if s.operator.name not in _FATAL]
        for breaking in drawn(places, WEIGHTS, self._rng(function)):
            if left <= 0:
                return
            if low < breaking.start and breaking.end < high and self._parses(breaking, function):
                scope = (function.start, function.end)
                yield Trial(self.path, "body", breaking, scope, function.name, function)
                left -= 1

    def of_items(self, most: int, *, visibility: bool) -> Iterator[Trial]:
        """At most `most` edits outside of bodies: those of the visibility, or the others."""
        family = "visibility"
        found = [s for s in self._outside if (s.operator.family == family) == visibility]
        rng = self._rng(family if visibility else "items")
        for breaking in drawn(found, ITEM_WEIGHTS, rng):
            if most <= 0:
                return
            if not self._is_in_body(breaking) and (visibility or self._parses(breaking, None)):
                scope, name = self._item(breaking)
                yield Trial(self.path, "item", breaking, scope, name)
                most -= 1

    def of_syntax(self, most: int) -> Iterator[Trial]:
        """At most `most` edits after which the file does not parse."""
        every = [*self._outside, *(site for found in self._inside.values() for site in found)]
        likely = [site for site in every if site.operator.family in ("syntax", "habits")]
        for breaking in drawn(likely, WEIGHTS, self._rng("syntax")):
            if most <= 0:
                return
            if not self._parses(breaking, None):
                yield Trial(self.path, "syntax", breaking, (0, len(self.source)), "")
                most -= 1

    @cached_property
    def _sites(self) -> tuple[dict[int, list[Site]], list[Site]]:
        """By the start of the function in whose body they lie, and the others."""
        inside: dict[int, list[Site]] = {}
        outside: list[Site] = []
        starts = [f.start for f in self.functions]
        unread = list(_joined(self._unread()))
        lows = [low for low, _ in unread]
        for site in sites(self.source, self.tree.root_node):
            at = site.start
            n = bisect_right(starts, at) - 1
            if n >= 0 and self.functions[n].body[0] < at < self.functions[n].body[1]:
                inside.setdefault(starts[n], []).append(site)
                continue
            k = bisect_right(lows, at) - 1
            if k < 0 or unread[k][1] <= at:
                outside.append(site)
        return inside, outside

    @property
    def _inside(self) -> dict[int, list[Site]]:
        return self._sites[0]

    @property
    def _outside(self) -> list[Site]:
        return self._sites[1]

    def _rng(self, what: Function | str) -> random.Random:
        return random.Random(f"{self.seed}:{self.path}:{getattr(what, 'start', what)}")

    def _unread(self) -> Iterator[tuple[int, int]]:
        """Tests, which are not compiled, the insides of macros, and comments."""
        for _, found in matches(self.tree, _UNREAD):
            for node in found.get("unread", ()):
                yield node.start_byte, node.end_byte
            for node in found.get("attribute", ()):
                if b"test" in (node.text or b""):
                    item = _below(node)
                    yield node.start_byte, item.end_byte if item else node.end_byte

    def _is_in_body(self, breaking: Breaking) -> bool:
        n = bisect_right([f.start for f in self.functions], breaking.start) - 1
        return n >= 0 and self.functions[n].body[0] < breaking.start < self.functions[n].body[1]

    def _parses(self, breaking: Breaking, function: Function | None) -> bool:
        """The function alone is parsed again, or the file."""
        start, end = (function.start, function.end) if function else (0, len(self.source))
        new = breaking.text.encode()
        text = self.source[start : breaking.start] + new + self.source[breaking.end : end]
        if function is not None and function.name and b"self" in text[:400]:
            text = b"impl X {" + text + b"}"
        return not parse_uncached(text).root_node.has_error

    def _item(self, breaking: Breaking) -> tuple[tuple[int, int], str]:
        """The bytes around it whose errors are its own, and what errors elsewhere call it."""
        path = path_to(self.tree, breaking.start, breaking.end)
        for node in reversed(path):
            if node.type == "attribute_item":
                item = _below(node)
                end = item.end_byte if item else node.end_byte
                return (node.start_byte, end), _name(item) if item else ""
            body = node.child_by_field_name("body")
            if node.type in _HEADS and body is not None and breaking.end <= body.start_byte:
                return (node.start_byte, body.start_byte), _name(node)
            if node.type in _SCOPES or (node.type.endswith("_item") and node.type not in _HEADS):
                return (node.start_byte, node.end_byte), _name(node)
        return (breaking.start, breaking.end), ""


def _below(attribute: Node) -> Node | None:
    """The item that an attribute belongs to."""
    node = attribute.next_named_sibling
    while node is not None and node.type in ("attribute_item", "line_comment", "block_comment"):
        node = node.next_named_sibling
    return node


def _name(node: Node) -> str:
    found = node.child_by_field_name("name") or node.child_by_field_name("type")
    return node_text(found).partition("<")[0] if found is not None else ""


def _joined(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Disjoint ranges, by position."""
    low = high = -1
    for start, end in sorted(ranges):
        if start > high:
            if high >= 0:
                yield low, high
            low, high = start, end
        high = max(high, end)
    if high >= 0:
        yield low, high


def drawn(found: Iterable[Site], weights: dict[str, int], rng: random.Random) -> Iterator[Breaking]:
    """One edit of each place, the next one's family drawn by weight, then its operator, then the
    place, then what to write there."""
    pool: dict[str, dict[str, list[Site]]] = {}
    for site in found:
        operator = site.operator
        pool.setdefault(operator.family, {}).setdefault(operator.name, []).append(site)
    seen: set[tuple[int, int, str]] = set()
    while pool:
        families = sorted(pool)
        family = rng.choices(families, [weights.get(f, 5) for f in families])[0]
        operators = pool[family]
        name = rng.choice(sorted(operators))
        places = operators[name]
        at = rng.randrange(len(places))
        places[at], places[-1] = places[-1], places[at]
        site = places.pop()
        if not places:
            del operators[name]
        if not operators:
            del pool[family]
        options = list(site.breakings())
        if not options:
            continue
        breaking = rng.choice(options)
        key = (breaking.start, breaking.end, breaking.text)
        if key not in seen and max(breaking.end - breaking.start, len(breaking.text)) <= MAX_EDIT:
            seen.add(key)
            yield breaking


def functions_of(root: Node) -> Iterator[Function]:
    """The outermost functions with a body, outside of test code, by position."""
    pending = [(root, True)]
    found: list[Function] = []
    while pending:
        node, copies = pending.pop()
        for child in node.named_children:
            if child.type == "function_item":
                body, name = child.child_by_field_name("body"), child.child_by_field_name("name")
                if body is not None and name is not None and not is_test(child):
                    span = (body.start_byte, body.end_byte)
                    named = (
                        (name.start_byte, name.end_byte) if copies and _is_plain(child) else None
                    )
                    found.append(
                        Function(node_text(name), child.start_byte, child.end_byte, span, named)
                    )
            elif child.type in ("mod_item", "impl_item", "trait_item") and not is_test(child):
                block = child.child_by_field_name("body")
                if block is not None:
                    # A trait says what an implementation of it may hold.
                    pending.append((block, child.child_by_field_name("trait") is None))
    return iter(sorted(found, key=lambda f: f.start))


def _is_plain(function: Node) -> bool:
    """Whether its attributes, which a copy goes without, change nothing that is checked."""
    return all(
        (name := _ATTRIBUTE.match(text)) is not None and name[1] in _HARMLESS
        for text in _attributes(function)
    )


def _attributes(item: Node) -> Iterator[bytes]:
    above = item.prev_named_sibling
    while above is not None and above.type in ("attribute_item", "line_comment", "block_comment"):
        if above.type == "attribute_item":
            yield above.text or b""
        above = above.prev_named_sibling


def is_test(node: Node) -> bool:
    """Whether an attribute above it says `cfg(test)` or `test`."""
    return any(b"test" in text for text in _attributes(node))

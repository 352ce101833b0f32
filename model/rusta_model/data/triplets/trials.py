"""Which breaking edits to try on a file: where each lies, and a fair choice among them.

Three kinds are tried apart. `body`: inside of a function's body, its errors stay there, so one of
every function goes into a run. `item`: a signature, an import, a field; its errors may show
anywhere, so one of every file. `syntax`: what does not parse, one of every file.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tree_sitter import Node, Tree

from rusta_indexer.syntax import node_text, parse_uncached, path_to
from rusta_model.data.triplets.breaking.operators import Breaking, proposals

Kind = Literal["body", "item", "syntax"]

# How often a family is drawn: as often as people make such mistakes, roughly, and what is hard to
# repair before what is easy.
WEIGHTS = {
    "references": 13, "mutability": 7, "conversions": 13, "wrappers": 9, "arguments": 9,
    "names": 12, "paths": 7, "types": 11, "bounds": 6, "visibility": 3, "moves": 12,
    "patterns": 9, "syntax": 5, "habits": 5, "returns": 9,
}  # fmt: skip
MAX_EDIT = 400
_TESTABLE = frozenset(("mod_item", "function_item", "impl_item", "use_declaration"))
_UNREAD = frozenset(("macro_definition", "line_comment", "block_comment"))


class Function(NamedTuple):
    """An outermost function with a body: byte ranges of the item and of its block."""

    name: str
    start: int
    end: int
    body: tuple[int, int]


class Trial(NamedTuple):
    """One edit to judge. `scope`: the bytes whose errors are its own."""

    path: str
    kind: Kind
    breaking: Breaking
    scope: tuple[int, int]
    name: str


@dataclass
class FileTrials:
    """Chooses the trials of one file. `live`: starts of the functions that are compiled at all."""

    path: str
    source: bytes
    seed: str
    tree: Tree = field(init=False)
    functions: list[Function] = field(init=False)

    def __post_init__(self) -> None:
        self.tree = parse_uncached(self.source)
        self.functions = list(functions_of(self.tree.root_node))

    def choose(self, live: set[int], *, each: int, items: int, unparsed: int) -> Iterator[Trial]:
        """At most `each` edits of one function, `items` elsewhere and `unparsed` that break the
        syntax; those of one function in the order to try. Larger numbers give the same and more."""
        inside: dict[int, list[Breaking]] = {}
        outside: list[Breaking] = []
        starts = [f.start for f in self.functions]
        for breaking in proposals(self.source, self.tree.root_node):
            if breaking.end - breaking.start > MAX_EDIT or len(breaking.text) > MAX_EDIT:
                continue
            n = bisect_right(starts, breaking.start) - 1
            function = self.functions[n] if n >= 0 else None
            if function is not None and breaking.end <= function.end:
                if function.start not in live:
                    continue
                low, high = function.body
                if low < breaking.start and breaking.end < high:
                    inside.setdefault(n, []).append(breaking)
                    continue
            if not self._in_dead_code(breaking):
                outside.append(breaking)
        for n, found in inside.items():
            function = self.functions[n]
            lines = self.source.count(b"\n", function.start, function.end)
            rng = random.Random(f"{self.seed}:{self.path}:{function.start}")
            wanted = max(2, min(each, lines * 2 // 3))
            for breaking in drawn(found, rng):
                if wanted <= 0:
                    break
                if self._parses(breaking, function):
                    scope = (function.start, function.end)
                    yield Trial(self.path, "body", breaking, scope, function.name)
                    wanted -= 1
        whole = (0, len(self.source))
        rng = random.Random(f"{self.seed}:{self.path}:items")
        for breaking in drawn(outside, rng):
            if items <= 0:
                break
            if self._parses(breaking, None):
                yield Trial(self.path, "item", breaking, whole, self._item_name(breaking))
                items -= 1
        rng = random.Random(f"{self.seed}:{self.path}:syntax")
        every = [b for found in (*inside.values(), outside) for b in found]
        for breaking in drawn([b for b in every if b.family in ("syntax", "habits")], rng):
            if unparsed <= 0:
                break
            if not self._parses(breaking, None):
                yield Trial(self.path, "syntax", breaking, whole, "")
                unparsed -= 1

    def _parses(self, breaking: Breaking, function: Function | None) -> bool:
        """The function alone is parsed again, or the file."""
        start, end = (function.start, function.end) if function else (0, len(self.source))
        new = breaking.text.encode()
        text = self.source[start : breaking.start] + new + self.source[breaking.end : end]
        if function is not None and function.name and b"self" in text[:400]:
            text = b"impl X {" + text + b"}"
        return not parse_uncached(text).root_node.has_error

    def _in_dead_code(self, breaking: Breaking) -> bool:
        """In a test, which is not compiled, in a macro or in a comment."""
        return any(
            node.type in _UNREAD or (node.type in _TESTABLE and is_test(node))
            for node in path_to(self.tree, breaking.start, breaking.end)
        )

    def _item_name(self, breaking: Breaking) -> str:
        for node in reversed(path_to(self.tree, breaking.start, breaking.end)):
            name = node.child_by_field_name("name")
            if name is not None and node.type.endswith(("_item", "_declaration", "_variant")):
                return node_text(name)
        return ""


def drawn(found: list[Breaking], rng: random.Random) -> Iterator[Breaking]:
    """All of them, the next one's family drawn by weight, then its operator, then the place."""
    pool: dict[str, dict[str, list[Breaking]]] = {}
    for breaking in found:
        pool.setdefault(breaking.family, {}).setdefault(breaking.operator, []).append(breaking)
    seen: set[tuple[int, int, str]] = set()
    while pool:
        families = sorted(pool)
        family = rng.choices(families, [WEIGHTS.get(f, 5) for f in families])[0]
        operators = pool[family]
        operator = rng.choice(sorted(operators))
        places = operators[operator]
        breaking = places.pop(rng.randrange(len(places)))
        if not places:
            del operators[operator]
        if not operators:
            del pool[family]
        key = (breaking.start, breaking.end, breaking.text)
        if key not in seen:
            seen.add(key)
            yield breaking


def functions_of(root: Node) -> Iterator[Function]:
    """The outermost functions with a body, outside of test code, by position."""
    pending = [root]
    found: list[Function] = []
    while pending:
        node = pending.pop()
        for child in node.named_children:
            if child.type == "function_item":
                body, name = child.child_by_field_name("body"), child.child_by_field_name("name")
                if body is not None and name is not None and not is_test(child):
                    span = (body.start_byte, body.end_byte)
                    found.append(Function(node_text(name), child.start_byte, child.end_byte, span))
            elif child.type in ("mod_item", "impl_item", "trait_item") and not is_test(child):
                block = child.child_by_field_name("body")
                if block is not None:
                    pending.append(block)
    return iter(sorted(found, key=lambda f: f.start))


def is_test(node: Node) -> bool:
    """Whether an attribute above it says `cfg(test)` or `test`."""
    above = node.prev_named_sibling
    while above is not None and above.type in ("attribute_item", "line_comment", "block_comment"):
        text = above.text or b""
        if above.type == "attribute_item" and b"test" in text:
            return True
        above = above.prev_named_sibling
    return False

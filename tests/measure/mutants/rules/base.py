"""What a rule is: a name, a slice, and a generator of byte edits for one source file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

Slice = Literal[
    "borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names", "other"
]
_PARSER = Parser(Language(tree_sitter_rust.language()))


class Edit(NamedTuple):
    """Bytes `start..end` of the file become `new`."""

    start: int
    end: int
    new: bytes

    def apply(self, data: bytes) -> bytes:
        return data[: self.start] + self.new + data[self.end :]


@dataclass(frozen=True)
class Source:
    """One Rust file. `nodes` leaves out what only tests see: the engines never get to see it."""

    data: bytes

    @cached_property
    def _index(self) -> dict[str, list[Node]]:
        index: dict[str, list[Node]] = {}
        stack = [_PARSER.parse(self.data).root_node]
        while stack:
            node = stack.pop()
            index.setdefault(node.type, []).append(node)
            stack.extend(reversed([kid for kid in node.children if not is_test_item(kid)]))
        return index

    def nodes(self, *types: str) -> Iterator[Node]:
        """Nodes of these types in source order, outside of test items."""
        found = [node for name in types for node in self._index.get(name, [])]
        yield from sorted(found, key=lambda node: (node.start_byte, -node.end_byte))

    def text(self, node: Node) -> bytes:
        return self.data[node.start_byte : node.end_byte]


def is_test_item(node: Node) -> bool:
    """Whether an attribute right above this item makes it one that only tests see."""
    if not node.type.endswith(("_item", "_declaration", "_invocation", "statement")):
        return False
    if node.type in ("attribute_item", "inner_attribute_item"):
        return False
    above = node.prev_named_sibling
    while above is not None and above.type in ("attribute_item", "line_comment", "block_comment"):
        text = b"".join((above.text or b"").split())
        if text.startswith((b"#[cfg(test", b"#[test]", b"#[bench]", b"#[cfg(all(test")):
            return True
        above = above.prev_named_sibling
    return False


Generator = Callable[[Source], Iterator[Edit]]


@dataclass(frozen=True)
class Rule:
    """A kind of mistake. `lint` rules are red only where the crate denies rustc's warnings."""

    name: str
    slice: Slice
    edits: Generator

    @property
    def lint(self) -> bool:
        return self.slice == "lint"


RULES: dict[str, Rule] = {}


def rule(name: str, kind: Slice) -> Callable[[Generator], Generator]:
    """Registers the generator under a name that no other rule has."""

    def register(generator: Generator) -> Generator:
        if name in RULES and RULES[name].edits.__qualname__ != generator.__qualname__:
            raise ValueError(f"two rules are called {name}")
        RULES[name] = Rule(name, kind, generator)
        return generator

    return register


def cut(start: Node, end: Node | None = None) -> Edit:
    """Removes from the start of one node to the end of another (or of the same)."""
    return Edit(start.start_byte, (end or start).end_byte, b"")


def put(node: Node, new: bytes) -> Edit:
    return Edit(node.start_byte, node.end_byte, new)


def cut_line(source: Source, node: Node) -> Edit:
    """Removes a node and, where it stands alone, its whole lines."""
    start, end = node.start_byte, node.end_byte
    line = source.data.rfind(b"\n", 0, start) + 1
    stop = source.data.find(b"\n", end)
    stop = len(source.data) if stop < 0 else stop + 1
    if not source.data[line:start].strip() and not source.data[end:stop].strip():
        return Edit(line, stop, b"")
    return Edit(start, end, b"")


def members(node: Node) -> list[Node]:
    """The elements of a bracketed list, without brackets, separators, comments and attributes."""
    skipped = ("line_comment", "block_comment", "attribute_item")
    return [kid for kid in node.named_children if kid.type not in skipped]


def cut_member(node: Node) -> Edit:
    """Removes a list element together with one separator beside it."""
    after, before = node.next_sibling, node.prev_sibling
    if after is not None and after.type in (",", "+"):
        end = after.next_sibling.start_byte if after.next_sibling else after.end_byte
        return Edit(node.start_byte, end, b"")
    if before is not None and before.type in (",", "+"):
        return Edit(before.start_byte, node.end_byte, b"")
    return cut(node)


def child(node: Node, kind: str) -> Node | None:
    """The first direct child of this type."""
    return next((kid for kid in node.children if kid.type == kind), None)


def method(node: Node) -> tuple[Node, Node] | None:
    """(receiver, name) of a method call such as `receiver.name(…)`, else None."""
    function = node.child_by_field_name("function")
    if node.type != "call_expression" or function is None or function.type != "field_expression":
        return None
    receiver, name = function.child_by_field_name("value"), function.child_by_field_name("field")
    return (receiver, name) if receiver is not None and name is not None else None


def arguments(node: Node) -> list[Node]:
    """The arguments of a call; empty where there are none."""
    found = node.child_by_field_name("arguments")
    return members(found) if found is not None else []

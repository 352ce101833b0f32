"""What an operator is, and how all of them are asked about a file in one pass."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.syntax import matches, node_text

Captures = dict[str, Node]


class Breaking(NamedTuple):
    """Replace bytes `start..end` of a clean file by `text`."""

    family: str
    operator: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Place:
    """A match of an operator's query in `source`."""

    source: bytes
    nodes: Captures

    def __getitem__(self, name: str) -> Node:
        return self.nodes[name]

    def text(self, name: str) -> str:
        return node_text(self.nodes[name])


class Splice(NamedTuple):
    start: int
    end: int
    text: str


Make = Callable[[Place], Iterator[Splice]]


@dataclass(frozen=True)
class Operator:
    """`pattern`: one tree-sitter pattern. `make`: what may be written there."""

    family: str
    name: str
    pattern: str
    make: Make


class Family:
    """The operators of one module, named by their functions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.operators: list[Operator] = []

    def operator(self, *patterns: str) -> Callable[[Make], Make]:
        def add(make: Make) -> Make:
            name = make.__name__
            self.operators += [Operator(self.name, name, pattern, make) for pattern in patterns]
            return make

        return add


@lru_cache(maxsize=1)
def every() -> tuple[Operator, ...]:
    """All operators, by the names of their modules and in the order they are written in."""
    from rusta_model.data.triplets import breaking

    found: list[Operator] = []
    for info in sorted(pkgutil.iter_modules(breaking.__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{breaking.__name__}.{info.name}")
        family = getattr(module, "family", None)
        if isinstance(family, Family):
            found += family.operators
    return tuple(found)


class Site(NamedTuple):
    """A place where an operator applies; what may be written there is made on demand."""

    operator: Operator
    place: Place

    @property
    def start(self) -> int:
        return min([node.start_byte for node in self.place.nodes.values()])

    def breakings(self) -> Iterator[Breaking]:
        source = self.place.source
        for start, end, text in self.operator.make(self.place):
            if source[start:end] != text.encode():
                yield Breaking(self.operator.family, self.operator.name, start, end, text)


def sites(source: bytes, root: Node) -> Iterator[Site]:
    """Where each operator applies in the file, in no order that matters."""
    operators = every()
    for number, captured in matches(root, _joined()):
        place = Place(source, {name: nodes[0] for name, nodes in captured.items()})
        yield Site(operators[number], place)


@lru_cache(maxsize=1)
def _joined() -> str:
    return "\n".join(operator.pattern for operator in every())


def replace(node: Node, text: str) -> Splice:
    return Splice(node.start_byte, node.end_byte, text)


def remove(node: Node) -> Splice:
    return replace(node, "")


def insert(at: int, text: str) -> Splice:
    return Splice(at, at, text)


def before(node: Node, text: str) -> Splice:
    return insert(node.start_byte, text)


def after(node: Node, text: str) -> Splice:
    return insert(node.end_byte, text)


def between(one: Node, other: Node, text: str) -> Splice:
    """From the start of `one` to the end of `other`."""
    return Splice(one.start_byte, other.end_byte, text)


def up_to(one: Node, other: Node, text: str = "") -> Splice:
    """From the start of `one` to the start of `other`."""
    return Splice(one.start_byte, other.start_byte, text)


def listed(node: Node) -> list[Node]:
    """The elements of a list, without comments and attributes."""
    skipped = ("line_comment", "block_comment", "attribute_item")
    return [child for child in node.named_children if child.type not in skipped]


def without(elements: list[Node], at: int) -> Splice:
    """Take one element out of a list, with the separator that goes with it."""
    if at + 1 < len(elements):
        return Splice(elements[at].start_byte, elements[at + 1].start_byte, "")
    start = elements[at - 1].end_byte if at else elements[at].start_byte
    return Splice(start, elements[at].end_byte, "")


def exchanged(source: bytes, one: Node, other: Node) -> Splice:
    """The text of both and what is between them, with the two exchanged."""
    middle = source[one.end_byte : other.start_byte].decode(errors="replace")
    return between(one, other, f"{node_text(other)}{middle}{node_text(one)}")

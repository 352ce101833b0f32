"""Harmless edits: what makes a repair longer and changes nothing that the compiler minds."""

import re
from collections.abc import Callable, Iterator

import tree_sitter_rust
from tree_sitter import Language, Node, Parser

from rusta_eval.cases import apply, digest

_PARSER = Parser(Language(tree_sitter_rust.language()))
Edits = list[tuple[int, int, bytes]]


def bloated(data: bytes, near: int, seed: str, wanted: int) -> Iterator[tuple[str, bytes]]:
    """(kind, the file with one more edit of that kind), again and again from `data`, near the byte
    `near` first: one try for each kind and place, in an order that `seed` decides."""
    tree = _PARSER.parse(data).root_node
    found = [(name, edits) for name, make in KINDS.items() for edits in make(data, tree, near)]
    found.sort(key=lambda one: digest(seed, one[0], str(one[1][0][0])))
    for name, edits in found[: 4 * wanted]:
        yield name, apply(data, edits)


def _nodes(tree: Node, *types: str) -> Iterator[Node]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.type == "macro_definition":
            continue
        if node.type in types:
            yield node
        stack.extend(node.named_children)


def _closest(nodes: Iterator[Node], near: int, count: int = 4) -> list[Node]:
    return sorted(nodes, key=lambda node: (abs(node.start_byte - near), node.start_byte))[:count]


def _line(data: bytes, at: int) -> tuple[int, bytes]:
    """Where the line of a byte starts, and its indentation."""
    start = data.rfind(b"\n", 0, at) + 1
    found = re.match(rb"[ \t]*", data[start:])
    return start, found[0] if found else b""


def _statements(tree: Node) -> Iterator[Node]:
    return _nodes(tree, "let_declaration", "expression_statement")


def blank(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    for node in _closest(_statements(tree), near):
        start, _ = _line(data, node.start_byte)
        yield [(start, start, b"\n")]


def comment(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    for node in _closest(_statements(tree), near):
        start, indent = _line(data, node.start_byte)
        yield [(start, start, indent + b"// Adjusted to the new signature.\n")]


def renamed(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    """A local of a function under another name, at all its places."""
    for node in _closest(_nodes(tree, "let_declaration"), near):
        pattern = node.child_by_field_name("pattern")
        around = node.parent
        while around is not None and around.type != "function_item":
            around = around.parent
        if pattern is None or pattern.type != "identifier" or around is None:
            continue
        name = pattern.text or b""
        edits: Edits = []
        for one in _nodes(around, "identifier"):
            if one.text == name:
                edits.append((one.start_byte, one.end_byte, name + b"_value"))
        yield edits


def cloned(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    for node in _closest(_nodes(tree, "arguments"), near):
        for argument in node.named_children:
            if argument.type in ("identifier", "field_expression", "string_literal"):
                yield [(argument.end_byte, argument.end_byte, b".clone()")]
                break


def split(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    """The value of a `let` in a statement of its own."""
    for node in _closest(_nodes(tree, "let_declaration"), near):
        value, kind = node.child_by_field_name("value"), node.child_by_field_name("type")
        if value is None or kind is not None or node.child_by_field_name("alternative"):
            continue
        start, indent = _line(data, node.start_byte)
        line = indent + b"let interim = " + data[value.start_byte : value.end_byte] + b";\n"
        yield [(start, start, line), (value.start_byte, value.end_byte, b"interim")]


def derived(data: bytes, tree: Node, near: int) -> Iterator[Edits]:
    for node in _closest(_nodes(tree, "struct_item", "enum_item"), near):
        start, indent = _line(data, node.start_byte)
        for name in (b"Debug", b"Clone", b"PartialEq"):
            yield [(start, start, indent + b"#[derive(" + name + b")]\n")]


KINDS: dict[str, Callable[[bytes, Node, int], Iterator[Edits]]] = {
    "blank": blank, "comment": comment, "renamed": renamed, "cloned": cloned, "split": split,
    "derived": derived,
}  # fmt: skip

"""A `*` that is missing or one too many."""

from collections.abc import Iterator

from .base import Edit, Source, cut, rule


@rule("drop-deref", "types")
def drop_deref(source: Source) -> Iterator[Edit]:
    """`*x` becomes `x`."""
    for node in source.nodes("unary_expression"):
        if source.text(node.children[0]) == b"*":
            yield cut(node.children[0])


@rule("add-deref", "types")
def add_deref(source: Source) -> Iterator[Edit]:
    """`x == y` becomes `*x == y`."""
    for node in source.nodes("binary_expression"):
        left = node.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            yield Edit(left.start_byte, left.start_byte, b"*")

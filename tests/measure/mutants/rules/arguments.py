"""Arguments of a call missing, too many or in the wrong order."""

from collections.abc import Iterator
from itertools import pairwise

from .base import Edit, Source, arguments, cut_member, rule


@rule("drop-argument", "types")
def drop_argument(source: Source) -> Iterator[Edit]:
    """`f(a, b)` becomes `f(a)`."""
    for node in source.nodes("call_expression"):
        given = arguments(node)
        if given:
            yield cut_member(given[-1])


@rule("swap-arguments", "types")
def swap_arguments(source: Source) -> Iterator[Edit]:
    """`f(a, b)` becomes `f(b, a)`."""
    for node in source.nodes("call_expression"):
        given = arguments(node)
        for one, two in pairwise(given):
            between = source.data[one.end_byte : two.start_byte]
            new = source.text(two) + between + source.text(one)
            yield Edit(one.start_byte, two.end_byte, new)


@rule("add-argument", "types")
def add_argument(source: Source) -> Iterator[Edit]:
    """`f(a)` becomes `f(a, 0)`."""
    for node in source.nodes("call_expression"):
        given = arguments(node)
        if given:
            yield Edit(given[-1].end_byte, given[-1].end_byte, b", 0")


@rule("drop-parameter", "names")
def drop_parameter(source: Source) -> Iterator[Edit]:
    """`fn f(a: T, b: U)` becomes `fn f(a: T)`."""
    for node in source.nodes("parameters"):
        if node.named_child_count and node.named_children[-1].type == "parameter":
            yield cut_member(node.named_children[-1])


@rule("drop-call-parentheses", "types")
def drop_call_parentheses(source: Source) -> Iterator[Edit]:
    """`x.len()` becomes `x.len`."""
    for node in source.nodes("call_expression"):
        given, function = (
            node.child_by_field_name("arguments"),
            node.child_by_field_name("function"),
        )
        if given is None or function is None or arguments(node):
            continue
        if function.type == "field_expression":
            yield Edit(given.start_byte, given.end_byte, b"")


@rule("drop-tuple-element", "types")
def drop_tuple_element(source: Source) -> Iterator[Edit]:
    """`(a, b, c)` becomes `(a, b)` in an expression or a pattern."""
    for node in source.nodes("tuple_expression", "tuple_pattern"):
        if node.named_child_count >= 2:
            yield cut_member(node.named_children[-1])

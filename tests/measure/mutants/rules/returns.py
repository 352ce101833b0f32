"""Tail expressions and `return`."""

from collections.abc import Iterator

from .base import Edit, Source, put, rule


@rule("semicolon-after-tail", "types")
def semicolon_after_tail(source: Source) -> Iterator[Edit]:
    """The last expression of a function is ended by a `;`."""
    for node in source.nodes("function_item"):
        body = node.child_by_field_name("body")
        if (
            body is None
            or not body.named_child_count
            or not node.child_by_field_name("return_type")
        ):
            continue
        tail = body.named_children[-1]
        if not tail.type.endswith(("statement", "declaration", "item", "comment")):
            yield Edit(tail.end_byte, tail.end_byte, b";")


@rule("drop-return", "types")
def drop_return(source: Source) -> Iterator[Edit]:
    """`return x;` inside a block becomes `x`."""
    for node in source.nodes("return_expression"):
        if node.named_child_count:
            holder = node.parent if node.parent and node.parent.type != "match_arm" else node
            whole = holder if holder.type == "expression_statement" else node
            yield put(whole, source.text(node.named_children[0]))


@rule("bare-return", "types")
def bare_return(source: Source) -> Iterator[Edit]:
    """`return x;` becomes `return;`."""
    for node in source.nodes("return_expression"):
        if node.named_child_count:
            yield put(node, b"return")


@rule("assignment-instead-of-comparison", "types")
def assignment_instead_of_comparison(source: Source) -> Iterator[Edit]:
    """`a == b` becomes `a = b`."""
    for node in source.nodes("binary_expression"):
        operator = node.child_by_field_name("operator")
        if operator is not None and source.text(operator) == b"==":
            yield put(operator, b"=")

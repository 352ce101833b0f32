"""A `&` or `&mut` that is missing, or one too many."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, child, cut, put, rule


@rule("drop-borrow-of-argument", "types")
def drop_borrow_of_argument(source: Source) -> Iterator[Edit]:
    """`f(&x)` becomes `f(x)`."""
    for call in source.nodes("call_expression"):
        for argument in arguments(call):
            value = argument.child_by_field_name("value")
            if argument.type == "reference_expression" and value is not None:
                yield Edit(argument.start_byte, value.start_byte, b"")


@rule("drop-mut-of-borrow", "borrow")
def drop_mut_of_borrow(source: Source) -> Iterator[Edit]:
    """`&mut x` becomes `&x`."""
    for node in source.nodes("reference_expression"):
        mut, value = child(node, "mutable_specifier"), node.child_by_field_name("value")
        if mut is not None and value is not None:
            yield Edit(mut.start_byte, value.start_byte, b"")


@rule("add-borrow-to-argument", "types")
def add_borrow_to_argument(source: Source) -> Iterator[Edit]:
    """`f(x)` becomes `f(&x)`."""
    for call in source.nodes("call_expression"):
        for argument in arguments(call):
            if argument.type in ("identifier", "field_expression"):
                yield Edit(argument.start_byte, argument.start_byte, b"&")


@rule("drop-borrow-of-let", "moves")
def drop_borrow_of_let(source: Source) -> Iterator[Edit]:
    """`let x = &self.y;` becomes `let x = self.y;`, likewise what `match` looks at."""
    for node in source.nodes("let_declaration", "match_expression"):
        value = node.child_by_field_name("value")
        if value is not None and value.type == "reference_expression":
            inner = value.child_by_field_name("value")
            if inner is not None:
                yield Edit(value.start_byte, inner.start_byte, b"")


@rule("drop-borrow-of-loop", "moves")
def drop_borrow_of_loop(source: Source) -> Iterator[Edit]:
    """`for x in &xs` becomes `for x in xs`."""
    for node in source.nodes("for_expression"):
        value = node.child_by_field_name("value")
        if value is not None and value.type == "reference_expression":
            inner = value.child_by_field_name("value")
            if inner is not None:
                yield Edit(value.start_byte, inner.start_byte, b"")


@rule("owned-parameter", "borrow")
def owned_parameter(source: Source) -> Iterator[Edit]:
    """A parameter type `&T` becomes `T`."""
    for node in source.nodes("parameter"):
        kind = node.child_by_field_name("type")
        if kind is not None and kind.type == "reference_type":
            inner = kind.child_by_field_name("type")
            if inner is not None:
                yield put(kind, source.text(inner))


@rule("drop-ref-of-pattern", "moves")
def drop_ref_of_pattern(source: Source) -> Iterator[Edit]:
    """`Some(ref x)` becomes `Some(x)`."""
    for node in source.nodes("ref_pattern"):
        if node.named_child_count:
            yield Edit(node.start_byte, node.named_children[-1].start_byte, b"")


@rule("drop-borrow-of-pattern", "types")
def drop_borrow_of_pattern(source: Source) -> Iterator[Edit]:
    """`|&x|` becomes `|x|`, `Some(&x)` becomes `Some(x)`."""
    for node in source.nodes("reference_pattern"):
        yield cut(node.children[0])

"""`mut` forgotten where the value changes."""

from collections.abc import Iterator

from .base import Edit, Source, child, method, put, rule

_SHARED = {
    b"iter_mut": b"iter",
    b"as_mut": b"as_ref",
    b"get_mut": b"get",
    b"values_mut": b"values",
    b"borrow_mut": b"borrow",
    b"last_mut": b"last",
    b"first_mut": b"first",
    b"as_mut_slice": b"as_slice",
    b"chunks_mut": b"chunks",
    b"split_at_mut": b"split_at",
}


@rule("drop-mut-of-let", "borrow")
def drop_mut_of_let(source: Source) -> Iterator[Edit]:
    """`let mut x` becomes `let x`."""
    for node in source.nodes("let_declaration"):
        mut, pattern = child(node, "mutable_specifier"), node.child_by_field_name("pattern")
        if mut is not None and pattern is not None:
            yield Edit(mut.start_byte, pattern.start_byte, b"")


@rule("drop-mut-of-parameter", "borrow")
def drop_mut_of_parameter(source: Source) -> Iterator[Edit]:
    """`fn f(mut x: T)` becomes `fn f(x: T)`, likewise `mut self`."""
    for node in source.nodes("parameter", "self_parameter"):
        mut = child(node, "mutable_specifier")
        if mut is not None and mut == node.children[0] and mut.next_sibling is not None:
            yield Edit(mut.start_byte, mut.next_sibling.start_byte, b"")


@rule("drop-mut-of-type", "borrow")
def drop_mut_of_type(source: Source) -> Iterator[Edit]:
    """A parameter, field or result of type `&mut T` becomes `&T`."""
    for node in source.nodes("reference_type"):
        mut, inner = child(node, "mutable_specifier"), node.child_by_field_name("type")
        if mut is not None and inner is not None:
            yield Edit(mut.start_byte, inner.start_byte, b"")


@rule("drop-mut-of-pattern", "borrow")
def drop_mut_of_pattern(source: Source) -> Iterator[Edit]:
    """`Some(mut x)` becomes `Some(x)`, `ref mut x` becomes `ref x`."""
    for node in source.nodes("mut_pattern"):
        if node.named_child_count:
            yield Edit(node.start_byte, node.named_children[-1].start_byte, b"")


@rule("shared-instead-of-mutable-accessor", "borrow")
def shared_accessor(source: Source) -> Iterator[Edit]:
    """`xs.iter_mut()` becomes `xs.iter()`."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in _SHARED:
            yield put(found[1], _SHARED[source.text(found[1])])

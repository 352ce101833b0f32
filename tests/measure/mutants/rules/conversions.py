"""A conversion that was forgotten."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, method, put, rule
from .clones import drop_calls


@rule("drop-cast", "types")
def drop_cast(source: Source) -> Iterator[Edit]:
    """`x as T` becomes `x`."""
    for node in source.nodes("type_cast_expression"):
        value = node.child_by_field_name("value")
        if value is not None:
            yield put(node, source.text(value))


@rule("drop-into", "types")
def drop_into(source: Source) -> Iterator[Edit]:
    """`x.into()`, `x.to_string()` and the like become `x`."""
    return drop_calls(
        source, b"into", b"to_string", b"to_owned", b"to_vec", b"into_boxed_slice", b"into_iter"
    )


@rule("drop-view", "types")
def drop_view(source: Source) -> Iterator[Edit]:
    """`x.as_str()`, `x.chars()`, `x.len()`, `x.iter()` and the like become `x`."""
    return drop_calls(
        source, b"as_str", b"as_bytes", b"chars", b"bytes", b"len", b"iter", b"as_slice"
    )


@rule("drop-unwrap", "types")
def drop_unwrap(source: Source) -> Iterator[Edit]:
    """`x.unwrap()` becomes `x`, likewise `expect`, `unwrap_or` and `collect`."""
    names = (b"unwrap", b"expect", b"unwrap_or", b"unwrap_or_default", b"ok_or", b"collect")
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in names:
            yield Edit(found[0].end_byte, node.end_byte, b"")


@rule("drop-from", "types")
def drop_from(source: Source) -> Iterator[Edit]:
    """`T::from(x)` becomes `x`."""
    for node in source.nodes("call_expression"):
        function, given = node.child_by_field_name("function"), arguments(node)
        if function is not None and source.text(function).endswith(b"::from") and len(given) == 1:
            yield put(node, source.text(given[0]))

"""The wrong type written down."""

from collections.abc import Iterator

from .base import Edit, Source, put, rule

_NUMBERS = {
    b"usize": b"u32",
    b"u8": b"u16",
    b"u16": b"u32",
    b"u32": b"usize",
    b"u64": b"u32",
    b"i32": b"i64",
    b"i64": b"i32",
    b"isize": b"i32",
    b"i8": b"i16",
    b"i16": b"i32",
    b"f64": b"f32",
    b"f32": b"f64",
    b"u128": b"u64",
    b"char": b"u8",
    b"bool": b"i32",
}


def _numbers(source: Source, *holders: str, field: str = "type") -> Iterator[Edit]:
    for node in source.nodes(*holders):
        kind = node.child_by_field_name(field)
        if kind is not None and source.text(kind) in _NUMBERS:
            yield put(kind, _NUMBERS[source.text(kind)])


@rule("wrong-number-type-of-binding", "types")
def of_binding(source: Source) -> Iterator[Edit]:
    """`let x: usize` becomes `let x: u32`; likewise constants and fields."""
    return _numbers(source, "let_declaration", "const_item", "static_item", "field_declaration")


@rule("wrong-number-type-of-parameter", "types")
def of_parameter(source: Source) -> Iterator[Edit]:
    """`fn f(x: usize)` becomes `fn f(x: u32)`."""
    return _numbers(source, "parameter")


@rule("wrong-number-type-of-result", "types")
def of_result(source: Source) -> Iterator[Edit]:
    """`-> usize` becomes `-> u32`."""
    return _numbers(source, "function_item", "function_signature_item", field="return_type")


@rule("wrong-cast", "types")
def wrong_cast(source: Source) -> Iterator[Edit]:
    """`x as usize` becomes `x as u32`."""
    return _numbers(source, "type_cast_expression")


@rule("owned-instead-of-borrowed-text", "types")
def owned_text(source: Source) -> Iterator[Edit]:
    """A `&str` parameter or result becomes a `String`, and the other way round."""
    for node in source.nodes("parameter", "function_item", "field_declaration"):
        name = "return_type" if node.type == "function_item" else "type"
        kind = node.child_by_field_name(name)
        swap = {b"&str": b"String", b"String": b"&str", b"&[u8]": b"Vec<u8>", b"Vec<u8>": b"&[u8]"}
        if kind is not None and source.text(kind) in swap:
            yield put(kind, swap[source.text(kind)])


@rule("drop-result-type", "types")
def drop_result_type(source: Source) -> Iterator[Edit]:
    """`fn f() -> T {` becomes `fn f() {`."""
    for node in source.nodes("function_item"):
        kind, given = (
            node.child_by_field_name("return_type"),
            node.child_by_field_name("parameters"),
        )
        if kind is not None and given is not None:
            yield Edit(given.end_byte, kind.end_byte, b"")


@rule("drop-type-arguments", "types")
def drop_type_arguments(source: Source) -> Iterator[Edit]:
    """`Vec<T>` becomes `Vec`."""
    for node in source.nodes("generic_type"):
        given = node.child_by_field_name("type_arguments")
        if given is not None and given.named_child_count and b"'" not in source.text(given):
            yield put(given, b"")


@rule("drop-let-type", "types")
def drop_let_type(source: Source) -> Iterator[Edit]:
    """`let x: Vec<T> = …` becomes `let x = …`; also the `::<T>` of a call."""
    for node in source.nodes("let_declaration", "generic_function"):
        if node.type == "generic_function":
            function = node.child_by_field_name("function")
            if function is not None:
                yield Edit(function.end_byte, node.end_byte, b"")
            continue
        pattern, kind = node.child_by_field_name("pattern"), node.child_by_field_name("type")
        if pattern is not None and kind is not None:
            yield Edit(pattern.end_byte, kind.end_byte, b"")

"""Method names and spellings brought along from other languages."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, method, put, rule

_NEAR = {
    b"len": b"length",
    b"push": b"append",
    b"is_empty": b"empty",
    b"to_string": b"toString",
    b"contains": b"includes",
    b"push_str": b"append",
    b"unwrap_or": b"or",
    b"iter": b"each",
    b"is_some": b"is_ok",
    b"is_none": b"is_null",
    b"starts_with": b"startswith",
    b"trim": b"strip",
    b"ends_with": b"endswith",
    b"to_lowercase": b"lower",
    b"to_uppercase": b"upper",
    b"collect": b"to_vec",
    b"extend": b"concat",
    b"get": b"at",
    b"insert": b"add",
    b"remove": b"delete",
    b"clone": b"copy",
    b"next": b"next_item",
    b"map": b"select",
    b"filter": b"where_",
    b"fold": b"reduce",
    b"and_then": b"flat_map",
    b"abs": b"absolute",
    b"any": b"some",
    b"all": b"every",
    b"find": b"first",
    b"as_bytes": b"bytes_slice",
    b"extend_from_slice": b"extend_from",
    b"is_ok": b"is_some",
    b"min": b"minimum",
    b"max": b"maximum",
    b"pop": b"pop_back",
    b"last": b"back",
    b"first": b"front",
    b"copied": b"copy",
    b"cloned": b"clone_all",
    b"to_owned": b"owned",
    b"chars": b"characters",
}
_TYPES = {
    b"String": b"string",
    b"Vec": b"List",
    b"Option": b"Optional",
    b"bool": b"boolean",
    b"i32": b"int",
    b"u8": b"byte",
    b"usize": b"size_t",
    b"f64": b"double",
    b"str": b"string",
    b"u32": b"uint",
    b"u64": b"uint64",
    b"f32": b"float",
    b"i64": b"long",
}


@rule("method-of-another-language", "names")
def method_of_another_language(source: Source) -> Iterator[Edit]:
    """`xs.len()` becomes `xs.length()`."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in _NEAR:
            yield put(found[1], _NEAR[source.text(found[1])])


@rule("type-of-another-language", "names")
def type_of_another_language(source: Source) -> Iterator[Edit]:
    """`Vec<T>` becomes `List<T>`, `i32` becomes `int`."""
    for node in source.nodes("type_identifier", "primitive_type"):
        if source.text(node) in _TYPES:
            yield put(node, _TYPES[source.text(node)])


@rule("null-instead-of-none", "names")
def null_instead_of_none(source: Source) -> Iterator[Edit]:
    """`None` becomes `null`; `true` and `false` become `True` and `False`."""
    swap = {b"None": b"null", b"true": b"True", b"false": b"False"}
    for node in source.nodes("identifier", "boolean_literal"):
        if source.text(node) in swap:
            yield put(node, swap[source.text(node)])


@rule("function-instead-of-method", "names")
def function_instead_of_method(source: Source) -> Iterator[Edit]:
    """`x.len()` becomes `len(x)`."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and not arguments(node) and source.text(found[1]) in (b"len", b"abs", b"sqrt"):
            yield put(node, source.text(found[1]) + b"(" + source.text(found[0]) + b")")


@rule("increment-operator", "syntax")
def increment_operator(source: Source) -> Iterator[Edit]:
    """`x += 1` becomes `x++`."""
    for node in source.nodes("compound_assignment_expr"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or source.text(right) != b"1":
            continue
        if source.text(operator) in (b"+=", b"-="):
            yield put(node, source.text(left) + source.text(operator)[:1] * 2)


@rule("word-operator", "syntax")
def word_operator(source: Source) -> Iterator[Edit]:
    """`a && b` becomes `a and b`, `||` becomes `or`, `!a` becomes `not a`."""
    words = {b"&&": b"and", b"||": b"or", b"!": b"not "}
    for node in source.nodes("binary_expression", "unary_expression"):
        operator = node.child_by_field_name("operator") or node.children[0]
        if source.text(operator) in words:
            yield put(operator, words[source.text(operator)])


@rule("elif", "syntax")
def elif_(source: Source) -> Iterator[Edit]:
    """`else if` becomes `elif`."""
    for node in source.nodes("else_clause"):
        inner = node.named_children[-1]
        if inner.type == "if_expression":
            yield Edit(node.start_byte, inner.children[0].end_byte, b"elif")

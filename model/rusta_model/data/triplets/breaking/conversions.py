# ruff: noqa: E501  (a query stays on one line)
"""Conversions: calls and casts that make one type of another, left out, exchanged or added."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    remove,
    replace,
)  # fmt: skip

family = Family("conversions")

_DROPPED = frozenset(
    """
    to_string to_owned into clone as_ref as_mut as_str as_bytes as_slice as_deref as_deref_mut
    to_vec iter iter_mut into_iter collect copied cloned unwrap expect borrow borrow_mut into_boxed_slice
    to_str as_ptr as_mut_ptr to_le_bytes to_be_bytes chars bytes len try_into into_inner into_bytes
    to_lowercase to_uppercase enumerate rev ok err lock read write parse get as_path to_path_buf
    into_string to_bits from_bits peekable by_ref flatten as_os_str to_string_lossy into_owned
    to_bytes boxed as_any unwrap_or_default ok_or ok_or_else map_err unwrap_or as_u64 as_i64
    """.split()
)
_EXCHANGED = {
    "to_string": ("as_str", "to_owned", "into", "clone"), "to_owned": ("as_ref", "to_str"),
    "into": ("from", "as_ref", "to_string"), "clone": ("as_ref", "borrow", "to_owned"),
    "as_ref": ("as_mut", "clone", "unwrap", "as_str"), "as_str": ("to_string", "as_bytes", "clone"),
    "as_bytes": ("bytes", "to_vec", "as_str"), "to_vec": ("as_slice", "iter"),
    "iter": ("into_iter", "iter_mut", "get"), "into_iter": ("iter", "drain"),
    "copied": ("copy", "iter"), "cloned": ("clone", "copied"), "unwrap": ("ok", "unwrap_err"),
    "collect": ("to_vec", "into"), "chars": ("bytes", "as_str"), "bytes": ("chars", "as_bytes"),
    "len": ("count", "size_hint"), "count": ("len",), "as_deref": ("as_ref", "deref"),
    "map": ("and_then", "filter", "for_each"), "and_then": ("map", "or_else"),
    "filter_map": ("map", "filter"), "flat_map": ("map",), "filter": ("map", "filter_map"),
    "unwrap_or": ("unwrap_or_else", "ok_or"), "unwrap_or_else": ("unwrap_or", "map"),
    "ok_or": ("ok_or_else", "ok"), "ok_or_else": ("ok_or", "unwrap_or_else"),
    "any": ("find", "all_of"), "find": ("any", "position"), "position": ("find",),
    "fold": ("reduce",), "extend": ("push", "append"), "push": ("extend", "push_str", "insert"),
    "push_str": ("push",), "is_some": ("is_ok",), "is_none": ("is_err",), "is_ok": ("is_some",),
    "is_err": ("is_none",), "map_err": ("map", "or"), "to_le_bytes": ("to_vec",),
}  # fmt: skip


@family.operator(
    "(call_expression function: (field_expression value: (_) @value field: (field_identifier) @name)"
    " arguments: (arguments)) @call"
)
def drop_call(at: Place) -> Iterator[Splice]:
    if at.text("name") in _DROPPED:
        yield Splice(at["value"].end_byte, at["call"].end_byte, "")


@family.operator("(call_expression function: (field_expression field: (field_identifier) @name))")
def exchange_call(at: Place) -> Iterator[Splice]:
    for other in _EXCHANGED.get(at.text("name"), ()):
        yield replace(at["name"], other)


@family.operator("(type_cast_expression value: (_) @value type: (_) @type) @cast")
def drop_cast(at: Place) -> Iterator[Splice]:
    yield replace(at["cast"], at.text("value"))


@family.operator("(type_cast_expression type: (primitive_type) @type)")
def other_cast(at: Place) -> Iterator[Splice]:
    others = {
        "u8": "u32", "u16": "u8", "u32": "usize", "u64": "u32", "usize": "u64", "i8": "i32",
        "i16": "i32", "i32": "i64", "i64": "u64", "isize": "usize", "f32": "f64", "f64": "f32",
        "char": "u8", "u128": "u64", "i128": "i64",
    }  # fmt: skip
    if at.text("type") in others:
        yield replace(at["type"], others[at.text("type")])


@family.operator(
    "(call_expression function: (scoped_identifier name: (identifier) @name) arguments:"
    " (arguments . (_) @value .)) @call"
)
def drop_constructor(at: Place) -> Iterator[Splice]:
    if at.text("name") in ("from", "new", "try_from", "from_str", "Owned", "Borrowed"):
        yield replace(at["call"], at.text("value"))


@family.operator(
    "(let_declaration value: [(identifier) (field_expression) (call_expression)] @value)"
)
def add_to_string(at: Place) -> Iterator[Splice]:
    yield after(at["value"], ".to_string()")


@family.operator(
    "(arguments (string_literal) @value)", "(field_initializer value: (string_literal) @value)"
)
def owned_literal(at: Place) -> Iterator[Splice]:
    yield after(at["value"], ".to_string()")
    yield replace(at["value"], f"String::from({at.text('value')})")


@family.operator(
    "(generic_function function: (_) @function type_arguments: (type_arguments) @types)"
)
def drop_turbofish(at: Place) -> Iterator[Splice]:
    yield Splice(at["function"].end_byte, at["types"].end_byte, "")


@family.operator("(call_expression function: (generic_function) arguments: (arguments) @given)")
def drop_call_parentheses(at: Place) -> Iterator[Splice]:
    yield remove(at["given"])

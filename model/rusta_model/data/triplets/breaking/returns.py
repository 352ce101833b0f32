# ruff: noqa: E501  (a query stays on one line)
"""Returned values and keywords: the tail of a block, `return`, semicolons, `async`, `unsafe`."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    remove,
    replace,
    up_to,
)  # fmt: skip

family = Family("returns")

_TAIL = "[(identifier) (call_expression) (binary_expression) (struct_expression) (field_expression) (integer_literal) (boolean_literal) (reference_expression) (tuple_expression) (macro_invocation) (scoped_identifier) (type_cast_expression) (unary_expression) (self) (string_literal) (index_expression)]"


@family.operator(
    f"(block {_TAIL} @tail .)",
    "(block (expression_statement [(match_expression) (if_expression) (unsafe_block)] @tail) .)",
)
def semicolon_behind_tail(at: Place) -> Iterator[Splice]:
    yield after(at["tail"], ";")


@family.operator(f"(block {_TAIL} @tail .)")
def drop_tail(at: Place) -> Iterator[Splice]:
    if at["tail"].end_byte - at["tail"].start_byte < 120:
        yield remove(at["tail"])


@family.operator(f"(block {_TAIL} @tail .)")
def unit_tail(at: Place) -> Iterator[Splice]:
    yield replace(at["tail"], "()")


@family.operator(f"(block {_TAIL} @tail .)")
def bind_tail(at: Place) -> Iterator[Splice]:
    yield replace(at["tail"], f"let result = {at.text('tail')};")


@family.operator("(return_expression (_) @value) @return")
def drop_return_word(at: Place) -> Iterator[Splice]:
    yield up_to(at["return"], at["value"])


@family.operator("(return_expression (_) @value) @return")
def drop_returned_value(at: Place) -> Iterator[Splice]:
    yield replace(at["return"], "return")


@family.operator('(block (expression_statement (call_expression) @call ";" @semicolon) .)')
def value_as_tail(at: Place) -> Iterator[Splice]:
    yield remove(at["semicolon"])


@family.operator("(function_item (function_modifiers) @modifiers) @function")
def drop_modifiers(at: Place) -> Iterator[Splice]:
    text = at.text("modifiers")
    for word in ("async", "unsafe", "const"):
        if word in text.split():
            left = " ".join(w for w in text.split() if w != word)
            yield replace(at["modifiers"], left)


@family.operator("(await_expression (_) @value) @await")
def drop_await(at: Place) -> Iterator[Splice]:
    yield replace(at["await"], at.text("value"))


@family.operator(
    "(let_declaration value: (call_expression) @call)",
    "(expression_statement (call_expression) @call)",
)
def add_await(at: Place) -> Iterator[Splice]:
    if at["call"].start_byte % 4 == 0:
        yield after(at["call"], ".await")


@family.operator("(unsafe_block (block) @block) @unsafe")
def drop_unsafe(at: Place) -> Iterator[Splice]:
    yield up_to(at["unsafe"], at["block"])


@family.operator("(let_declaration pattern: (_) @pattern value: (_) @value)")
def drop_initialiser(at: Place) -> Iterator[Splice]:
    end = at["pattern"].end_byte
    kind = at["pattern"].parent
    declared = kind.child_by_field_name("type") if kind is not None else None
    if at["value"].end_byte - at["value"].start_byte < 160:
        yield Splice(declared.end_byte if declared is not None else end, at["value"].end_byte, "")


@family.operator("(break_expression (_) @value) @break")
def drop_break_value(at: Place) -> Iterator[Splice]:
    if at["value"].type != "label":
        yield replace(at["break"], "break")


@family.operator("(expression_statement (break_expression) @break)")
def add_break_value(at: Place) -> Iterator[Splice]:
    if at.text("break") == "break":
        yield replace(at["break"], "break 1")


@family.operator("(match_arm value: (_) @value)")
def arm_as_block(at: Place) -> Iterator[Splice]:
    if at["value"].type != "block" and at["value"].end_byte - at["value"].start_byte < 120:
        yield replace(at["value"], f"{{ {at.text('value')}; }}")


@family.operator("(match_arm value: (_) @value)")
def empty_arm(at: Place) -> Iterator[Splice]:
    if at["value"].end_byte - at["value"].start_byte < 120:
        yield replace(at["value"], "()")
        yield replace(at["value"], "{}")


@family.operator("(else_clause (block . (_) @value .))")
def empty_else(at: Place) -> Iterator[Splice]:
    if at["value"].end_byte - at["value"].start_byte < 120:
        yield after(at["value"], ";")

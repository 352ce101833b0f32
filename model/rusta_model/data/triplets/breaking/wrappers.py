# ruff: noqa: E501  (a query stays on one line)
"""Wrappers: `Some`, `Ok`, `Err`, `Box::new` and `?`, left out or put around too much."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    before,
    between,
    remove,
    replace,
)  # fmt: skip

family = Family("wrappers")

_WRAPPERS = frozenset(
    ("Some", "Ok", "Err", "Box", "Rc", "Arc", "Cow", "Ready", "Wrapping", "Reverse")
)


@family.operator(
    "(call_expression function: (identifier) @name arguments: (arguments . (_) @value .)) @call"
)
def drop_wrapper(at: Place) -> Iterator[Splice]:
    if at.text("name") in _WRAPPERS:
        yield replace(at["call"], at.text("value"))


@family.operator(
    "(call_expression function: (scoped_identifier path: (identifier) @name) arguments:"
    " (arguments . (_) @value .)) @call"
)
def drop_smart_pointer(at: Place) -> Iterator[Splice]:
    if at.text("name") in (
        "Box",
        "Rc",
        "Arc",
        "RefCell",
        "Cell",
        "Mutex",
        "RwLock",
        "Cow",
        "Poll",
        "Pin",
    ):
        yield replace(at["call"], at.text("value"))


@family.operator('(try_expression (_) @value "?" @mark)')
def drop_question_mark(at: Place) -> Iterator[Splice]:
    yield remove(at["mark"])


@family.operator(
    "(let_declaration value: (call_expression) @value)",
    "(expression_statement (call_expression) @value)",
)
def add_question_mark(at: Place) -> Iterator[Splice]:
    yield after(at["value"], "?")


@family.operator('(try_expression (_) @value "?" @mark)')
def unwrap_or_question(at: Place) -> Iterator[Splice]:
    yield replace(at["mark"], ".ok()")
    yield replace(at["mark"], "??")


@family.operator(
    "(block [(identifier) (call_expression) (struct_expression) (binary_expression)] @tail .)"
)
def wrap_tail(at: Place) -> Iterator[Splice]:
    for name in ("Some", "Ok"):
        yield replace(at["tail"], f"{name}({at.text('tail')})")


@family.operator(
    "(block (call_expression function: (identifier) @name arguments: (arguments (unit_expression))) @tail .)"
)
def drop_ok_unit(at: Place) -> Iterator[Splice]:
    yield remove(at["tail"])


@family.operator("(return_expression (_) @value)")
def wrap_returned(at: Place) -> Iterator[Splice]:
    for name in ("Some", "Ok", "Err"):
        yield between(at["value"], at["value"], f"{name}({at.text('value')})")


@family.operator("(call_expression function: (identifier) @name arguments: (arguments))")
def other_wrapper(at: Place) -> Iterator[Splice]:
    others = {"Some": ("Ok",), "Ok": ("Some", "Err"), "Err": ("Ok", "Some")}
    for other in others.get(at.text("name"), ()):
        yield replace(at["name"], other)


@family.operator("(tuple_struct_pattern type: (identifier) @name . (_) @inner) @pattern")
def drop_wrapper_pattern(at: Place) -> Iterator[Splice]:
    if at.text("name") in _WRAPPERS:
        yield replace(at["pattern"], at.text("inner"))


@family.operator(
    "(match_pattern (identifier) @name)", "(let_condition pattern: (identifier) @name)"
)
def add_wrapper_pattern(at: Place) -> Iterator[Splice]:
    yield replace(at["name"], f"Some({at.text('name')})")


@family.operator("(identifier) @none")
def none_or_default(at: Place) -> Iterator[Splice]:
    if at.text("none") == "None":
        for text in ("null", "0", "Ok(())", '""'):
            yield replace(at["none"], text)


@family.operator(
    "(arguments (identifier) @value)", "(field_initializer value: (identifier) @value)"
)
def wrap_argument(at: Place) -> Iterator[Splice]:
    yield replace(at["value"], f"Some({at.text('value')})")


@family.operator("(if_expression condition: (call_expression) @condition)")
def let_some(at: Place) -> Iterator[Splice]:
    yield before(at["condition"], "let Some(_) = ")

# ruff: noqa: E501  (a query stays on one line)
"""Moves: a clone or borrow less, a `move` less or more, a value used after it is gone."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    insert,
    remove,
    replace,
)  # fmt: skip

family = Family("moves")


@family.operator(
    "(call_expression function: (field_expression value: (_) @value field: (field_identifier) @name)"
    " arguments: (arguments)) @call"
)
def drop_clone(at: Place) -> Iterator[Splice]:
    if at.text("name") in (
        "clone",
        "cloned",
        "to_owned",
        "to_vec",
        "take",
        "as_ref",
        "as_mut",
        "by_ref",
    ):
        yield Splice(at["value"].end_byte, at["call"].end_byte, "")


@family.operator("(call_expression function: (field_expression field: (field_identifier) @name))")
def consume(at: Place) -> Iterator[Splice]:
    others = {"iter": "into_iter", "as_ref": "unwrap", "as_str": "into_boxed_str", "as_bytes": "into_bytes",
              "iter_mut": "into_iter", "as_slice": "into_boxed_slice", "borrow": "into_inner"}  # fmt: skip
    if at.text("name") in others:
        yield replace(at["name"], others[at.text("name")])


@family.operator('(closure_expression "move" @move parameters: (_) @parameters)')
def drop_move(at: Place) -> Iterator[Splice]:
    yield Splice(at["move"].start_byte, at["parameters"].start_byte, "")


@family.operator("(closure_expression . parameters: (_) @parameters)")
def add_move(at: Place) -> Iterator[Splice]:
    yield before(at["parameters"], "move ")


@family.operator(
    "(block (let_declaration pattern: (identifier) @name) @let . (_) @next)",
    "(block (let_declaration (mutable_specifier) pattern: (identifier) @name) @let . (_) @next)",
)
def drop_value_early(at: Place) -> Iterator[Splice]:
    if at["next"].next_named_sibling is not None:
        yield before(at["next"], f"drop({at.text('name')});\n")


@family.operator(
    "(block (expression_statement (call_expression arguments: (arguments (identifier) @name))) @use . (_) @next)"
)
def move_before_use(at: Place) -> Iterator[Splice]:
    yield before(at["use"], f"let moved = {at.text('name')};\n")


@family.operator(
    "(block (let_declaration value: (call_expression arguments: (arguments (identifier) @name))) @use . (_) @next)"
)
def drop_after_use(at: Place) -> Iterator[Splice]:
    yield insert(at["use"].end_byte, f"\ndrop({at.text('name')});")


@family.operator(
    "(block (let_declaration value: (reference_expression value: (identifier) @owner)) @let . (_))"
)
def drop_what_is_borrowed(at: Place) -> Iterator[Splice]:
    yield insert(at["let"].end_byte, f"\ndrop({at.text('owner')});")


@family.operator("(field_expression value: (self) @self) @value")
def move_out_of_self(at: Place) -> Iterator[Splice]:
    parent = at["value"].parent
    if parent is not None and parent.type == "reference_expression":
        yield replace(parent, at.text("value"))


@family.operator("(block (_) @first . (_) @second .)")
def exchange_statements(at: Place) -> Iterator[Splice]:
    if at["first"].type in ("let_declaration", "expression_statement") and at["second"].type in (
        "let_declaration", "expression_statement",
    ):  # fmt: skip
        middle = at.source[at["first"].end_byte : at["second"].start_byte].decode(errors="replace")
        text = f"{at.text('second')}{middle}{at.text('first')}"
        yield Splice(at["first"].start_byte, at["second"].end_byte, text)


@family.operator("(block (let_declaration) @let . (_))")
def drop_let(at: Place) -> Iterator[Splice]:
    if at["let"].end_byte - at["let"].start_byte < 160:
        yield remove(at["let"])


@family.operator(
    "(call_expression function: (field_expression value: (identifier) @name field: (field_identifier) @method)) @call"
)
def borrow_twice(at: Place) -> Iterator[Splice]:
    statement = at["call"].parent
    if statement is not None and statement.type == "expression_statement":
        name = at.text("name")
        yield before(statement, f"let held = &mut {name};\n")
        yield Splice(
            statement.start_byte, statement.end_byte,
            f"let held = &{name};\n{statement.text.decode() if statement.text else ''}\nlet _ = held;",
        )  # fmt: skip

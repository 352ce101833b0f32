# ruff: noqa: E501  (a query stays on one line)
"""Habits: what other languages write for the same thing."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    replace,
)  # fmt: skip

family = Family("habits")


@family.operator('(let_declaration "let" @word)')
def other_let(at: Place) -> Iterator[Splice]:
    yield replace(at["word"], "var")
    yield replace(at["word"], "auto")
    yield replace(at["word"], "const")


@family.operator('(let_declaration "let" @word pattern: (_) @pattern)')
def drop_let_word(at: Place) -> Iterator[Splice]:
    yield Splice(at["word"].start_byte, at["pattern"].start_byte, "")


@family.operator('(function_item "fn" @word)')
def other_fn(at: Place) -> Iterator[Splice]:
    for word in ("func", "def", "function", "fun"):
        yield replace(at["word"], word)


@family.operator("(else_clause (if_expression) @if) @clause")
def elif_(at: Place) -> Iterator[Splice]:
    yield Splice(at["clause"].start_byte, at["if"].start_byte + 2, "elif")
    yield Splice(at["clause"].start_byte, at["if"].start_byte + 2, "elseif")


@family.operator('(match_expression "match" @word)')
def switch(at: Place) -> Iterator[Splice]:
    yield replace(at["word"], "switch")


@family.operator('(match_arm pattern: (match_pattern "_" @any))')
def default_arm(at: Place) -> Iterator[Splice]:
    yield replace(at["any"], "default")
    yield replace(at["any"], "else")


@family.operator("(boolean_literal) @literal")
def capital_bool(at: Place) -> Iterator[Splice]:
    yield replace(at["literal"], at.text("literal").title())


@family.operator('(unary_expression "!" @sign)')
def not_word(at: Place) -> Iterator[Splice]:
    yield replace(at["sign"], "not ")
    yield replace(at["sign"], "~")


@family.operator("(self) @self")
def this(at: Place) -> Iterator[Splice]:
    yield replace(at["self"], "this")


@family.operator(
    "(compound_assignment_expr left: (_) @left operator: _ @sign right: (integer_literal) @right) @whole"
)
def increment(at: Place) -> Iterator[Splice]:
    if at.text("right") == "1" and at.text("sign") in ("+=", "-="):
        yield replace(at["whole"], at.text("left") + 2 * at.text("sign")[0])


@family.operator("(primitive_type) @type")
def foreign_primitive(at: Place) -> Iterator[Splice]:
    others = {
        "i32": ("int", "Int"), "u32": ("uint", "unsigned"), "usize": ("size_t", "int"), "f64": ("double", "float"),
        "f32": ("float",), "bool": ("boolean", "Bool"), "str": ("string",), "u8": ("byte",), "i64": ("long",),
        "char": ("Char",), "u64": ("ulong",),
    }  # fmt: skip
    for other in others.get(at.text("type"), ()):
        yield replace(at["type"], other)


@family.operator("(type_identifier) @type")
def foreign_type(at: Place) -> Iterator[Splice]:
    others = {
        "String": ("string", "Str"), "Vec": ("List", "Array"), "HashMap": ("Map", "dict"), "Option": ("Optional", "Maybe"),
        "Self": ("self",), "Box": ("Ptr",), "HashSet": ("Set",), "Result": ("Either",),
    }  # fmt: skip
    for other in others.get(at.text("type"), ()):
        yield replace(at["type"], other)


@family.operator(
    "(if_expression condition: (_) @condition consequence: (block . (_) @then .) alternative: (else_clause (block . (_) @else .))) @if"
)
def ternary(at: Place) -> Iterator[Splice]:
    if at["if"].end_byte - at["if"].start_byte < 120:
        yield replace(at["if"], f"{at.text('condition')} ? {at.text('then')} : {at.text('else')}")


@family.operator("(parameter pattern: (identifier) @name type: (_) @type) @parameter")
def type_before_name(at: Place) -> Iterator[Splice]:
    yield replace(at["parameter"], f"{at.text('type')} {at.text('name')}")
    yield replace(at["parameter"], at.text("name"))


@family.operator("(for_expression pattern: (_) @pattern value: (_) @value body: (_) @body) @for")
def for_of(at: Place) -> Iterator[Splice]:
    middle = Splice(at["pattern"].end_byte, at["value"].start_byte, " of ")
    yield middle
    yield Splice(
        at["pattern"].start_byte,
        at["value"].end_byte,
        f"({at.text('pattern')} : {at.text('value')})",
    )


@family.operator("(range_expression) @range")
def range_call(at: Place) -> Iterator[Splice]:
    start, dots, end = at.text("range").partition("..")
    if dots and start and end:
        yield replace(at["range"], f"range({start}, {end.lstrip('=')})")


@family.operator(
    "(struct_item (type_identifier) @name) @item",
    "(trait_item name: (type_identifier) @name) @item",
    "(enum_item name: (type_identifier) @name) @item",
)
def class_(at: Place) -> Iterator[Splice]:
    word = at.source[: at["name"].start_byte].rsplit(None, 1)[-1]
    start = at["name"].start_byte - len(word) - 1
    yield Splice(start, at["name"].start_byte - 1, "interface" if word == b"trait" else "class")


@family.operator("(visibility_modifier) @pub")
def public(at: Place) -> Iterator[Splice]:
    yield replace(at["pub"], "public")
    yield replace(at["pub"], "export")


@family.operator('(macro_invocation macro: (identifier) @name "!" @mark)')
def print_function(at: Place) -> Iterator[Splice]:
    others = {
        "println": "printf",
        "print": "print",
        "format": "sprintf",
        "panic": "throw",
        "vec": "Vec",
        "eprintln": "console.log",
    }
    if at.text("name") in others:
        yield Splice(at["name"].start_byte, at["mark"].end_byte, others[at.text("name")])


@family.operator(
    "(closure_expression parameters: (closure_parameters) @parameters body: (_) @body) @closure"
)
def arrow_function(at: Place) -> Iterator[Splice]:
    inner = at.text("parameters").strip("|")
    yield Splice(at["parameters"].start_byte, at["body"].start_byte, f"({inner}) => ")
    if inner:
        yield Splice(at["parameters"].start_byte, at["body"].start_byte, f"lambda {inner}: ")


@family.operator("(while_expression condition: (_) @condition)")
def while_true(at: Place) -> Iterator[Splice]:
    yield before(at["condition"], "not ")


@family.operator("(loop_expression body: (_) @body) @loop")
def loop_as_while(at: Place) -> Iterator[Splice]:
    yield Splice(at["loop"].start_byte, at["body"].start_byte, "while true ")
    yield Splice(at["loop"].start_byte, at["body"].start_byte, "do ")


@family.operator("(return_expression (_) @value) @return")
def throw(at: Place) -> Iterator[Splice]:
    yield Splice(at["return"].start_byte, at["value"].start_byte, "yield ")
    yield Splice(at["return"].start_byte, at["value"].start_byte, "throw ")


@family.operator(
    "(call_expression function: (scoped_identifier path: (identifier) @type name: (identifier) @new)) @call"
)
def new_operator(at: Place) -> Iterator[Splice]:
    if at.text("new") == "new":
        yield Splice(at["type"].start_byte, at["new"].end_byte, f"new {at.text('type')}")
        yield Splice(at["type"].end_byte, at["new"].end_byte, "")


@family.operator("(await_expression (_) @value) @await")
def await_prefix(at: Place) -> Iterator[Splice]:
    yield replace(at["await"], f"await {at.text('value')}")


@family.operator("(line_comment) @comment")
def hash_comment(at: Place) -> Iterator[Splice]:
    text = at.text("comment")
    if text.startswith("// ") and len(text) < 80:
        yield replace(at["comment"], f"# {text[3:]}")


@family.operator("(use_declaration argument: (_) @path) @use")
def import_(at: Place) -> Iterator[Splice]:
    yield Splice(at["use"].start_byte, at["path"].start_byte, "import ")

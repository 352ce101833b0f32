# ruff: noqa: E501  (a query stays on one line)
"""Types and literals: another type in a signature, a `let`, a field; another kind of literal."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    before,
    listed,
    remove,
    replace,
    without,
)  # fmt: skip

family = Family("types")

_PRIMITIVES = {
    "u8": ("u32", "char"), "u16": ("u32",), "u32": ("u64", "i32", "usize"), "u64": ("u32", "usize"),
    "usize": ("u32", "u64", "i32"), "i8": ("i32",), "i16": ("i32",), "i32": ("u32", "i64"),
    "i64": ("i32", "u64"), "isize": ("usize",), "f32": ("f64",), "f64": ("f32", "u64"),
    "bool": ("u8", "Option<bool>"), "char": ("u8", "str"), "str": ("String", "[u8]"),
    "u128": ("u64",), "i128": ("i64",),
}  # fmt: skip
_NAMED = {
    "String": ("&str", "str"), "Vec": ("Option", "Box"), "Option": ("Result", "Vec"),
    "Result": ("Option",), "HashMap": ("Vec", "BTreeMap"), "Box": ("Rc", "Option"),
    "Arc": ("Rc", "Box"), "Rc": ("Arc", "Box"), "PathBuf": ("Path", "String"), "Path": ("PathBuf",),
    "Cow": ("Option",), "RefCell": ("Cell",), "Cell": ("RefCell",), "Duration": ("u64",),
    "Ordering": ("bool",), "Range": ("RangeInclusive",),
}  # fmt: skip


@family.operator(
    "(parameter type: (primitive_type) @type)", "(function_item return_type: (primitive_type) @type)",
    "(let_declaration type: (primitive_type) @type)", "(field_declaration type: (primitive_type) @type)",
    "(type_arguments (primitive_type) @type)", "(reference_type type: (primitive_type) @type)",
    "(const_item type: (primitive_type) @type)", "(array_type element: (primitive_type) @type)",
    "(tuple_type (primitive_type) @type)", "(closure_expression return_type: (primitive_type) @type)",
    "(function_signature_item return_type: (primitive_type) @type)",
)  # fmt: skip
def other_primitive(at: Place) -> Iterator[Splice]:
    for other in _PRIMITIVES.get(at.text("type"), ()):
        yield replace(at["type"], other)


@family.operator(
    "(parameter type: (type_identifier) @type)", "(function_item return_type: (type_identifier) @type)",
    "(generic_type type: (type_identifier) @type)", "(let_declaration type: (type_identifier) @type)",
    "(field_declaration type: (type_identifier) @type)", "(reference_type type: (type_identifier) @type)",
)  # fmt: skip
def other_type(at: Place) -> Iterator[Splice]:
    for other in _NAMED.get(at.text("type"), ()):
        yield replace(at["type"], other)


@family.operator(
    "(generic_type type: (_) @outer type_arguments: (type_arguments . (_) @inner)) @type"
)
def drop_outer_type(at: Place) -> Iterator[Splice]:
    if at["inner"].type != "lifetime":
        yield replace(at["type"], at.text("inner"))


@family.operator("(generic_type type_arguments: (type_arguments) @given)")
def drop_type_arguments(at: Place) -> Iterator[Splice]:
    yield remove(at["given"])


@family.operator("(generic_type type_arguments: (type_arguments) @given)")
def drop_type_argument(at: Place) -> Iterator[Splice]:
    given = listed(at["given"])
    for n in range(len(given)):
        if len(given) > 1:
            yield without(given, n)


@family.operator("(type_arguments . (_) @first .) @given")
def surplus_type_argument(at: Place) -> Iterator[Splice]:
    yield after(at["first"], ", u8")


@family.operator(
    "(function_item return_type: [(type_identifier) (primitive_type) (generic_type)] @type)",
    "(let_declaration type: [(type_identifier) (primitive_type) (generic_type)] @type)",
    "(field_declaration type: [(type_identifier) (primitive_type)] @type)",
    "(parameter type: [(type_identifier) (primitive_type)] @type)",
)
def optional_type(at: Place) -> Iterator[Splice]:
    yield replace(at["type"], f"Option<{at.text('type')}>")


@family.operator("(function_item parameters: (_) @parameters return_type: (_) @type body: (_))")
def drop_return_type(at: Place) -> Iterator[Splice]:
    yield Splice(at["parameters"].end_byte, at["type"].end_byte, "")


@family.operator("(function_item parameters: (_) @parameters !return_type body: (_))")
def add_return_type(at: Place) -> Iterator[Splice]:
    for name in ("bool", "Self", "Result<(), String>", "u32"):
        yield after(at["parameters"], f" -> {name}")


@family.operator("(let_declaration pattern: (_) @pattern type: (_) @type)")
def drop_type_of_let(at: Place) -> Iterator[Splice]:
    yield Splice(at["pattern"].end_byte, at["type"].end_byte, "")


@family.operator("(let_declaration pattern: (identifier) @pattern !type value: (_))")
def add_type_of_let(at: Place) -> Iterator[Splice]:
    for name in ("i32", "String", "&str", "Vec<u8>", "bool"):
        if (at["pattern"].start_byte + len(name)) % 3 == 0:
            yield after(at["pattern"], f": {name}")


@family.operator("(integer_literal) @literal")
def other_number(at: Place) -> Iterator[Splice]:
    text = at.text("literal")
    if text.isdigit():
        for form in (
            f"{text}.0",
            f'"{text}"',
            f"{text}u8" if int(text) < 256 else f"{text}u64",
            f"-{text}",
        ):
            yield replace(at["literal"], form)


@family.operator("(float_literal) @literal")
def integer_instead_of_float(at: Place) -> Iterator[Splice]:
    head, dot, tail = at.text("literal").partition(".")
    if dot and head.isdigit() and not tail.strip("0"):
        yield replace(at["literal"], head)


@family.operator("(char_literal) @literal")
def string_instead_of_char(at: Place) -> Iterator[Splice]:
    inner = at.text("literal")[1:-1] if at.text("literal").startswith("'") else ""
    if inner and '"' not in inner:
        yield replace(at["literal"], f'"{inner}"')
    yield before(at["literal"], "b")


@family.operator("(string_literal) @literal")
def other_string(at: Place) -> Iterator[Splice]:
    text = at.text("literal")
    if text.startswith('b"'):
        yield replace(at["literal"], text[1:])
    elif text.startswith('"'):
        yield before(at["literal"], "b")
        if len(text) == 3 and text[1] != "'":
            yield replace(at["literal"], f"'{text[1]}'")


@family.operator("(boolean_literal) @literal")
def number_instead_of_bool(at: Place) -> Iterator[Splice]:
    yield replace(at["literal"], "1" if at.text("literal") == "true" else "0")


@family.operator("(array_type element: (_) @element length: (_) @length) @array")
def other_length(at: Place) -> Iterator[Splice]:
    yield replace(at["length"], f"{at.text('length')} + 1")
    yield Splice(at["element"].end_byte, at["length"].end_byte, "")


@family.operator("(range_expression (integer_literal) @start . (_) @end) @range")
def half_of_range(at: Place) -> Iterator[Splice]:
    yield replace(at["range"], at.text("end"))


@family.operator("(binary_expression left: (_) @left operator: _ @sign right: (_) @right)")
def other_sign(at: Place) -> Iterator[Splice]:
    others = {
        "==": ("=",), "&&": ("&", "and"), "||": ("|", "or"), "<": ("=",), "+": ("&&", "+="), "-": ("||",),
        "&": ("&&",), "|": ("||",), "!=": ("<>", "!"), "<<": ("<",), ">>": (">",), ">=": ("=>",), "<=": ("=<",),
    }  # fmt: skip
    for other in others.get(at.text("sign"), ()):
        yield replace(at["sign"], other)


@family.operator('(unary_expression "!" @sign (_) @value)')
def drop_not(at: Place) -> Iterator[Splice]:
    yield replace(at["sign"], "-")


@family.operator("(tuple_expression (_) @first . (_) @second) @tuple")
def half_of_tuple(at: Place) -> Iterator[Splice]:
    yield replace(at["tuple"], at.text("first"))


@family.operator("(if_expression condition: (binary_expression left: (_) @left))")
def number_as_condition(at: Place) -> Iterator[Splice]:
    condition = at["left"].parent
    if condition is not None:
        yield replace(condition, at.text("left"))

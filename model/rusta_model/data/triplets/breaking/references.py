"""References: `&`, `&mut` and `*` of expressions, patterns and types, left out or put in."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    remove,
    replace,
    up_to,
)  # fmt: skip

family = Family("references")


@family.operator("(reference_expression . value: (_) @value) @borrow")
def drop_borrow(at: Place) -> Iterator[Splice]:
    yield up_to(at["borrow"], at["value"])


@family.operator("(reference_expression (mutable_specifier) value: (_) @value) @borrow")
def drop_mutable_borrow(at: Place) -> Iterator[Splice]:
    yield up_to(at["borrow"], at["value"])


@family.operator("(reference_expression (mutable_specifier) value: (_) @value) @borrow")
def share_instead_of_mutable(at: Place) -> Iterator[Splice]:
    yield up_to(at["borrow"], at["value"], "&")


@family.operator("(reference_expression . value: (_) @value) @borrow")
def mutable_instead_of_shared(at: Place) -> Iterator[Splice]:
    yield up_to(at["borrow"], at["value"], "&mut ")


@family.operator(
    "(call_expression arguments: (arguments [(identifier) (field_expression)] @value))",
    "(let_declaration value: [(identifier) (field_expression)] @value)",
    "(field_initializer value: [(identifier) (field_expression)] @value)",
    "(return_expression [(identifier) (field_expression)] @value)",
    "(binary_expression right: (identifier) @value)",
)
def add_borrow(at: Place) -> Iterator[Splice]:
    yield before(at["value"], "&")


@family.operator(
    "(call_expression arguments: (arguments (identifier) @value))",
    "(binary_expression left: [(identifier) (field_expression)] @value)",
    "(field_initializer value: (identifier) @value)",
)
def add_dereference(at: Place) -> Iterator[Splice]:
    yield before(at["value"], "*")


@family.operator('(unary_expression "*" @star (_) @value)')
def drop_dereference(at: Place) -> Iterator[Splice]:
    yield up_to(at["star"], at["value"])


@family.operator("(reference_pattern (identifier) @name) @pattern")
def drop_reference_pattern(at: Place) -> Iterator[Splice]:
    yield replace(at["pattern"], at.text("name"))


@family.operator(
    "(closure_parameters (identifier) @name)", "(for_expression pattern: (identifier) @name)"
)
def add_reference_pattern(at: Place) -> Iterator[Splice]:
    yield before(at["name"], "&")


@family.operator("(reference_type type: (_) @inner) @type")
def drop_reference_type(at: Place) -> Iterator[Splice]:
    yield replace(at["type"], at.text("inner"))


@family.operator("(reference_type (mutable_specifier) @mut type: (_) @inner)")
def shared_reference_type(at: Place) -> Iterator[Splice]:
    yield up_to(at["mut"], at["inner"])


@family.operator(
    "(parameter type: [(type_identifier) (generic_type) (scoped_type_identifier)] @type)",
    "(field_declaration type: [(type_identifier) (generic_type)] @type)",
    "(function_item return_type: [(type_identifier) (generic_type)] @type)",
    "(let_declaration type: [(type_identifier) (generic_type) (primitive_type)] @type)",
)
def add_reference_type(at: Place) -> Iterator[Splice]:
    yield before(at["type"], "&")


@family.operator("(ref_pattern _ @ref (identifier) @name) @pattern")
def drop_ref_keyword(at: Place) -> Iterator[Splice]:
    yield replace(at["pattern"], at.text("name"))


@family.operator("(for_expression value: (reference_expression value: (_) @value) @borrow)")
def iterate_by_value(at: Place) -> Iterator[Splice]:
    yield replace(at["borrow"], at.text("value"))


@family.operator("(index_expression (_) . (_) @index)")
def borrow_index(at: Place) -> Iterator[Splice]:
    yield before(at["index"], "&")


@family.operator("(self_parameter) @self")
def other_receiver(at: Place) -> Iterator[Splice]:
    text = at.text("self")
    for form in ("self", "&self", "&mut self"):
        if form != text:
            yield replace(at["self"], form)
    if text == "&self":
        yield remove(at["self"])

"""Patterns, match arms, fields and items: one missing, one too many, one wrong."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    before,
    exchanged,
    listed,
    remove,
    replace,
    without,
)  # fmt: skip

family = Family("patterns")


@family.operator("(match_block (match_arm) @arm)")
def drop_arm(at: Place) -> Iterator[Splice]:
    if at["arm"].end_byte - at["arm"].start_byte < 240:
        yield remove(at["arm"])


@family.operator("(match_arm pattern: (match_pattern) @pattern)")
def guarded_arm(at: Place) -> Iterator[Splice]:
    if " if " not in at.text("pattern"):
        yield after(at["pattern"], " if true")


@family.operator("(match_arm pattern: (match_pattern (or_pattern . (_) @one . (_) @other) @or))")
def drop_alternative(at: Place) -> Iterator[Splice]:
    yield replace(at["or"], at.text("one"))


@family.operator("(struct_pattern (field_pattern)) @pattern")
def drop_field_of_pattern(at: Place) -> Iterator[Splice]:
    fields = [
        c for c in listed(at["pattern"]) if c.type in ("field_pattern", "remaining_field_pattern")
    ]
    for n in range(len(fields)):
        yield without(fields, n)


@family.operator("(field_initializer_list) @list")
def drop_field(at: Place) -> Iterator[Splice]:
    fields = listed(at["list"])
    for n in range(len(fields)):
        yield without(fields, n)


@family.operator("(field_initializer_list . (_) @first) @list")
def repeat_field(at: Place) -> Iterator[Splice]:
    if at["first"].end_byte - at["first"].start_byte < 80:
        yield before(at["first"], f"{at.text('first')}, ")


@family.operator("(field_initializer_list . (_) @first) @list")
def surplus_field(at: Place) -> Iterator[Splice]:
    yield before(at["first"], "value: 0, ")


@family.operator("(tuple_struct_pattern type: (_) @type) @pattern")
def drop_element_of_pattern(at: Place) -> Iterator[Splice]:
    elements = [c for c in listed(at["pattern"]) if c.start_byte >= at["type"].end_byte]
    for n in range(len(elements)):
        yield without(elements, n)


@family.operator("(tuple_struct_pattern type: (_) @type) @pattern")
def surplus_element_of_pattern(at: Place) -> Iterator[Splice]:
    elements = [c for c in listed(at["pattern"]) if c.start_byte >= at["type"].end_byte]
    if elements:
        yield after(elements[-1], ", _")


@family.operator("(tuple_struct_pattern type: (_) @type) @pattern")
def unit_pattern(at: Place) -> Iterator[Splice]:
    yield replace(at["pattern"], at.text("type"))


@family.operator("(tuple_pattern) @pattern")
def drop_element_of_tuple(at: Place) -> Iterator[Splice]:
    elements = listed(at["pattern"])
    for n in range(len(elements)):
        if len(elements) > 1:
            yield without(elements, n)


@family.operator("(tuple_expression) @tuple")
def drop_element_of_value(at: Place) -> Iterator[Splice]:
    elements = listed(at["tuple"])
    for n in range(len(elements)):
        if len(elements) > 1:
            yield without(elements, n)


@family.operator("(tuple_pattern . (_) @one . (_) @other)")
def exchange_elements(at: Place) -> Iterator[Splice]:
    yield exchanged(at.source, at["one"], at["other"])


@family.operator("(array_expression . (_) . (_)) @array")
def drop_element_of_array(at: Place) -> Iterator[Splice]:
    elements = listed(at["array"])
    if len(elements) < 12:
        yield without(elements, len(elements) - 1)


@family.operator("(field_declaration_list) @list")
def drop_declared_field(at: Place) -> Iterator[Splice]:
    fields = [c for c in listed(at["list"]) if c.type == "field_declaration"]
    for n in range(len(fields)):
        yield without(fields, n)


@family.operator("(enum_variant_list) @list")
def drop_variant(at: Place) -> Iterator[Splice]:
    variants = [c for c in listed(at["list"]) if c.type == "enum_variant"]
    for n in range(len(variants)):
        yield without(variants, n)


@family.operator("(enum_variant_list . (_) @first)")
def add_variant(at: Place) -> Iterator[Splice]:
    yield before(at["first"], "Unknown, ")


@family.operator(
    "(impl_item trait: (_) body: (declaration_list (type_item) @item))",
    "(impl_item trait: (_) body: (declaration_list (associated_type) @item))",
    "(impl_item trait: (_) body: (declaration_list (function_item) @item))",
    "(impl_item trait: (_) body: (declaration_list (const_item) @item))",
)
def drop_item_of_impl(at: Place) -> Iterator[Splice]:
    if at.text("item").count("\n") < 6:
        yield remove(at["item"])


@family.operator("(impl_item trait: (_) body: (declaration_list . (_) @first))")
def surplus_item_of_impl(at: Place) -> Iterator[Splice]:
    yield before(at["first"], "fn extra(&self) {}\n    ")


@family.operator("(let_condition pattern: (_) @pattern value: (_) @value) @condition")
def condition_without_let(at: Place) -> Iterator[Splice]:
    yield Splice(at["condition"].start_byte, at["pattern"].start_byte, "")


@family.operator(
    "(if_expression condition: (let_condition pattern: (_) @pattern value: (_) @value) @condition)"
)
def value_as_condition(at: Place) -> Iterator[Splice]:
    yield replace(at["condition"], at.text("value"))


@family.operator("(if_expression consequence: (block) @then alternative: (else_clause) @else)")
def drop_else(at: Place) -> Iterator[Splice]:
    if at["else"].end_byte - at["else"].start_byte < 240:
        yield Splice(at["then"].end_byte, at["else"].end_byte, "")


@family.operator("(const_item value: (_) @value) @item")
def drop_constant(at: Place) -> Iterator[Splice]:
    if at["item"].end_byte - at["item"].start_byte < 200:
        yield remove(at["item"])

"""Mutability: a `mut` that is missing where something changes, or the wrong kind of place."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    after,
    replace,
    up_to,
)  # fmt: skip

family = Family("mutability")


@family.operator("(let_declaration (mutable_specifier) @mut pattern: (_) @pattern)")
def drop_mut_of_let(at: Place) -> Iterator[Splice]:
    yield up_to(at["mut"], at["pattern"])


@family.operator("(parameter (mutable_specifier) @mut pattern: (_) @pattern)")
def drop_mut_of_parameter(at: Place) -> Iterator[Splice]:
    yield up_to(at["mut"], at["pattern"])


@family.operator("(mut_pattern (mutable_specifier) (identifier) @name) @pattern")
def drop_mut_of_pattern(at: Place) -> Iterator[Splice]:
    yield replace(at["pattern"], at.text("name"))


@family.operator("(self_parameter (mutable_specifier) @mut (self) @self)")
def drop_mut_of_self(at: Place) -> Iterator[Splice]:
    yield up_to(at["mut"], at["self"])


@family.operator("(let_declaration (mutable_specifier) @mut pattern: (_) @pattern)")
def const_instead_of_let_mut(at: Place) -> Iterator[Splice]:
    yield up_to(at["mut"], at["pattern"], "const ")


@family.operator("(pointer_type (mutable_specifier) @mut type: (_) @inner)")
def const_pointer(at: Place) -> Iterator[Splice]:
    yield replace(at["mut"], "const")


@family.operator("(call_expression function: (field_expression field: (field_identifier) @name))")
def shared_accessor(at: Place) -> Iterator[Splice]:
    shared = {
        "iter_mut": "iter", "as_mut": "as_ref", "get_mut": "get", "borrow_mut": "borrow",
        "as_mut_slice": "as_slice", "as_mut_ptr": "as_ptr", "values_mut": "values",
        "last_mut": "last", "first_mut": "first", "chunks_mut": "chunks",
        "chunks_exact_mut": "chunks_exact", "split_at_mut": "split_at", "deref_mut": "deref",
        "peek_mut": "peek", "get_or_insert_with": "get", "as_deref_mut": "as_deref",
        "write": "read", "get_unchecked_mut": "get_unchecked",
    }  # fmt: skip
    if at.text("name") in shared:
        yield replace(at["name"], shared[at.text("name")])


@family.operator("(compound_assignment_expr left: (identifier) @left) @assignment")
def shadow_instead_of_assign(at: Place) -> Iterator[Splice]:
    yield after(at["left"], "_")

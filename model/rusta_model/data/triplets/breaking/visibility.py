"""Visibility: items, fields and methods that others use, narrowed."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    replace,
)  # fmt: skip

family = Family("visibility")


@family.operator("(visibility_modifier) @pub")
def drop_pub(at: Place) -> Iterator[Splice]:
    end = at["pub"].end_byte
    yield Splice(at["pub"].start_byte, end + (at.source[end : end + 1] == b" "), "")


@family.operator("(visibility_modifier) @pub")
def narrow_pub(at: Place) -> Iterator[Splice]:
    if at.text("pub") != "pub(self)":
        yield replace(at["pub"], "pub(self)")
    if at.text("pub") == "pub":
        yield replace(at["pub"], "private")


@family.operator("(impl_item trait: (_) body: (declaration_list (function_item) @function))")
def pub_in_trait_impl(at: Place) -> Iterator[Splice]:
    yield before(at["function"], "pub ")


@family.operator("(trait_item body: (declaration_list (function_signature_item) @function))")
def pub_in_trait(at: Place) -> Iterator[Splice]:
    yield before(at["function"], "pub ")


@family.operator("(enum_variant) @variant")
def pub_variant(at: Place) -> Iterator[Splice]:
    yield before(at["variant"], "pub ")

# ruff: noqa: E501  (a query stays on one line)
"""Bounds, derives, lifetimes and generic parameters, left out or changed."""

from collections.abc import Iterator

from rusta_model.data.triplets.breaking.names import misspellings
from rusta_model.data.triplets.breaking.operators import (
    Family,
    Place,
    Splice,
    before,
    listed,
    remove,
    replace,
    up_to,
    without,
)  # fmt: skip

family = Family("bounds")


@family.operator(
    "(type_parameter name: (_) @name bounds: (_) @bounds)",
    "(where_predicate left: (_) @name bounds: (_) @bounds)",
)
def drop_bounds(at: Place) -> Iterator[Splice]:
    yield Splice(
        at["name"].end_byte,
        at["bounds"].end_byte,
        "" if at["bounds"].parent and at["bounds"].parent.type == "type_parameter" else ":",
    )


@family.operator("(trait_bounds) @bounds")
def drop_bound(at: Place) -> Iterator[Splice]:
    bounds = listed(at["bounds"])
    for n in range(len(bounds)):
        if len(bounds) > 1:
            yield without(bounds, n)


@family.operator(
    "(trait_bounds (type_identifier) @name)",
    "(trait_bounds (generic_type type: (type_identifier) @name))",
)
def other_bound(at: Place) -> Iterator[Splice]:
    others = {
        "Clone": "Copy", "Copy": "Clone", "Debug": "Display", "Display": "Debug", "Eq": "PartialEq",
        "Ord": "PartialOrd", "Hash": "Eq", "FnMut": "Fn", "FnOnce": "Fn", "Fn": "FnOnce", "Iterator": "IntoIterator",
        "IntoIterator": "Iterator", "Send": "Sync", "Sync": "Send", "Into": "From", "From": "Into", "AsRef": "AsMut",
        "Read": "Write", "Write": "Read", "Default": "Clone", "PartialOrd": "PartialEq", "AsMut": "AsRef",
    }  # fmt: skip
    if at.text("name") in others:
        yield replace(at["name"], others[at.text("name")])


@family.operator("(where_clause) @where")
def drop_where(at: Place) -> Iterator[Splice]:
    yield remove(at["where"])


@family.operator("(attribute (identifier) @kind arguments: (token_tree) @traits) @attribute")
def drop_derive(at: Place) -> Iterator[Splice]:
    if at.text("kind") == "derive":
        names = [c for c in at["traits"].children if c.type == "identifier"]
        for n in range(len(names)):
            if len(names) > 1:
                yield without(names, n)


@family.operator("(attribute_item (attribute (identifier) @kind arguments: (token_tree))) @item")
def drop_all_derives(at: Place) -> Iterator[Splice]:
    if at.text("kind") == "derive":
        yield remove(at["item"])


@family.operator("(attribute (identifier) @kind arguments: (token_tree (identifier) @name))")
def misspell_derive(at: Place) -> Iterator[Splice]:
    if at.text("kind") == "derive":
        for slip in list(misspellings(at.text("name")))[:1]:
            yield replace(at["name"], slip)


@family.operator(
    "(function_item type_parameters: (type_parameters) @list)",
    "(impl_item type_parameters: (type_parameters) @list)",
    "(struct_item type_parameters: (type_parameters) @list)",
)
def drop_generics(at: Place) -> Iterator[Splice]:
    yield remove(at["list"])


@family.operator("(type_parameters) @list")
def drop_generic(at: Place) -> Iterator[Splice]:
    names = listed(at["list"])
    for n in range(len(names)):
        if len(names) > 1:
            yield without(names, n)


@family.operator("(reference_type (lifetime) @lifetime type: (_) @inner)")
def drop_lifetime_of_reference(at: Place) -> Iterator[Splice]:
    yield up_to(at["lifetime"], at["inner"])


@family.operator("(reference_type (lifetime) @lifetime)", "(type_arguments (lifetime) @lifetime)")
def other_lifetime(at: Place) -> Iterator[Splice]:
    for name in ("'static", "'b" if at.text("lifetime") != "'b" else "'a"):
        yield replace(at["lifetime"], name)


@family.operator("(function_item return_type: (reference_type . type: (_) @inner) @type)")
def static_result(at: Place) -> Iterator[Splice]:
    yield before(at["inner"], "'static ")
    yield before(at["inner"], "'a ")


@family.operator("(type_arguments . (lifetime) @lifetime .) @given")
def drop_lifetime_argument(at: Place) -> Iterator[Splice]:
    yield remove(at["given"])


@family.operator("(dynamic_type trait: (_) @trait) @type")
def drop_dyn(at: Place) -> Iterator[Splice]:
    yield replace(at["type"], at.text("trait"))
    yield replace(at["type"], f"impl {at.text('trait')}")


@family.operator("(abstract_type trait: (_) @trait) @type")
def drop_impl(at: Place) -> Iterator[Splice]:
    yield replace(at["type"], at.text("trait"))
    yield replace(at["type"], f"dyn {at.text('trait')}")


@family.operator("(removed_trait_bound) @bound")
def drop_maybe_sized(at: Place) -> Iterator[Splice]:
    yield replace(at["bound"], "Sized")


@family.operator("(impl_item trait: (_) @trait type: (_) @type)")
def drop_trait_of_impl(at: Place) -> Iterator[Splice]:
    yield up_to(at["trait"], at["type"])


@family.operator("(impl_item trait: (_) @trait type: (_) @type)")
def exchange_trait_and_type(at: Place) -> Iterator[Splice]:
    yield Splice(
        at["trait"].start_byte, at["type"].end_byte, f"{at.text('type')} for {at.text('trait')}"
    )


@family.operator(
    "(closure_expression parameters: (closure_parameters (parameter pattern: (_) @pattern type: (_) @type)))"
)
def drop_type_of_closure(at: Place) -> Iterator[Splice]:
    yield Splice(at["pattern"].end_byte, at["type"].end_byte, "")

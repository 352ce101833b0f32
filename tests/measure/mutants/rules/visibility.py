"""`pub` forgotten or too narrow."""

from collections.abc import Iterator

from .base import Edit, Source, put, rule


def _drop(source: Source, *holders: str) -> Iterator[Edit]:
    for node in source.nodes("visibility_modifier"):
        after = node.next_sibling
        if node.parent is not None and node.parent.type in holders and after is not None:
            yield Edit(node.start_byte, after.start_byte, b"")


@rule("drop-pub-of-function", "visibility")
def drop_pub_of_function(source: Source) -> Iterator[Edit]:
    """`pub fn` becomes `fn`."""
    return _drop(source, "function_item")


@rule("drop-pub-of-type", "visibility")
def drop_pub_of_type(source: Source) -> Iterator[Edit]:
    """`pub struct` becomes `struct`; likewise enums, traits, aliases, constants."""
    return _drop(
        source, "struct_item", "enum_item", "trait_item", "type_item", "const_item", "static_item"
    )


@rule("drop-pub-of-field", "visibility")
def drop_pub_of_field(source: Source) -> Iterator[Edit]:
    """`pub x: T` becomes `x: T`, also in a tuple struct."""
    return _drop(source, "field_declaration", "ordered_field_declaration_list")


@rule("drop-pub-of-module", "visibility")
def drop_pub_of_module(source: Source) -> Iterator[Edit]:
    """`pub mod` and `pub use` become `mod` and `use`."""
    return _drop(source, "mod_item", "use_declaration")


@rule("narrow-pub", "visibility")
def narrow_pub(source: Source) -> Iterator[Edit]:
    """`pub` and `pub(crate)` become `pub(self)`; `pub(super)` becomes `pub(self)`."""
    for node in source.nodes("visibility_modifier"):
        yield put(node, b"pub(self)")


@rule("pub-in-trait-impl", "visibility")
def pub_in_trait_impl(source: Source) -> Iterator[Edit]:
    """A method of a trait's `impl`, or a variant's field, gets a `pub` it may not have."""
    for node in source.nodes("impl_item"):
        body = node.child_by_field_name("body")
        if node.child_by_field_name("trait") is None or body is None:
            continue
        for item in body.named_children:
            if item.type == "function_item":
                yield Edit(item.start_byte, item.start_byte, b"pub ")

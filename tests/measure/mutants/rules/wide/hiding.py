"""What another file needs is hidden, gone or renamed where it stands."""

from collections.abc import Iterator

from tree_sitter import Node

from ..base import Edit, Source, child, cut_line
from ..derives import drop_derive, drop_derived_trait
from .base import Change, Changes, Crate, across

_TYPES = ("struct_item", "enum_item", "trait_item", "type_item")


def _used_elsewhere(crate: Crate, kinds: tuple[str, ...]) -> Iterator[tuple[str, Source, Node]]:
    """(path, source, item) of items whose name another file says."""
    for path, source in crate.files.items():
        for item in source.nodes(*kinds):
            name = item.child_by_field_name("name")
            if name is not None and crate.uses(source.text(name)) - {path}:
                yield path, source, item


def _hide(crate: Crate, *kinds: str, new: bytes = b"") -> Iterator[Changes]:
    for path, source, item in _used_elsewhere(crate, kinds):
        found = child(item, "visibility_modifier")
        after = found.next_sibling if found is not None else None
        if found is None or after is None or source.text(found) == new:
            continue
        end = found.end_byte if new else after.start_byte
        yield (Change(path, found.start_byte, end, new),)


@across("hide-function-used-elsewhere", "visibility")
def hide_function(crate: Crate) -> Iterator[Changes]:
    """A function or method that another file calls lost its `pub`."""
    return _hide(crate, "function_item")


@across("hide-type-used-elsewhere", "visibility")
def hide_type(crate: Crate) -> Iterator[Changes]:
    """A type that another file uses lost its `pub`."""
    return _hide(crate, *_TYPES)


@across("hide-field-used-elsewhere", "visibility")
def hide_field(crate: Crate) -> Iterator[Changes]:
    """A field that another file reads lost its `pub`."""
    return _hide(crate, "field_declaration")


@across("hide-constant-used-elsewhere", "visibility")
def hide_constant(crate: Crate) -> Iterator[Changes]:
    """A constant that another file uses lost its `pub`."""
    return _hide(crate, "const_item", "static_item")


@across("hide-module-used-elsewhere", "visibility")
def hide_module(crate: Crate) -> Iterator[Changes]:
    """A module whose content another file uses lost its `pub`."""
    return _hide(crate, "mod_item")


@across("narrow-function-used-elsewhere", "visibility")
def narrow_function(crate: Crate) -> Iterator[Changes]:
    """`pub fn`, used in another file, became `pub(self) fn`, as a reviewer's remark has it."""
    return _hide(crate, "function_item", new=b"pub(self)")


@across("narrow-type-used-elsewhere", "visibility")
def narrow_type(crate: Crate) -> Iterator[Changes]:
    """`pub struct`, used in another file, became `pub(super) struct`."""
    return _hide(crate, *_TYPES, new=b"pub(super)")


@across("drop-reexport", "names")
def drop_reexport(crate: Crate) -> Iterator[Changes]:
    """`pub use a::B;` is gone, while another file says `crate::B`."""
    for path, source in crate.files.items():
        for node in source.nodes("use_declaration"):
            if child(node, "visibility_modifier") is not None:
                yield (Change(path, *cut_line(source, node)),)


@across("drop-macro-use", "names")
def drop_macro_use(crate: Crate) -> Iterator[Changes]:
    """`#[macro_use]` or `#[macro_export]` is gone."""
    for path, source in crate.files.items():
        for node in source.nodes("attribute_item"):
            if source.text(node).startswith((b"#[macro_use", b"#[macro_export")):
                yield (Change(path, *cut_line(source, node)),)


@across("drop-derive-needed-elsewhere", "traits")
def drop_derive_elsewhere(crate: Crate) -> Iterator[Changes]:
    """A derived trait is gone that another file relies on."""
    for path, source in crate.files.items():
        for generator in (drop_derived_trait, drop_derive):
            for edit in generator(source):
                yield (Change(path, *edit),)


@across("drop-impl-needed-elsewhere", "traits")
def drop_impl_elsewhere(crate: Crate) -> Iterator[Changes]:
    """A short `impl` of a trait is gone that another file relies on."""
    for path, source in crate.files.items():
        for node in source.nodes("impl_item"):
            if node.child_by_field_name("trait") and node.end_point.row - node.start_point.row < 8:
                yield (Change(path, *cut_line(source, node)),)


@across("drop-short-method-used-elsewhere", "names")
def drop_method(crate: Crate) -> Iterator[Changes]:
    """A method of at most four lines is gone that another file calls."""
    for path, source, item in _used_elsewhere(crate, ("function_item",)):
        if item.end_point.row - item.start_point.row < 4:
            yield (Change(path, *cut_line(source, item)),)


@across("drop-bound-needed-elsewhere", "traits")
def drop_bound_elsewhere(crate: Crate) -> Iterator[Changes]:
    """A trait lost its supertraits, which another file relies on."""
    for path, source in crate.files.items():
        for item in source.nodes("trait_item"):
            bounds = item.child_by_field_name("bounds")
            if bounds is not None:
                yield (Change(path, *Edit(bounds.start_byte, bounds.end_byte, b"")),)

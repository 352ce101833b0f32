"""Traits and what implements them: changed on one side only."""

from collections.abc import Iterator

from tree_sitter import Node

from ..base import Edit, Source, child, cut_line, members, put
from .base import Change, Changes, Crate, across, definition, insert, text_of, wide
from .definitions import other_name

_WEAKER = {
    b"Ord": b"PartialOrd", b"Eq": b"PartialEq", b"Copy": b"Clone", b"DoubleEndedIterator":
    b"Iterator", b"ExactSizeIterator": b"Iterator", b"FnMut": b"FnOnce", b"Fn": b"FnOnce",
    b"Display": b"Debug", b"Write": b"Read", b"Read": b"Write", b"BufRead": b"Read",
    b"Into": b"From", b"AsRef": b"AsMut", b"IntoIterator": b"Iterator", b"Hash": b"Eq",
    b"Borrow": b"AsRef", b"Extend": b"IntoIterator", b"Clone": b"Copy", b"Error": b"Display",
}  # fmt: skip


def _of_traits(source: Source) -> Iterator[tuple[Node, Node]]:
    """(item, name) of everything that a trait declares."""
    for trait in source.nodes("trait_item"):
        body = trait.child_by_field_name("body")
        for item in body.named_children if body is not None else []:
            name = item.child_by_field_name("name")
            if name is not None:
                yield item, name


def _impls(source: Source) -> Iterator[tuple[Node, Node, Node, Node]]:
    """(impl, trait, type, body) of implementations of traits."""
    for item in source.nodes("impl_item"):
        parts = [item.child_by_field_name(field) for field in ("trait", "type", "body")]
        if parts[0] is not None and parts[1] is not None and parts[2] is not None:
            yield item, parts[0], parts[1], parts[2]


@definition("rename-trait-item", "traits")
def rename_trait_item(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A method, type or constant of a trait has another name there only."""
    for _, name in _of_traits(source):
        yield name, put(name, other_name(source.text(name)))


@definition("receiver-in-trait", "traits")
def receiver_in_trait(source: Source) -> Iterator[tuple[Node, Edit]]:
    """`&self` of a trait's method became `&mut self` and the other way round, there only."""
    swap = {b"&self": b"&mut self", b"&mut self": b"&self", b"self": b"&self"}
    for item, name in _of_traits(source):
        given = item.child_by_field_name("parameters")
        own = child(given, "self_parameter") if given is not None else None
        if own is not None and source.text(own) in swap:
            yield name, put(own, swap[source.text(own)])


@definition("result-in-trait", "traits")
def result_in_trait(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A trait's method returns an `Option` of what its implementations return."""
    for item, name in _of_traits(source):
        kind = item.child_by_field_name("return_type")
        if kind is not None and item.type == "function_signature_item":
            yield name, put(kind, b"Option<" + source.text(kind) + b">")


@definition("drop-default-method", "traits")
def drop_default_method(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A trait's short default body is gone: `fn f() { … }` became `fn f();`."""
    for item, name in _of_traits(source):
        body = item.child_by_field_name("body")
        if body is not None and body.end_point.row - body.start_point.row < 4:
            before = body.prev_sibling
            if before is not None:
                yield name, Edit(before.end_byte, body.end_byte, b";")


@definition("drop-trait-item", "traits")
def drop_trait_item(source: Source) -> Iterator[tuple[Node, Edit]]:
    """A method without a body, a type or a constant is gone from the trait."""
    kinds = ("function_signature_item", "associated_type", "const_item")
    for item, name in _of_traits(source):
        if item.type in kinds:
            yield name, cut_line(source, item)


@wide("weaker-bound", "traits")
def weaker_bound(source: Source) -> Iterator[Edit]:
    """A bound names a near trait: `Ord` became `PartialOrd`, `Copy` became `Clone`."""
    for bounds in source.nodes("trait_bounds"):
        for one in members(bounds):
            name = one.child_by_field_name("type") if one.type == "generic_type" else one
            if name is not None and source.text(name) in _WEAKER:
                yield put(name, _WEAKER[source.text(name)])


@wide("weaker-derive", "traits")
def weaker_derive(source: Source) -> Iterator[Edit]:
    """`#[derive(…)]` names a near trait: `Eq` for `PartialEq`, `Ord` for `PartialOrd`."""
    swap = {b"PartialEq": b"Eq", b"PartialOrd": b"Ord", b"Clone": b"Copy", b"Debug": b"Display"}
    for node in source.nodes("attribute_item"):
        if not source.text(node).startswith(b"#[derive("):
            continue
        for name in _leaves(node):
            if source.text(name) in swap and swap[source.text(name)] not in source.text(node):
                yield put(name, swap[source.text(name)])


def _leaves(node: Node) -> Iterator[Node]:
    for kid in node.named_children:
        yield from _leaves(kid) if kid.named_child_count else [kid]


@wide("drop-trait-of-impl", "traits")
def drop_trait_of_impl(source: Source) -> Iterator[Edit]:
    """`impl A for S` became `impl S`."""
    for _, trait, kind, _ in _impls(source):
        yield Edit(trait.start_byte, kind.start_byte, b"")


@wide("swap-trait-and-type", "traits")
def swap_trait_and_type(source: Source) -> Iterator[Edit]:
    """`impl A for S` became `impl S for A`."""
    for _, trait, kind, _ in _impls(source):
        between = source.data[trait.end_byte : kind.start_byte]
        new = source.text(kind) + between + source.text(trait)
        yield Edit(trait.start_byte, kind.end_byte, new)


@wide("drop-arguments-of-trait", "traits")
def drop_arguments_of_trait(source: Source) -> Iterator[Edit]:
    """`impl From<T> for S` became `impl From for S`."""
    for _, trait, _, _ in _impls(source):
        given = trait.child_by_field_name("type_arguments")
        if given is not None:
            yield put(given, b"")


@wide("wrong-associated-type", "traits")
def wrong_associated_type(source: Source) -> Iterator[Edit]:
    """`type Item = &T` became `type Item = T`, `type Item = T` became `type Item = &T`."""
    for _, _, _, body in _impls(source):
        for item in body.named_children:
            kind = item.child_by_field_name("type")
            if item.type == "type_item" and kind is not None:
                text = source.text(kind)
                inner = kind.child_by_field_name("type") if kind.type == "reference_type" else None
                yield put(kind, source.text(inner) if inner is not None else b"Vec<" + text + b">")


@wide("parameter-of-impl-item", "traits")
def parameter_of_impl_item(source: Source) -> Iterator[Edit]:
    """A method of a trait's `impl` takes `T` where the trait has `&T`, or one parameter more."""
    for _, _, _, body in _impls(source):
        for item in body.named_children:
            given = item.child_by_field_name("parameters")
            for one in members(given) if given is not None else []:
                kind = one.child_by_field_name("type")
                if one.type == "parameter" and kind is not None:
                    inner = kind.child_by_field_name("type")
                    if kind.type == "reference_type" and inner is not None:
                        yield put(kind, source.text(inner))
                    else:
                        yield insert(one.end_byte, b", _flags: u32")


@wide("method-in-trait-impl", "traits")
def method_in_trait_impl(source: Source) -> Iterator[tuple[Edit, ...]]:
    """A short method of a type's own `impl` was moved into the `impl` of a trait."""
    homes = {text_of(kind): body for _, _, kind, body in _impls(source)}
    for item in source.nodes("impl_item"):
        body, kind = item.child_by_field_name("body"), item.child_by_field_name("type")
        home = homes.get(text_of(kind))
        if item.child_by_field_name("trait") is not None or body is None or home is None:
            continue
        for method in body.named_children:
            if method.type == "function_item" and method.end_point.row - method.start_point.row < 5:
                indent = b"\n" + b" " * method.start_point.column
                at = home.children[0].end_byte
                yield cut_line(source, method), insert(at, indent + source.text(method))


@wide("derive-beside-impl", "traits")
def derive_beside_impl(source: Source) -> Iterator[Edit]:
    """A type derives what it implements by hand as well."""
    known = (b"Default", b"Debug", b"Clone", b"PartialEq", b"Eq", b"Hash", b"PartialOrd")
    given = {(text_of(kind), text_of(trait)) for _, trait, kind, _ in _impls(source)}
    for item in source.nodes("struct_item", "enum_item"):
        name, above = item.child_by_field_name("name"), item.prev_named_sibling
        for trait in known:
            if (text_of(name), trait) not in given:
                continue
            if above is not None and text_of(above).startswith(b"#[derive("):
                yield insert(above.end_byte - 2, b", " + trait)
            else:
                indent = b"\n" + b" " * item.start_point.column
                yield insert(item.start_byte, b"#[derive(" + trait + b")]" + indent)


@across("new-trait-method", "traits")
def new_trait_method(crate: Crate) -> Iterator[Changes]:
    """A trait got a method that its implementations in other files do not have."""
    for path, source in crate.files.items():
        for trait in source.nodes("trait_item"):
            name, body = trait.child_by_field_name("name"), trait.child_by_field_name("body")
            if name is None or body is None or not crate.uses(source.text(name)) - {path}:
                continue
            if body.named_children:
                indent = b"\n" + b" " * body.named_children[0].start_point.column
                at = body.children[0].end_byte
                yield (Change(path, at, at, indent + b"fn reset_state(&mut self);"),)

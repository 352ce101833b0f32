"""Lifetimes that were forgotten."""

from collections.abc import Iterator

from .base import Edit, Source, child, cut_member, members, put, rule


@rule("drop-lifetime-of-reference", "borrow")
def drop_lifetime_of_reference(source: Source) -> Iterator[Edit]:
    """`&'a T` becomes `&T`."""
    for node in source.nodes("reference_type"):
        lifetime = child(node, "lifetime")
        if lifetime is not None and lifetime.next_sibling is not None:
            yield Edit(lifetime.start_byte, lifetime.next_sibling.start_byte, b"")


@rule("drop-lifetime-argument", "borrow")
def drop_lifetime_argument(source: Source) -> Iterator[Edit]:
    """`S<'a, T>` becomes `S<T>`, `S<'a>` becomes `S`."""
    for node in source.nodes("type_arguments"):
        first = node.named_children[0] if node.named_child_count else None
        if first is not None and first.type == "lifetime":
            yield cut_member(first) if node.named_child_count > 1 else put(node, b"")


@rule("drop-lifetime-parameter", "borrow")
def drop_lifetime_parameter(source: Source) -> Iterator[Edit]:
    """`fn f<'a, T>` becomes `fn f<T>`, `struct S<'a>` becomes `struct S`."""
    for node in source.nodes("type_parameters"):
        given = members(node)
        if given and given[0].type == "lifetime_parameter":
            yield cut_member(given[0]) if len(given) > 1 else put(node, b"")


@rule("drop-lifetime-bound", "borrow")
def drop_lifetime_bound(source: Source) -> Iterator[Edit]:
    """`'b: 'a` becomes `'b`, `T: A + 'a` becomes `T: A`."""
    for node in source.nodes("trait_bounds"):
        for bound in members(node):
            if bound.type == "lifetime":
                yield cut_member(bound) if len(members(node)) > 1 else put(node, b"")


@rule("wrong-lifetime", "borrow")
def wrong_lifetime(source: Source) -> Iterator[Edit]:
    """`'static` where `'a` belongs, and a `'a` that nobody declared."""
    for node in source.nodes("lifetime"):
        if node.parent is not None and node.parent.type == "reference_type":
            yield put(node, b"'a" if source.text(node) == b"'static" else b"'static")

"""The wrong kind of `self`."""

from collections.abc import Iterator

from .base import Edit, Source, put, rule


def _swap(source: Source, old: bytes, new: bytes) -> Iterator[Edit]:
    for node in source.nodes("self_parameter"):
        if source.text(node) == old:
            yield put(node, new)


@rule("receiver-shared-instead-of-mutable", "borrow")
def shared_instead_of_mutable(source: Source) -> Iterator[Edit]:
    """`&mut self` becomes `&self`."""
    return _swap(source, b"&mut self", b"&self")


@rule("receiver-mutable-instead-of-shared", "borrow")
def mutable_instead_of_shared(source: Source) -> Iterator[Edit]:
    """`&self` becomes `&mut self`."""
    return _swap(source, b"&self", b"&mut self")


@rule("receiver-owned-instead-of-shared", "moves")
def owned_instead_of_shared(source: Source) -> Iterator[Edit]:
    """`&self` becomes `self`."""
    return _swap(source, b"&self", b"self")


@rule("receiver-shared-instead-of-owned", "moves")
def shared_instead_of_owned(source: Source) -> Iterator[Edit]:
    """`self` becomes `&self`."""
    return _swap(source, b"self", b"&self")


@rule("drop-receiver", "names")
def drop_receiver(source: Source) -> Iterator[Edit]:
    """`fn f(&self, x: T)` becomes `fn f(x: T)`."""
    for node in source.nodes("self_parameter"):
        after = node.next_sibling
        if after is not None and after.type == "," and after.next_sibling is not None:
            yield Edit(node.start_byte, after.next_sibling.start_byte, b"")
        else:
            yield put(node, b"")

"""A copy that was never taken."""

from collections.abc import Iterator

from .base import Edit, Source, arguments, method, rule


def drop_calls(source: Source, *names: bytes) -> Iterator[Edit]:
    """`x.name()` becomes `x` for the given argument-less methods."""
    for node in source.nodes("call_expression"):
        found = method(node)
        if found and source.text(found[1]) in names and not arguments(node):
            yield Edit(found[0].end_byte, node.end_byte, b"")


@rule("drop-clone", "moves")
def drop_clone(source: Source) -> Iterator[Edit]:
    """`x.clone()` becomes `x`."""
    return drop_calls(source, b"clone", b"cloned", b"copied")


@rule("drop-take", "moves")
def drop_take(source: Source) -> Iterator[Edit]:
    """`self.x.take()` becomes `self.x`."""
    return drop_calls(source, b"take", b"as_ref", b"as_mut", b"as_deref", b"by_ref")

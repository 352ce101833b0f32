"""Derives that were forgotten."""

from collections.abc import Iterator

from tree_sitter import Node

from .base import Edit, Source, cut_line, cut_member, rule


def _derives(source: Source) -> Iterator[tuple[Node, list[Node]]]:
    """Each `#[derive(…)]` with its plain names."""
    for node in source.nodes("attribute_item"):
        if source.text(node).startswith(b"#[derive("):
            given = node.named_children[0].child_by_field_name("arguments")
            if given is not None:
                yield node, [kid for kid in given.named_children if kid.type == "identifier"]


@rule("drop-derived-trait", "traits")
def drop_derived_trait(source: Source) -> Iterator[Edit]:
    """`#[derive(A, B)]` becomes `#[derive(A)]`."""
    for _, names in _derives(source):
        if len(names) > 1:
            for name in names:
                yield cut_member(name)


@rule("drop-derive", "traits")
def drop_derive(source: Source) -> Iterator[Edit]:
    """`#[derive(…)]` is missing."""
    for node, _ in _derives(source):
        yield cut_line(source, node)

"""Imports and module declarations that are missing or wrong."""

from collections.abc import Iterator

from .base import Edit, Source, cut_line, cut_member, members, put, rule
from .names import misspelt


@rule("drop-use", "names")
def drop_use(source: Source) -> Iterator[Edit]:
    """A `use` is missing."""
    for node in source.nodes("use_declaration"):
        if b"pub" not in source.text(node)[:4]:
            yield cut_line(source, node)


@rule("drop-used-name", "names")
def drop_used_name(source: Source) -> Iterator[Edit]:
    """`use a::{b, c};` becomes `use a::{b};`."""
    for node in source.nodes("use_list"):
        given = members(node)
        if len(given) > 1:
            for name in given:
                yield cut_member(name)


@rule("drop-path-head", "names")
def drop_path_head(source: Source) -> Iterator[Edit]:
    """`use crate::a::B` becomes `use a::B`, `use std::fmt` becomes `use fmt`."""
    for node in source.nodes("crate", "super", "identifier"):
        holder, after = node.parent, node.next_sibling
        if holder is None or after is None or after.type != "::":
            continue
        if source.text(node) in (b"crate", b"super", b"std", b"core", b"alloc"):
            yield Edit(node.start_byte, after.end_byte, b"")


@rule("wrong-path-head", "names")
def wrong_path_head(source: Source) -> Iterator[Edit]:
    """`crate::a` becomes `super::a` or `self::a`, and the other way round."""
    swap = {b"crate": b"self", b"super": b"self", b"self": b"super"}
    for node in source.nodes("crate", "super", "self"):
        after = node.next_sibling
        if after is not None and after.type == "::":
            yield put(node, swap[source.text(node)])


@rule("misspell-import", "names")
def misspell_import(source: Source) -> Iterator[Edit]:
    """`use a::bcd;` becomes `use a::bdc;`."""
    for node in source.nodes("use_declaration"):
        path = node.child_by_field_name("argument")
        name = path.child_by_field_name("name") if path is not None else None
        if name is not None:
            yield put(name, misspelt(source.text(name)))


@rule("drop-module", "names")
def drop_module(source: Source) -> Iterator[Edit]:
    """`mod x;` is missing."""
    for node in source.nodes("mod_item"):
        if node.child_by_field_name("body") is None:
            yield cut_line(source, node)

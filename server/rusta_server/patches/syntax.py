"""Syntax trees of Rust texts, cached, and the regions a patch touches in them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import tree_sitter_rust
from tree_sitter import Language, Node, Parser, Point, Tree

from rusta_server.contracts.edits import Edit

RUST = Language(tree_sitter_rust.language())
# Strings and comments are one leaf each: what is inside of them is no code.
_ATOMS = frozenset(
    ("line_comment", "block_comment", "string_literal", "raw_string_literal", "char_literal")
)
# A node whose children stand beside each other: an element of it can be looked at alone.
_LISTS = frozenset(
    (
        "source_file",
        "declaration_list",
        "block",
        "match_block",
        "enum_variant_list",
        "field_declaration_list",
        "ordered_field_declaration_list",
    )
)


class Region(NamedTuple):
    """The same place in two texts, as byte ranges: what lies outside of it is the same in both."""

    before: tuple[int, int]
    after: tuple[int, int]


@lru_cache(maxsize=32)
def parse(source: bytes) -> Tree:
    return Parser(RUST).parse(source)


@lru_cache(maxsize=8)
def parse_edited(before: bytes, after: bytes, edits: tuple[Edit, ...]) -> Tree:
    """The tree of `after`, grown out of the tree of `before` where `edits` changed it."""
    if not edits:
        return parse(after)
    start = min(edit.start for edit in edits)
    old_end = max(edit.end for edit in edits)
    new_end = old_end + len(after) - len(before)
    tree = parse(before).copy()
    tree.edit(
        start_byte=start,
        old_end_byte=old_end,
        new_end_byte=new_end,
        start_point=_point(before, start),
        old_end_point=_point(before, old_end),
        new_end_point=_point(after, new_end),
    )
    return Parser(RUST).parse(after, tree)


@lru_cache(maxsize=8)
def regions(before: bytes, after: bytes, edits: tuple[Edit, ...]) -> tuple[Region, ...]:
    """For every edit the element (statement, item, arm, field, attribute) it touches, in both
    texts; regions that meet are one. `edits` are those of `before` that make `after`."""
    old, new = parse(before), parse_edited(before, after, edits)
    found: list[Region] = []
    shift = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        grown = len(edit.text.encode()) - (edit.end - edit.start)
        region = Region((edit.start, edit.end), (edit.start + shift, edit.end + shift + grown))
        found.append(_widened(region, old.root_node, new.root_node))
        shift += grown
    return tuple(_united(found))


def ancestors(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def smallest(root: Node, start: int, end: int) -> Node:
    """The smallest node around bytes `start..end`; strings and comments are never entered."""
    node = root.descendant_for_byte_range(start, end) or root
    return next((n for n in ancestors(node) if n.type in _ATOMS), node)


def _widened(region: Region, old: Node, new: Node) -> Region:
    """Grow both sides to whole elements until they agree on the text outside."""
    while True:
        b0, b1 = _element(old, *region.before)
        a0, a1 = _element(new, *region.after)
        left = max(region.before[0] - b0, region.after[0] - a0, 0)
        right = max(b1 - region.before[1], a1 - region.after[1], 0)
        if not left and not right:
            return region
        region = Region(
            (region.before[0] - left, region.before[1] + right),
            (region.after[0] - left, region.after[1] + right),
        )


def _element(root: Node, start: int, end: int) -> tuple[int, int]:
    node = smallest(root, start, end)
    for ancestor in ancestors(node):
        # An edit between the elements of a list touches none of them whole: the list's own range
        # would be all of it. One character on either side names the neighbours it may join.
        if ancestor.type in _LISTS:
            return _neighbours(ancestor, start, end)
        parent = ancestor.parent
        if parent is None or parent.type in _LISTS:
            return min(start, ancestor.start_byte), max(end, ancestor.end_byte)
    return start, end


def _neighbours(parent: Node, start: int, end: int) -> tuple[int, int]:
    touching = [c for c in parent.children if c.start_byte <= end and c.end_byte >= start]
    return (
        min([start, *(c.start_byte for c in touching)]),
        max([end, *(c.end_byte for c in touching)]),
    )


def _united(found: list[Region]) -> list[Region]:
    out: list[Region] = []
    for region in sorted(found):
        if out and region.before[0] <= out[-1].before[1]:
            last = out.pop()
            region = Region(
                (last.before[0], max(last.before[1], region.before[1])),
                (min(last.after[0], region.after[0]), max(last.after[1], region.after[1])),
            )
        out.append(region)
    return out


def _point(source: bytes, at: int) -> Point:
    row = source.count(b"\n", 0, at)
    return Point(row, at - (source.rfind(b"\n", 0, at) + 1))

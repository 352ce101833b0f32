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
    old, new = parse(before).root_node, parse_edited(before, after, edits).root_node
    sites: list[Region] = []
    shift = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        grown = len(edit.text.encode()) - (edit.end - edit.start)
        after_end = edit.end + shift + grown
        sites.append(Region((edit.start, edit.end), (edit.start + shift, after_end)))
        shift += grown
    found = [_widened(sites, number, old, new) for number in range(len(sites))]
    return tuple(_united(found))


def ancestors(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def smallest(root: Node, start: int, end: int) -> Node:
    """The smallest node around bytes `start..end`; strings and comments are never entered."""
    node = root.descendant_for_byte_range(start, end) or root
    return next((n for n in ancestors(node) if n.type in _ATOMS), node)


def _widened(sites: list[Region], number: int, old: Node, new: Node) -> Region:
    """Grow the site of an edit to whole elements, until both sides agree on the text outside. Sites
    it reaches become part of it: behind them offsets differ by another shift."""
    first = last = number
    (b0, b1), (a0, a1) = sites[number]
    while True:
        old_start, old_end = _element(old, b0, b1)
        new_start, new_end = _element(new, a0, a1)
        left = max(b0 - old_start, a0 - new_start)
        right = max(old_end - b1, new_end - a1)
        if first > 0 and b0 - left < sites[first - 1].before[1]:
            first -= 1
            b0, a0 = sites[first].before[0], sites[first].after[0]
        elif last + 1 < len(sites) and b1 + right > sites[last + 1].before[0]:
            last += 1
            b1, a1 = sites[last].before[1], sites[last].after[1]
        elif left or right:
            b0, a0, b1, a1 = b0 - left, a0 - left, b1 + right, a1 + right
        else:
            return Region((b0, b1), (a0, a1))


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

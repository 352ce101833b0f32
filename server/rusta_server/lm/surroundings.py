"""What stands around an error: the item it lies in, as far as it fits, and the headers of what it
is part of."""

from typing import NamedTuple

from tree_sitter import Node

from rusta_server.patches.syntax import ancestors, parse

_ITEMS = frozenset(
    """
    function_item function_signature_item struct_item enum_item union_item trait_item impl_item
    mod_item type_item const_item static_item macro_definition use_declaration
    """.split()
)
_BODIED = frozenset(("function_item", "trait_item", "impl_item", "mod_item"))
_GAP = b"...\n"
_HEADER_BYTES = 120
_HEADERS = 4
"""The innermost ones: text nested deeper than that is made, not written."""


class Window(NamedTuple):
    """Text around the site, cut where the site begins and ends; `start..end` are the bytes of the
    file it shows. `before` begins with the headers of the items around it, where they lie outside,
    and a line of three dots where lines are left out."""

    before: bytes
    inside: bytes
    behind: bytes
    start: int
    end: int

    def covers(self, at: int) -> bool:
        return self.start <= at < self.end


def window_around(source: bytes, start: int, end: int, limit: int) -> Window:
    """At most about `limit` bytes (headers come on top): the lines of the site first, then the
    lines around it within the innermost item, then those beyond. Of a line that alone is longer,
    what stands next to the site."""
    end = min(end, start + limit // 2)
    node = parse(source).root_node.descendant_for_byte_range(start, max(start, end))
    items = [n for n in ancestors(node) if n.type in _ITEMS]
    first, last = _whole_lines(source, start, end)
    if last - first > limit:
        half = (limit - (end - start)) // 2
        first, last = max(first, start - half), min(last, end + half)
    else:
        for low, high in [_whole_lines(source, *_bounds(i)) for i in items[:1]] + [
            (0, len(source))
        ]:
            first, last = _grown(source, first, last, low, high, limit)
    outside = [n for n in items if n.start_byte < first][:_HEADERS]
    headers = b"".join(_header(source, n) for n in reversed(outside))
    before = headers + _GAP + source[first:start] if headers else source[first:start]
    return Window(before, source[start:end], source[end:last], first, last)


def _bounds(node: Node) -> tuple[int, int]:
    """With the attributes and comments that stand before it."""
    start, before = node.start_byte, node.prev_named_sibling
    while before is not None and before.type in ("attribute_item", "line_comment"):
        start, before = before.start_byte, before.prev_named_sibling
    return start, node.end_byte


def _whole_lines(source: bytes, start: int, end: int) -> tuple[int, int]:
    behind = source.find(b"\n", end)
    return source.rfind(b"\n", 0, start) + 1, len(source) if behind < 0 else behind + 1


def _grown(
    source: bytes, first: int, last: int, low: int, high: int, limit: int
) -> tuple[int, int]:
    """`first..last` with whole lines added on both sides in turn, inside of `low..high`."""
    up = down = True
    while up or down:
        if up:
            start = source.rfind(b"\n", 0, max(first - 1, 0)) + 1
            up = low <= start < first and last - start <= limit
            first = start if up else first
        if down:
            _, end = _whole_lines(source, last, last)
            down = last < end <= high and end - first <= limit
            last = end if down else last
    return first, last


def _header(source: bytes, node: Node) -> bytes:
    """`impl Shape for Square {`"""
    body = node.child_by_field_name("body") if node.type in _BODIED else None
    end = body.start_byte + 1 if body is not None else node.end_byte
    text = source[node.start_byte : end].split(b"\n")
    return b" ".join(line.strip() for line in text)[:_HEADER_BYTES] + b"\n"

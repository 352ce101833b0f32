"""Where passages begin and end, in bytes of raw HTML as mdBook and rustdoc write it.

Nothing is parsed into a tree and written out again: an anchor hashes the bytes that lie on disk, so
the boundaries are offsets into exactly those. Both generators close what they open, therefore a
count of open block elements tells which tags stand at the top level of a region.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 4_000
"""A passage holds at most about this many characters of visible text; longer sections are cut at
their sub-headings, then at top-level blocks."""

_LEAST = 40
_TAG = re.compile(
    rb"<(/?)(div|section|details|figure|ul|ol|dl|table|blockquote|pre|p|h[1-6])\b([^>]*)>"
)
_ID = re.compile(rb'\bid="([^"]*)"')
_INVISIBLE = re.compile(rb"<(svg|button|script|style|summary)\b.*?</\1>|<[^>]*>", re.DOTALL)
_MAIN = re.compile(rb"<main>(.*)</main>", re.DOTALL)
_DECLARATION = b'<pre class="rust item-decl">'
_TOP_DOC = re.compile(
    rb'<details class="toggle top-doc"[^>]*><summary class="hideme">.*?</summary>'
    rb'<div class="docblock">',
    re.DOTALL,
)
# What implements a trait, for every trait: found in its own place, repeated here a thousandfold.
_IMPLEMENTATIONS = re.compile(
    rb'<h2 id="(?:trait-implementations|synthetic-implementations|blanket-implementations'
    rb'|implementors|foreign-impls|deref-methods-[^"]*)"[^>]*class="section-header"'
)
_MEMBER = re.compile(
    rb'<section id="((?:method|tymethod|variant|associatedtype|associatedconstant)\.[^"]*)"'
)


@dataclass(frozen=True)
class Section:
    """Bytes `start..end`; `trail` are the headings above and of it, outermost first, as plain
    text. `fragment` is the HTML id it opens at (None: before the first heading)."""

    start: int
    end: int
    trail: tuple[str, ...]
    fragment: str | None


@dataclass(frozen=True)
class _Block:
    """A top-level block: a heading (`level` 1 to 6), or anything else (`level` 0)."""

    start: int
    level: int
    fragment: str | None
    title: str = ""


def is_redirect(raw: bytes) -> bool:
    return b'http-equiv="refresh"' in raw[:2_000]


def sections(raw: bytes, *, rustdoc: bool) -> list[Section]:
    """The passages of a page, in its order; none where it is a redirect or holds no prose."""
    if is_redirect(raw):
        return []
    found = _rustdoc(raw) if rustdoc else _mdbook(raw)
    return [s for s in found if visible_length(raw[s.start : s.end]) >= _LEAST]


def section_at(raw: bytes, fragment: str, *, whole: bool = False) -> Section | None:
    """The section which the heading, rule (`r-…` in the Reference) or member with that id opens.

    A section past LIMIT is cut at its first sub-heading, unless `whole`.
    """
    member = _member_at(raw, fragment)
    if member is not None:
        return member
    start, stop = _prose(raw)
    blocks = _blocks(raw, start, stop)
    at = next((i for i, block in enumerate(blocks) if block.fragment == fragment), None)
    if at is None:
        return None
    block, trail = blocks[at], _trail(blocks, at)
    if block.level == 0:
        nearest = (b.start for b in blocks[at + 1 :] if b.level or _is_rule(b))
        return Section(block.start, next(nearest, stop), trail, fragment)
    end = _subtree_end(blocks, at, stop)
    if not whole and visible_length(raw[block.start : end]) > LIMIT:
        end = next((b.start for b in blocks[at + 1 :] if b.level), end)
    return Section(block.start, end, trail, fragment)


def fragment_before(raw: bytes, position: int) -> str | None:
    """The id of the nearest element with one that opens at or before `position`: what a URI can
    name to get there."""
    last = None
    tag = re.compile(rb'<(?:h[1-6]|section|div class="rule")[^>]*\bid="([^"]*)"')
    for match in tag.finditer(raw, 0, min(len(raw), position + 400)):
        if match.start() > position:
            break
        last = match[1].decode(errors="replace")
    return last


def visible_length(fragment: bytes) -> int:
    return len(_INVISIBLE.sub(b"", fragment).strip())


def plain(fragment: bytes) -> str:
    """Visible text on one line: for headings and for the full-text index."""
    spaced = re.sub(rb"<(?:p|li|td|th|br|tr|dd|dt|h[1-6]|div|pre)\b", rb" \g<0>", fragment)
    text = html.unescape(_INVISIBLE.sub(b"", spaced).decode(errors="replace"))
    return " ".join(text.replace("§", "").split())


def _mdbook(raw: bytes) -> Iterator[Section]:
    main = _MAIN.search(raw)
    if main is not None:
        yield from _cut(raw, main.start(1), main.end(1), ())


def _rustdoc(raw: bytes) -> Iterator[Section]:
    """The item's own documentation, then that of each of its members."""
    stop = _IMPLEMENTATIONS.search(raw)
    limit = stop.start() if stop else len(raw)
    top = _TOP_DOC.search(raw, 0, limit)
    if top is not None:
        own = list(_cut(raw, top.end(), _closing(raw, top.end(), limit), ()))
        declared = raw.find(_DECLARATION, 0, top.start())
        if own and declared >= 0 and visible_length(raw[declared : top.start()]) <= LIMIT // 2:
            first = own[0]
            own[0] = Section(declared, first.end, first.trail, first.fragment)
        yield from own
    for match in _MEMBER.finditer(raw, 0, limit):
        member = _member(raw, match, limit)
        if member is not None:
            yield member


def _prose(raw: bytes) -> tuple[int, int]:
    """Where a page's running text lies: empty where it has none."""
    top = _TOP_DOC.search(raw)
    if top is not None:
        return top.end(), _closing(raw, top.end(), len(raw))
    main = _MAIN.search(raw)
    return main.span(1) if main is not None else (0, 0)


def _member_at(raw: bytes, fragment: str) -> Section | None:
    if "." not in fragment or fragment.startswith("r-"):
        return None
    stop = _IMPLEMENTATIONS.search(raw)
    limit = stop.start() if stop else len(raw)
    at = raw.find(b'<section id="' + fragment.encode() + b'"', 0, limit)
    match = _MEMBER.match(raw, at) if at >= 0 else None
    return _member(raw, match, limit) if match is not None else None


def _member(raw: bytes, match: "re.Match[bytes]", limit: int) -> Section | None:
    """A member's signature and its documentation; None where it has none."""
    closed = raw.find(b"</section>", match.start(), limit)
    following = raw.find(b"<section ", match.end(), limit)
    opened = raw.find(b'<div class="docblock">', closed, limit)
    if closed < 0 or opened < 0 or 0 <= following < opened:
        return None
    inside = opened + len(b'<div class="docblock">')
    end = _closing(raw, inside, limit)
    name = match[1].decode(errors="replace")
    # `method.map-1`: the second of that name on the page.
    return Section(match.start(), end, (name.partition(".")[2].partition("-")[0],), name)


def _cut(raw: bytes, start: int, end: int, above: tuple[str, ...]) -> Iterator[Section]:
    blocks = _blocks(raw, start, end)
    first = next((i for i, block in enumerate(blocks) if block.level), len(blocks))
    if first:
        stop = blocks[first].start if first < len(blocks) else end
        opening = Section(blocks[0].start, stop, above, None)
        yield from _pieces(raw, opening, blocks)
    at = first
    while at < len(blocks):
        if not blocks[at].level:
            at += 1
            continue
        subtree = Section(
            blocks[at].start,
            _subtree_end(blocks, at, end),
            above + _trail(blocks, at),
            blocks[at].fragment,
        )
        if visible_length(raw[subtree.start : subtree.end]) <= LIMIT:
            yield subtree
            while at < len(blocks) and blocks[at].start < subtree.end:
                at += 1
            continue
        own_end = next((b.start for b in blocks[at + 1 :] if b.level), end)
        own = Section(subtree.start, own_end, subtree.trail, subtree.fragment)
        yield from _pieces(raw, own, blocks)
        at += 1


def _pieces(raw: bytes, section: Section, blocks: list[_Block]) -> Iterator[Section]:
    """`section`, cut between top-level blocks into pieces of at most LIMIT where they allow it."""
    cuts = [b.start for b in blocks if section.start < b.start < section.end]
    start = section.start
    previous = start
    for cut in [*cuts, section.end]:
        if previous > start and visible_length(raw[start:cut]) > LIMIT:
            yield Section(start, previous, section.trail, section.fragment)
            start = previous
        previous = cut
    yield Section(start, section.end, section.trail, section.fragment)


def _blocks(raw: bytes, start: int, end: int) -> list[_Block]:
    found, depth = [], 0
    for match in _TAG.finditer(raw, start, end):
        closing, tag = match[1] == b"/", match[2]
        heading = tag[:1] == b"h"
        if not closing and depth == 0:
            name = _ID.search(match[3])
            found.append(
                _Block(
                    start=match.start(),
                    level=int(tag[1:]) if heading else 0,
                    fragment=name[1].decode(errors="replace") if name else None,
                    title=_heading_text(raw, match.end(), tag, end) if heading else "",
                )
            )
        if not heading and tag != b"p":
            depth = max(0, depth - 1) if closing else depth + 1
    return found


def _heading_text(raw: bytes, start: int, tag: bytes, end: int) -> str:
    return plain(raw[start : max(start, raw.find(b"</" + tag, start, end))])


def _closing(raw: bytes, start: int, limit: int) -> int:
    """Where the element whose content begins at `start` is closed (the offset of its end tag)."""
    depth = 0
    for match in _TAG.finditer(raw, start, limit):
        if match[2] == b"p" or match[2][:1] == b"h":
            continue
        depth += -1 if match[1] else 1
        if depth < 0:
            return match.start()
    return limit


def _trail(blocks: list[_Block], at: int) -> tuple[str, ...]:
    trail: list[str] = []
    level = 7
    for block in reversed(blocks[: at + 1]):
        if block.level and block.level < level:
            trail.insert(0, block.title)
            level = block.level
    return tuple(trail)


def _subtree_end(blocks: list[_Block], at: int, end: int) -> int:
    level = blocks[at].level
    return next((b.start for b in blocks[at + 1 :] if 0 < b.level <= level), end)


def _is_rule(block: _Block) -> bool:
    return block.fragment is not None and block.fragment.startswith("r-")

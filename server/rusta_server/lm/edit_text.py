r"""Edits as the byte model reads and writes them: lines taken away (`-`), put in (`+`) or kept.

    -let total = count + name;
    +let total = count + name.len();

A place is named by its text, for text can be copied and line numbers must be counted. The lines a
hunk takes away or keeps (` `) stand in the file as they do here, but for the indentation that all
lines of the hunk share: that one is left out and read off the file. Where they stand more than once
the occurrence nearest to the site is meant; `@2` says the second nearest. A hunk that only puts in
keeps the line before it. Every hunk but the first begins with a line `@`; one in another file than
the last names it, `@ $WS/src/lib.rs` (`@2 $WS/src/lib.rs`).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.patches.build import minimise_edits
from rusta_server.patches.diff import Change, changes

MAX_BYTES = 1_200
"""Longer texts are refused: the model never saw one."""

_MARKS = "-+ "


class Place(NamedTuple):
    """Where the error is: the file and the index of the line, from 0."""

    path: str
    line: int


class InexpressibleError(ValueError):
    """The edits cannot be written as text, or the text is not one of edits to these files."""


class _Hunk(NamedTuple):
    path: str
    rank: int
    lines: tuple[str, ...]
    """Each with its mark, without the shared indentation."""


def to_text(edits: Iterable[Edit], files: Mapping[str, str], site: Place) -> str:
    """`edits` of `files` (by token path) as text. Different edits to the same end read the same.

    Raises:
        InexpressibleError: they change nothing or more than `MAX_BYTES` say, create a file, do not
            fit, or put in a line of blanks alone.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    after = {path: _applied(own, files.get(path)) for path, own in by_path.items()}
    # The file of the site first: it needs no name.
    paths = sorted(after, key=lambda path: (path != site.path, path))
    hunks = [hunk for path in paths for hunk in _hunks(path, files[path], after[path], site)]
    if not hunks:
        raise InexpressibleError("the edits change nothing")
    text = "".join(_written(hunks, site.path))
    if len(text.encode()) > MAX_BYTES:
        raise InexpressibleError(f"the edits take more than {MAX_BYTES} bytes")
    back = _after(text, files, site)
    if any(back.get(path, files[path]) != after[path] for path in after):
        raise InexpressibleError("the edits put in a line of blanks, or the like")
    return text


def to_edits(text: str, files: Mapping[str, str], site: Place) -> tuple[Edit, ...]:
    """The smallest edits that `text` stands for.

    Raises:
        InexpressibleError: it is not well-formed, changes nothing, or speaks of lines or files that
            are not there.
    """
    edits: list[Edit] = []
    for path, after in _after(text, files, site).items():
        edits += minimise_edits(path, files[path], after)
    if not edits:
        raise InexpressibleError("the text changes nothing")
    return tuple(edits)


def _applied(edits: list[Edit], before: str | None) -> str:
    if before is None:
        raise InexpressibleError("a file is created")
    try:
        return apply_edits(before.encode(), edits).decode()
    except ValueError as error:
        raise InexpressibleError(str(error)) from None


def _hunks(path: str, before: str, after: str, site: Place) -> Iterator[_Hunk]:
    if "\n" in path:
        raise InexpressibleError("the path has a line break")
    old, new = before.split("\n"), after.split("\n")
    near = site.line if path == site.path else 0
    marks: list[tuple[int, list[str]]] = []
    for change in changes(old, new):
        first, marked = _marked(change, old, new)
        # Lines put in on both sides of one old line hang on that line together.
        if marks and marks[-1][0] == first and marked[0].startswith(" "):
            marks[-1] = first, [*marks[-1][1], *marked[1:]]
        else:
            marks.append((first, marked))
    for first, marked in marks:
        lines = _dedented(marked)
        places = _places(lines, before, near)
        yield _Hunk(path, places.index(first) + 1 if first in places else 0, lines)


def _marked(change: Change, old: list[str], new: list[str]) -> tuple[int, list[str]]:
    """Index of the first old line, and the lines with their marks."""
    b0, b1, a0, a1 = change
    put_in = ["+" + line for line in new[a0:a1]]
    if b1 > b0:
        return b0, ["-" + line for line in old[b0:b1]] + put_in
    before, behind = b0 - 1, b0
    if before >= 0 and (old[before].strip() or behind == len(old) or not old[behind].strip()):
        return before, [" " + old[before], *put_in]
    return behind, [*put_in, " " + old[behind]]


def _dedented(marked: list[str]) -> tuple[str, ...]:
    """Without the indentation that they share, where an old line tells which one that was."""
    if not any(line[0] in "- " and line[1:].strip() for line in marked):
        return tuple(marked)
    indents = [_indent(line[1:]) for line in marked if line[1:].strip()]
    low, high = min(indents), max(indents)
    shared = next((i for i, c in enumerate(low) if high[i] != c), len(low))
    return tuple(
        line[0] + (line[1 + shared :] if line[1:].strip() else line[1:]) for line in marked
    )


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


@lru_cache(maxsize=8)
def _indexed(text: str) -> tuple[list[str], dict[str, list[int]]]:
    """The lines of `text`, and where each stands by what it says without its indentation."""
    lines = text.split("\n")
    where: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        where.setdefault(line.lstrip(" \t"), []).append(index)
    return lines, where


def _places(marked: tuple[str, ...], text: str, near: int) -> list[int]:
    """Where the old lines of a hunk stand, nearest to line `near` first."""
    lines, where = _indexed(text)
    wanted = [line[1:] for line in marked if line[0] in "- "]
    if not wanted:
        return []
    starts = where.get(wanted[0].lstrip(" \t"), [])
    found = [start for start in starts if _shared_indent(wanted, lines, start) is not None]
    return sorted(found, key=lambda start: (abs(start - near), start))


def _shared_indent(wanted: list[str], lines: list[str], start: int) -> str | None:
    """What stands before each of `wanted` in the lines from `start` on; None where they differ."""
    there = lines[start : start + len(wanted)]
    if len(there) < len(wanted):
        return None
    shared: str | None = None
    for line, want in zip(there, wanted, strict=True):
        if not want.strip():
            if line != want:
                return None
            continue
        indent = line[: len(line) - len(want)]
        if not line.endswith(want) or indent.strip(" \t"):
            return None
        if shared not in (None, indent):
            return None
        shared = indent
    return shared or ""


def _written(hunks: list[_Hunk], path: str) -> Iterator[str]:
    for number, hunk in enumerate(hunks):
        head = "" if hunk.rank == 1 else str(hunk.rank)
        if hunk.path != path:
            head += " " + hunk.path
        if number or head:
            yield f"@{head}\n"
        path = hunk.path
        for line in hunk.lines:
            yield line + "\n"


def _read(text: str, path: str) -> Iterator[_Hunk]:
    rank, lines = 1, list[str]()
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        if line.startswith("@"):
            if number:
                yield _Hunk(path, rank, tuple(lines))
            count, _, named = line[1:].partition(" ")
            if count and not (count.isascii() and count.isdigit() and len(count) < 6):
                raise InexpressibleError(f"not a rank: {count}")
            rank, path, lines = int(count or 1), named or path, []
        elif line[:1] and line[0] in _MARKS:
            lines.append(line)
        else:
            raise InexpressibleError("a line without a mark")
    yield _Hunk(path, rank, tuple(lines))


def _after(text: str, files: Mapping[str, str], site: Place) -> dict[str, str]:
    """The changed files whole."""
    by_path: dict[str, list[tuple[int, int, list[str]]]] = {}
    for hunk in _read(text, site.path):
        if hunk.path not in files:
            raise InexpressibleError(f"no such file: {hunk.path}")
        near = site.line if hunk.path == site.path else 0
        places = _places(hunk.lines, files[hunk.path], near)
        if not 1 <= hunk.rank <= len(places):
            raise InexpressibleError("lines that are not in the file")
        start = places[hunk.rank - 1]
        lines, _ = _indexed(files[hunk.path])
        wanted = [line[1:] for line in hunk.lines if line[0] in "- "]
        indent = _shared_indent(wanted, lines, start) or ""
        kept = iter(lines[start:])
        new: list[str] = []
        for line in hunk.lines:
            if line[0] == "+":
                new.append(indent + line[1:] if line[1:].strip() else line[1:])
            elif (old := next(kept)) is not None and line[0] == " ":
                new.append(old)
        by_path.setdefault(hunk.path, []).append((start, start + len(wanted), new))
    return {path: _replaced(files[path], parts) for path, parts in by_path.items()}


def _replaced(text: str, parts: list[tuple[int, int, list[str]]]) -> str:
    lines, at = text.split("\n"), 0
    out: list[str] = []
    for start, end, new in sorted(parts, key=lambda part: part[:2]):
        if start < at:
            raise InexpressibleError("two hunks speak of the same line")
        out += lines[at:start] + new
        at = end
    return "\n".join(out + lines[at:])

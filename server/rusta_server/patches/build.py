"""Patches from edits, and the smallest edits between two texts."""

from collections.abc import Iterable, Mapping

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.proof import FileChange, Patch
from rusta_server.patches.diff import (
    Change,
    changes,
    common_prefix,
    common_suffix,
    count_lines,
    lines_of,
    unified_diff,
)
from rusta_server.patches.lexer import words


def build_patch(edits: Iterable[Edit], files: Mapping[str, str]) -> Patch:
    """The patch that `edits` make of `files` (texts by token path). A path that `files` does not
    hold is created.

    Raises:
        OverlappingEditsError: two edits touch the same bytes.
        ValueError: an edit does not fit its file or cuts a character in two.
    """
    own: dict[str, list[Edit]] = {}
    for edit in edits:
        own.setdefault(edit.path, []).append(edit)
    before = {path: files[path] for path in own if path in files}
    after = {
        path: apply_edits(files.get(path, "").encode(), edits).decode()
        for path, edits in own.items()
    }
    return patch_between(before, after)


def patch_between(before: Mapping[str, str], after: Mapping[str, str]) -> Patch:
    """The patch from texts `before` to texts `after`, with the smallest edits. A path missing in
    `before` is created, one missing in `after` deleted; equal files do not appear."""
    changed = sorted(p for p in {*before, *after} if before.get(p) != after.get(p))
    old = {path: before[path] for path in changed if path in before}
    new = {path: after[path] for path in changed if path in after}
    added, removed = count_lines(old, new)
    return Patch(
        files=tuple(_file_change(path, old.get(path), new.get(path)) for path in changed),
        diff=unified_diff(old, new),
        lines=max(added, removed),
    )


def minimise_edits(path: str, before: str, after: str) -> tuple[Edit, ...]:
    """Edits (byte offsets into `before`) that make `after`: only changed words, in order."""
    start = common_prefix(before, after)
    # Whole lines from here on: a word must not be cut by the common prefix or suffix.
    start = before.rfind("\n", 0, start) + 1
    end = common_suffix(before, after, start)
    cut = before.find("\n", len(before) - end)
    end = 0 if cut < 0 else len(before) - cut - 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    offset = len(before[:start].encode())
    found: list[Edit] = []
    at = 0
    for b0, b1, a0, a1 in _word_changes(old, new):
        offset += len(old[at:b0].encode())
        size = len(old[b0:b1].encode())
        found.append(Edit(path=path, start=offset, end=offset + size, text=new[a0:a1]))
        offset, at = offset + size, b1
    return tuple(found)


def _word_changes(old: str, new: str) -> list[Change]:
    """Changed character ranges, cut at words, block of changed lines by block."""
    old_lines, new_lines = lines_of(old), lines_of(new)
    old_at, new_at = _starts(old_lines), _starts(new_lines)
    found: list[Change] = []
    for block in changes(old_lines, new_lines):
        b, a = old_at[block.b0], new_at[block.a0]
        old_words = words(old[b : old_at[block.b1]])
        new_words = words(new[a : new_at[block.a1]])
        old_ends = [0, *(word.end for word in old_words)]
        new_ends = [0, *(word.end for word in new_words)]
        by_word = changes([w.text for w in old_words], [w.text for w in new_words])
        found += [
            Change(b + old_ends[c.b0], b + old_ends[c.b1], a + new_ends[c.a0], a + new_ends[c.a1])
            for c in by_word
        ]
    return found


def _starts(lines: list[str]) -> list[int]:
    """Where each line starts, and where the text ends."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _file_change(path: str, before: str | None, after: str | None) -> FileChange:
    return FileChange(
        path=path,
        before_sha256=None if before is None else sha256_hex(before.encode()),
        after_sha256=None if after is None else sha256_hex(after.encode()),
        edits=minimise_edits(path, before or "", after or ""),
    )

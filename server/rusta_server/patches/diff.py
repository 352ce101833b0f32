"""Differences of texts: shortest edit scripts, and the unified diff made of them.

Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), on any sequence; where more than
`MAX_DISTANCE` elements differ, difflib's matching blocks stand in (valid, not always shortest).
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import AnyStr, NamedTuple

MAX_DISTANCE = 400
CONTEXT_LINES = 3
_NO_NEWLINE = "\\ No newline at end of file\n"
_QUOTED = re.compile(r'[\x00-\x1f\x7f"\\]')


class Change(NamedTuple):
    """`before[b0:b1]` became `after[a0:a1]`; one of the two may be empty, not both."""

    b0: int
    b1: int
    a0: int
    a1: int


def changes(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Change]:
    """The maximal changed runs, in order, with equal elements between them."""
    start = common_prefix(before, after)
    end = common_suffix(before, after, start)
    middle_before, middle_after = (
        before[start : len(before) - end],
        after[start : len(after) - end],
    )
    if not middle_before and not middle_after:
        return []
    found = _changes_of_middle(middle_before, middle_after)
    return [Change(c.b0 + start, c.b1 + start, c.a0 + start, c.a1 + start) for c in found]


def lines_of(text: str) -> list[str]:
    """Lines with their ends, split at `\\n` alone: what git and patch call a line."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def unified_diff(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """One diff of all paths, sorted; a path missing on one side was created or deleted.

    `$WS/src/lib.rs` is shown as `a/src/lib.rs` and `b/src/lib.rs`, so that the text applies with
    `git apply` or `patch -p1` in the workspace root. Equal files do not appear.
    """
    parts = [
        _file_diff(path, before.get(path), after.get(path))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]
    return "".join(parts)


def count_lines(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int]:
    """(added, removed) lines over all hunks."""
    added = removed = 0
    for path in {*before, *after}:
        old, new = before.get(path, ""), after.get(path, "")
        for change in changes(lines_of(old), lines_of(new)) if old != new else ():
            removed += change.b1 - change.b0
            added += change.a1 - change.a0
    return added, removed


def differing(before: AnyStr, after: AnyStr) -> tuple[AnyStr, AnyStr]:
    """What is left of both without what they begin and end with alike."""
    start = common_prefix(before, after)
    end = common_suffix(before, after, start)
    return before[start : len(before) - end], after[start : len(after) - end]


def common_prefix(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many elements both begin with. Bisects on slices: comparing those is one memcmp."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: Sequence[Hashable], other: Sequence[Hashable], start: int = 0) -> int:
    """How many elements both end with, the first `start` left aside."""
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _changes_of_middle(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Change]:
    if not before or not after:
        return [Change(0, len(before), 0, len(after))]
    matched = _myers(before, after)
    if matched is None:
        blocks = SequenceMatcher(None, before, after).get_matching_blocks()
        matched = [(b.a + k, b.b + k) for b in blocks for k in range(b.size)]
    found: list[Change] = []
    at_before = at_after = 0
    for b, a in [*matched, (len(before), len(after))]:
        if b > at_before or a > at_after:
            found.append(Change(at_before, b, at_after, a))
        at_before, at_after = b + 1, a + 1
    return found


def _myers(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]] | None:
    """Matched (before, after) indices of a longest common subsequence, ascending; None where more
    than MAX_DISTANCE elements differ."""
    rows, columns = len(before), len(after)
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for distance in range(min(MAX_DISTANCE, rows + columns) + 1):
        trace.append(dict(furthest))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (
                diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            y = x - diagonal
            while x < rows and y < columns and before[x] == after[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= rows and y >= columns:
                return _walk_back(trace, rows, columns)
    return None


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    matched: list[tuple[int, int]] = []
    for distance in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[distance], x - y
        down = diagonal == -distance or (
            diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1]
        )
        from_diagonal = diagonal + 1 if down else diagonal - 1
        from_x = furthest[from_diagonal]
        from_y = from_x - from_diagonal
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            matched.append((x, y))
        x, y = from_x, from_y
    matched.reverse()
    return matched


def _file_diff(path: str, before: str | None, after: str | None) -> str:
    name = path.removeprefix("$WS/")
    old_name, new_name = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    head = ""
    # git's extended header: without it an empty created or deleted file could not be written down.
    if before is None:
        head = f"diff --git {old_name} {new_name}\nnew file mode 100644\n"
    elif after is None:
        head = f"diff --git {old_name} {new_name}\ndeleted file mode 100644\n"
    hunks = _hunks(lines_of(before or ""), lines_of(after or ""))
    if not hunks:
        return head
    # As git does: a tab ends a name with a space in it, or patch would cut it there.
    tab = "\t" if " " in name else ""
    old_line = "/dev/null" if before is None else f"{old_name}{tab}"
    new_line = "/dev/null" if after is None else f"{new_name}{tab}"
    return f"{head}--- {old_line}\n+++ {new_line}\n{hunks}"


def _hunks(before: list[str], after: list[str]) -> str:
    groups: list[list[Change]] = []
    for change in changes(before, after):
        if groups and change.b0 - groups[-1][-1].b1 <= 2 * CONTEXT_LINES:
            groups[-1].append(change)
        else:
            groups.append([change])
    return "".join(_hunk(group, before, after) for group in groups)


def _hunk(group: list[Change], before: list[str], after: list[str]) -> str:
    lead = min(CONTEXT_LINES, group[0].b0)
    trail = min(CONTEXT_LINES, len(before) - group[-1].b1)
    b0, b1 = group[0].b0 - lead, group[-1].b1 + trail
    a0, a1 = group[0].a0 - lead, group[-1].a1 + trail
    out = [f"@@ -{_range(b0, b1)} +{_range(a0, a1)} @@\n"]
    at = b0
    for change in group:
        out += _marked(" ", before[at : change.b0])
        out += _marked("-", before[change.b0 : change.b1])
        out += _marked("+", after[change.a0 : change.a1])
        at = change.b1
    return "".join(out + _marked(" ", before[at:b1]))


def _marked(sign: str, lines: list[str]) -> list[str]:
    return [
        f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n{_NO_NEWLINE}" for line in lines
    ]


def _range(start: int, end: int) -> str:
    """Of a hunk header; an empty range names the line before it."""
    size = end - start
    return f"{start + 1 if size else start}" + ("" if size == 1 else f",{size}")


def _quoted(name: str) -> str:
    """C-style quotes where git would write them: control characters, quotes, backslashes."""
    if not _QUOTED.search(name):
        return name
    escaped = _QUOTED.sub(lambda m: f"\\{m[0]}" if m[0] in '"\\' else f"\\{ord(m[0]):03o}", name)
    return f'"{escaped}"'

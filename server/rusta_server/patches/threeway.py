"""Taking our own hunks back out of a file that was edited since. Pure; lines are bytes."""

from rusta_server.patches.diff import Change, changes

# So many lines on each side of a hunk must still stand there as we left them.
CONTEXT_LINES = 1


class HunkConflictError(ValueError):
    """A hunk of ours is not there any more as it was, or there are several such places."""


def unapply(before: bytes, after: bytes, current: bytes) -> bytes:
    """`current`, which is `after` with other edits, with our change `before` → `after` undone.

    A hunk is undone where its lines, and a line around it, are untouched; where the untouched lines
    around it stand at one place only. Everything else stays as it is in `current`.

    Raises:
        HunkConflictError: naming the line of `current` near which the hunk should be.
    """
    old, ours, now = _lines(before), _lines(after), _lines(current)
    theirs = changes(ours, now)
    out: list[bytes] = []
    at = 0
    for hunk in changes(old, ours):
        start, end = _untouched_around(hunk, theirs, len(ours))
        shift = _shift_at(hunk.a0, theirs)
        if not _stands_once(ours[start:end], now):
            raise HunkConflictError(
                f"near line {hunk.a0 + shift + 1}: our lines stand at several places"
            )
        out += now[at : hunk.a0 + shift]
        out += old[hunk.b0 : hunk.b1]
        at = hunk.a1 + shift
    return b"".join(out + now[at:])


def _untouched_around(hunk: Change, theirs: list[Change], length: int) -> tuple[int, int]:
    """The run of lines of `after` around the hunk that others left alone."""
    start, end = 0, length
    needed = max(0, hunk.a0 - CONTEXT_LINES), min(length, hunk.a1 + CONTEXT_LINES)
    for change in theirs:
        if change.b1 <= needed[0] and change.b0 < needed[1]:
            start = max(start, change.b1)
        elif change.b0 >= needed[1]:
            end = min(end, change.b0)
        else:
            raise HunkConflictError(f"near line {change.a0 + 1}: our lines were edited")
    return start, end


def _shift_at(line: int, theirs: list[Change]) -> int:
    return sum((c.a1 - c.a0) - (c.b1 - c.b0) for c in theirs if c.b1 <= line)


def _stands_once(lines: list[bytes], now: list[bytes]) -> bool:
    size = len(lines)
    places = (at for at in range(len(now) - size + 1) if now[at : at + size] == lines)
    next(places, None)
    return next(places, None) is None


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    last = parts.pop()
    return [part + b"\n" for part in parts] + ([last] if last else [])

"""Several edits of one function in one rustc run: copies of it stand behind it, each under a name
of its own and with an edit of its own.

What a copy shows is what the function itself would show, but for offsets and for names. Both are
put back: offsets by `back`, names where the compiler's output is read (`SUFFIX`).
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rusta_model.data.triplets.trials import Function

# Long, so that no suggestion of a similar name prefers a copy.
SUFFIX = re.compile(rb"__rusta_copy\d+\b")


@dataclass(frozen=True)
class _Piece:
    """Bytes `start..end` of the text come from `origin` on; the suffix, `suffix` bytes at
    `suffix_at`, comes from nowhere."""

    start: int
    end: int
    origin: int
    suffix_at: int = 0
    suffix: int = 0

    def back(self, offset: int) -> int:
        if self.suffix and offset > self.suffix_at:
            offset = max(self.suffix_at, offset - self.suffix)
        return self.origin + offset - self.start

    def there(self, offset: int) -> int:
        """Of an offset behind the suffix."""
        return self.start + offset - self.origin + self.suffix


@dataclass
class CopiedFile:
    """A clean file with so many copies of some of its functions."""

    source: bytes
    counts: Sequence[tuple[Function, int]]
    text: bytes = field(init=False)
    _pieces: list[_Piece] = field(init=False)
    _slots: dict[tuple[int, int], _Piece] = field(init=False)

    def __post_init__(self) -> None:
        out, at = bytearray(), 0
        self._pieces, self._slots = [], {}
        for function, count in sorted(self.counts, key=lambda c: c[0].start):
            self._take(out, at, function.end)
            at = function.end
            for n in range(1, count + 1):
                self._slots[function.start, n] = self._copy(out, function, n)
        self._take(out, at, len(self.source))
        self.text = bytes(out)

    def _take(self, out: bytearray, start: int, end: int) -> None:
        self._pieces.append(_Piece(len(out), len(out) + end - start, start))
        out += self.source[start:end]

    def _copy(self, out: bytearray, function: Function, n: int) -> _Piece:
        assert function.named is not None, "only what has a name of its own is copied"
        out += b"\n"
        suffix = b"__rusta_copy%d" % n
        start, low, high = len(out), function.start, function.named[1]
        out += self.source[low:high] + suffix + self.source[high : function.end]
        piece = _Piece(start, len(out), low, start + high - low, len(suffix))
        self._pieces.append(piece)
        return piece

    def slot(self, function: Function, n: int) -> tuple[tuple[int, int], int]:
        """The scope of copy `n` (0: the function itself), and what to add to an offset in the body
        to get there."""
        piece = self._slots.get((function.start, n))
        if piece is None:
            shift = self.shift(function.start)
            return (function.start + shift, function.end + shift), shift
        return (piece.start, piece.end), piece.there(0)

    def shift(self, offset: int) -> int:
        """What to add to an offset of the clean file to get to its place in the text."""
        taken = [piece for piece in self._pieces if not piece.suffix]
        at = next((p for p in taken if p.origin <= offset < p.back(p.end)), taken[-1])
        return at.start - at.origin

    def back(self, offset: int) -> int:
        """An offset of the text in the clean file."""
        n = bisect_right(self._pieces, offset, key=lambda p: p.start) - 1
        piece = self._pieces[max(0, n)]
        return piece.back(min(offset, piece.end))


@dataclass(frozen=True)
class Moved:
    """Offsets of the text that has one edit, in the clean file with that edit. `start..end` of
    `path` are replaced by `size` bytes; `at` is where the edit begins in the text with copies."""

    files: Mapping[str, CopiedFile]
    path: str
    start: int
    end: int
    size: int
    at: int

    def __call__(self, path: str, offset: int) -> int:
        file = self.files.get(path)
        if file is None:
            return offset
        if path != self.path:
            return file.back(offset)
        growth = self.size - (self.end - self.start)
        if self.at < offset < self.at + self.size:
            return self.start + offset - self.at
        clean = file.back(offset if offset <= self.at else offset - growth)
        if offset == self.at:
            return self.start
        return clean + growth if clean >= self.end else min(clean, self.start)


def with_copies(
    clean: Mapping[str, bytes], counts: Mapping[tuple[str, Function], int]
) -> dict[str, CopiedFile]:
    """The files of these functions, with so many copies of each."""
    files: dict[str, list[tuple[Function, int]]] = {}
    for (path, function), count in counts.items():
        files.setdefault(path, []).append((function, count))
    return {path: CopiedFile(clean[path], own) for path, own in files.items()}

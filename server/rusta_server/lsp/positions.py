"""Positions of LSP and byte offsets of files, and back.

LSP 3.17, "Position": lines end in `\n`, `\r\n` or `\r` and nothing else (`str.splitlines` knows
more), a character counts as many units as the negotiated encoding needs, and a character past the
end of a line means its end.
"""

import re
from bisect import bisect_right
from typing import Literal, NamedTuple, get_args

Encoding = Literal["utf-8", "utf-16", "utf-32"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

_EOL = re.compile(r"\r\n|\n|\r")


class Place(NamedTuple):
    """0-based line, and units of the negotiated encoding into it."""

    line: int
    character: int


class LineIndex:
    """One text. Indices count characters (code points), offsets bytes of its UTF-8."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        self._ends: list[int] = []
        for eol in _EOL.finditer(text):
            self._ends.append(eol.start())
            self._starts.append(eol.end())
        self._ends.append(len(text))
        self._ascii = text.isascii()
        self._bytes: list[int] | None = None

    @property
    def lines(self) -> int:
        return len(self._starts)

    def index_of(self, place: Place, encoding: Encoding) -> int:
        """The character index of `place`; past the last line is the end of the text."""
        line, character = place
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[line], self._ends[line]
        if self._ascii or encoding == "utf-32":
            return min(start + max(character, 0), end)
        units = 0
        for index in range(start, end):
            if units >= character:
                return index
            units += _units(self.text[index], encoding)
            if units > character:
                # Inside of a surrogate pair or a multi-byte character: its beginning.
                return index
        return end

    def place_of(self, index: int, encoding: Encoding) -> Place:
        line = bisect_right(self._starts, index) - 1
        start = self._starts[line]
        if self._ascii or encoding == "utf-32":
            return Place(line, index - start)
        part = self.text[start:index]
        units = len(part.encode()) if encoding == "utf-8" else len(part.encode("utf-16-le")) // 2
        return Place(line, units)

    def offset_of(self, index: int) -> int:
        """The byte offset of a character index."""
        if self._ascii:
            return index
        line = bisect_right(self._starts, index) - 1
        return self._byte_starts[line] + len(self.text[self._starts[line] : index].encode())

    def index_at(self, offset: int) -> int:
        """The character index of a byte offset; inside of a character, its beginning."""
        if self._ascii:
            return min(offset, len(self.text))
        line = bisect_right(self._byte_starts, offset) - 1
        stop = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        part = self.text[self._starts[line] : stop].encode()[: offset - self._byte_starts[line]]
        return self._starts[line] + len(part.decode(errors="ignore"))

    def place_at(self, offset: int, encoding: Encoding) -> Place:
        """The place of a byte offset."""
        return self.place_of(self.index_at(offset), encoding)

    @property
    def _byte_starts(self) -> list[int]:
        if self._bytes is None:
            total, starts = 0, [0]
            for begin, end in zip(self._starts, self._starts[1:], strict=False):
                total += len(self.text[begin:end].encode())
                starts.append(total)
            self._bytes = starts
        return self._bytes


def _units(character: str, encoding: Encoding) -> int:
    code = ord(character)
    if encoding == "utf-16":
        return 2 if code > 0xFFFF else 1
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4

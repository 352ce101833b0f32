"""A predictor for edits: what is taken away stands at the site, and most of it is put in again.

    CONTEXT     let n = a.SITE asStr SITE_END ();
    EDIT        -let n = a.asStr();        the line of the site, from its first byte
                +let n = a.as_str();       the line taken away, but for where the edit differs

After a difference it waits where it left the old line, until two symbols agree with what comes
there or further on.
"""

from collections.abc import Sequence

from rusta_server.lm.symbols import Symbol

NOTHING = (int(Symbol.PAD), 0)
WAITING = 1
"""The bucket while the new line differs: the old one may go on."""
_AGREED = 2
_TAIL = 2
"""Symbols that must agree after a difference."""
_LAST_BUCKET = 15
_MINUS, _PLUS, _KEEP, _LINE_END = b"-+ \n"
_BLANKS = frozenset(b" \t")


class Copier:
    """`push` one symbol after the other; a `copy` goes on by itself."""

    def __init__(self) -> None:
        self._context: list[int] = []
        self._site = -1
        self._reading = self._editing = False
        self._shared = False
        """Whether a copy holds `_context` too, which is then never changed."""
        self._lines: list[list[int]] = []
        """Of the context, from that of the site on."""
        self._old: tuple[tuple[int, ...], ...] = ()
        """What this hunk takes away or keeps."""
        self._put_in = 0
        self._mark = 0
        self._said: tuple[int, ...] = ()
        """The line so far."""
        self._line: Sequence[int] = ()
        """The old one that it may be."""
        self._at = self._left = 0
        """Where in the old line it goes on, and where it was left last."""
        self._agreed = 0
        self._waits = False

    def copy(self) -> "Copier":
        other = Copier.__new__(Copier)
        other.__dict__.update(self.__dict__)
        self._shared = other._shared = True
        return other

    def push(self, symbol: int) -> tuple[int, int]:
        """Takes the next symbol in. What probably follows (PAD for unknown), and a bucket for how
        sure that is."""
        if symbol == Symbol.EDIT:
            self._begin()
            return NOTHING
        if not self._editing:
            self._read(symbol)
            return NOTHING
        if symbol > 255:
            self._editing = symbol == Symbol.PAD
            return NOTHING
        if not self._mark:
            self._begin_line(symbol)
        elif symbol == _LINE_END:
            self._end_line()
            return NOTHING
        else:
            self._follow(symbol)
        return self._expected()

    def _read(self, symbol: int) -> None:
        if symbol == Symbol.CONTEXT:
            self._context, self._site, self._reading, self._shared = [], -1, True, False
        elif symbol == Symbol.SITE and self._reading:
            self._site = len(self._context)
        elif symbol < 256 and self._reading:
            if self._shared:
                self._context, self._shared = self._context.copy(), False
            self._context.append(symbol)
        elif symbol not in (Symbol.SITE_END, Symbol.PAD):
            self._reading = False

    def _begin(self) -> None:
        self._reading, self._editing = False, True
        self._old, self._put_in, self._mark, self._line = (), 0, 0, ()
        self._lines = []
        if self._site < 0:
            return
        start = self._site
        while start and self._context[start - 1] != _LINE_END:
            start -= 1
        self._lines = [[]]
        for symbol in self._context[start:]:
            self._lines[-1].append(symbol)
            if symbol == _LINE_END:
                self._lines.append([])

    def _begin_line(self, mark: int) -> None:
        self._mark, self._said = mark, ()
        self._line, self._at, self._agreed, self._waits = (), 0, 0, False
        if mark in (_MINUS, _KEEP) and len(self._old) < len(self._lines):
            self._line = self._lines[len(self._old)]
            self._at = self._indent()
        elif mark == _PLUS and self._put_in < len(self._old):
            self._line = self._old[self._put_in]

    def _indent(self) -> int:
        """How much of a line's indentation the edit leaves out: that of the site's line."""
        widths = [
            next((i for i, symbol in enumerate(line) if symbol not in _BLANKS), len(line))
            for line in (self._lines[0], self._line)
        ]
        return min(widths)

    def _end_line(self) -> None:
        if self._mark in (_MINUS, _KEEP):
            self._old = (*self._old, (*self._said, _LINE_END))
        elif self._mark == _PLUS:
            self._put_in += 1
        else:
            self._old, self._put_in = (), 0
        self._mark, self._line = 0, ()

    def _follow(self, symbol: int) -> None:
        self._said = (*self._said, symbol)
        agrees = self._at < len(self._line) and self._line[self._at] == symbol
        if agrees:
            self._at += 1
            self._agreed += 1
            self._waits = self._waits and self._agreed < _TAIL
        elif self._mark != _PLUS:
            self._line = ()  # It is another line that goes.
        else:
            if not self._waits:
                self._left = self._at
            self._at, self._agreed, self._waits = self._left, 0, True
            self._meet()

    def _meet(self) -> None:
        """Goes on behind the next place where the last symbols stand, if there is one."""
        tail = self._said[-_TAIL:]
        for place in range(self._left, len(self._line) - _TAIL + 1):
            if tuple(self._line[place : place + _TAIL]) == tail:
                self._at, self._agreed, self._waits = place + _TAIL, _TAIL, False
                return

    def _expected(self) -> tuple[int, int]:
        if self._at >= len(self._line):
            return NOTHING
        bucket = WAITING if self._waits else min(_AGREED + self._agreed, _LAST_BUCKET)
        return self._line[self._at], bucket

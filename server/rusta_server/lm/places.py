"""Which lines of a file the text of an edit may name: those that the prompt shows, found again by
`edit_text`'s rule (the nearest that reads so, or the n-th nearest)."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from rusta_server.lm.symbols import Symbol

MOST_LINES = 24
"""Old lines of one hunk."""
_ROLES = frozenset((Symbol.CONTEXT, Symbol.DEFINITION))


class Option(NamedTuple):
    """A hunk that begins at line `start` and leaves out the first `dedent` bytes of its lines."""

    start: int
    dedent: int


class Places:
    """The lines of one file. `near` as in `edit_text.Place`; `shown`: those an edit may name."""

    def __init__(self, text: bytes, near: int, shown: Iterable[bytes]) -> None:
        self.lines = text.split(b"\n")
        self.near = near
        known = {_key(line) or line for line in shown} - {b""}
        self.shown = frozenset(
            n for n, line in enumerate(self.lines) if (_key(line) or line) in known
        )
        self._ranks: dict[Option, tuple[int, ...]] = {}
        self._wanted: dict[tuple[Option, int], bytes | None] = {}

    def wanted(self, option: Option, count: int) -> bytes | None:
        """What the hunk's line number `count` (from 0) says; None where it may have none."""
        key = (option, count)
        if key not in self._wanted:
            self._wanted[key] = self._cut(option, count)
        return self._wanted[key]

    def _cut(self, option: Option, count: int) -> bytes | None:
        at = option.start + count
        if count >= MOST_LINES or at >= len(self.lines):
            return None
        line = self.lines[at]
        if not line.strip():
            # Blanks that something was taken away from may be replaced; they are never shortened.
            stands = count or (at in self.shown and not option.dedent)
            return line if stands else None
        if at not in self.shown or self._indent(at)[: option.dedent] != self._shared(option):
            return None
        return line[option.dedent :]

    def ranks(self, option: Option) -> tuple[int, ...]:
        """The rank that names this hunk with one old line, with two, and so on."""
        if option not in self._ranks:
            self._ranks[option] = tuple(self._ranked(option))
        return self._ranks[option]

    def options(self, rank: int, behind: int) -> list[Option]:
        """The hunks that `rank` may name, at line `behind` or later."""
        return [o for o in self._all if o.start >= behind and rank in self.ranks(o)]

    def ranked_from(self, behind: int) -> frozenset[int]:
        """The ranks that name something at line `behind` or later."""
        return frozenset(r for o in self._all if o.start >= behind for r in self.ranks(o))

    @cached_property
    def _all(self) -> tuple[Option, ...]:
        """Indentations that shown lines have, and none."""
        widths = sorted({0, *(len(self._indent(at)) for at in self.shown)})
        return tuple(
            Option(start, width)
            for start in sorted(self.shown)
            for width in widths
            if width <= len(self._indent(start)) and (not width or self.lines[start].strip())
        )

    @cached_property
    def _where(self) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        for at, line in enumerate(self.lines):
            found.setdefault(line.lstrip(b" \t"), []).append(at)
        return found

    def _ranked(self, option: Option) -> Iterable[int]:
        own = (abs(option.start - self.near), option.start)
        first = self.lines[option.start]
        matching = []
        for at in self._where[first.lstrip(b" \t")]:
            spare = len(self._indent(at)) - (len(self._indent(option.start)) - option.dedent)
            if spare and not first.strip():
                continue
            if spare >= 0 and self.lines[at][spare:] == first[option.dedent :]:
                matching.append((at, self.lines[at][:spare]))
        count = 0
        while (wanted := self.wanted(option, count)) is not None:
            # Lines of blanks are never shortened.
            blank = not wanted.strip()
            matching = [
                (at, shared)
                for at, shared in matching
                if at + count < len(self.lines)
                and self.lines[at + count] == (wanted if blank else shared + wanted)
            ]
            yield 1 + sum((abs(at - self.near), at) < own for at, _ in matching)
            count += 1

    def _indent(self, at: int) -> bytes:
        line = self.lines[at]
        return line[: len(line) - len(line.lstrip(b" \t"))]

    def _shared(self, option: Option) -> bytes:
        return self._indent(option.start)[: option.dedent]


def shown_lines(prompt: Sequence[int]) -> list[bytes]:
    """The lines of code that the prompt shows."""
    found: list[bytes] = []
    text = bytearray()
    role = -1
    for symbol in [*prompt, int(Symbol.START)]:
        if symbol < 256:
            text.append(symbol)
        elif symbol not in (Symbol.SITE, Symbol.SITE_END, Symbol.PAD):
            if role in _ROLES:
                found += bytes(text).split(b"\n")
            role, text = symbol, bytearray()
    return found


def _key(line: bytes) -> bytes:
    """Without indentation, and without the brace that a definition's header is shown without."""
    return line.strip().removesuffix(b"{").rstrip()

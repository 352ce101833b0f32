"""Judge many changes in one rustc run: each in a scope of its own of the true text.

rustc reports name, type, borrow and pattern errors of different bodies side by side, so changes in
disjoint scopes (functions, mostly) can lie in one text together: an error belongs to the change in
whose scope it points. Offsets are moved back to the text that has this one change only.

What it rests on, and what it does about it: the clean text has no errors (the caller's promise).
A file that rustc cannot parse hides everything but parse errors, so where a file shows nothing else
the changes that show one are taken out and the others run again (within a function rustc recovers
and goes on). An error outside of every scope (`stray`) belongs to the change that
it names or points to; where that is none or several, the changes are judged again in halves.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rusta_server.contracts.diagnostic import Diagnostic, Note, Span, Suggestion
from rusta_server.contracts.edits import Edit
from rusta_server.probes.judge_spans import written
from rusta_server.probes.judge_texts import place

Errors = tuple[Diagnostic, ...]
Compile = Callable[[Mapping[str, bytes]], Errors | None]
"""Compiles the crate with these files changed, by token path; the errors, or None where the
compiler did not end by itself."""

_MAX_ROUNDS = 6
# Comments, quotes and numbers without an end: fatal, so that nothing else is reported.
_OF_THE_LEXER = frozenset(("E0748", "E0758", "E0762", "E0763", "E0765", "E0766", "E0768"))


@dataclass(frozen=True)
class Change:
    """Replace bytes `start..end` of `path` by `text`. `scope` are the bytes of the clean file
    around it whose errors are its own; `name` is what errors elsewhere call the scope's item."""

    path: str
    start: int
    end: int
    text: bytes
    scope: tuple[int, int]
    name: str = ""

    @property
    def growth(self) -> int:
        return len(self.text) - (self.end - self.start)


@dataclass
class ScopeJudge:
    """`judge` answers in order: the errors of each change, empty where it has none, None where it
    could not be told. `halve`: go on in halves where a stray error has no owner; otherwise only
    those changes that show errors of their own are told, and the silent ones are left at None.
    `lines`: whether lines and columns are moved as offsets are, which costs more than the rest.
    `rounds`: how often at most to run again without what hides the others."""

    clean: Mapping[str, bytes]
    compile: Compile
    halve: bool = True
    lines: bool = True
    rounds: int = _MAX_ROUNDS

    def judge(self, changes: Sequence[Change]) -> list[Errors | None]:
        found: dict[int, Errors | None] = {}
        self._judge(list(range(len(changes))), changes, found)
        return [found.get(n) for n in range(len(changes))]

    def _judge(
        self, numbers: list[int], changes: Sequence[Change], found: dict[int, Errors | None]
    ) -> None:
        for _ in range(self.rounds):
            if not numbers:
                return
            layout = Layout(self.clean, {n: changes[n] for n in numbers})
            errors = self.compile(layout.texts)
            if errors is None:
                break
            own, strays = _by_owner(layout, errors, self.lines)
            unparsed = {n for n in own if any(map(_is_parse_error, own[n]))}
            if not unparsed:
                self._conclude(numbers, own, strays, changes, found)
                return
            # Their errors are their own whatever stands elsewhere; but they may hide the others'.
            seen = {changes[n].path for n in own if n not in unparsed}
            told = own if seen and not self.halve else unparsed
            found |= {n: own[n] for n in told}
            numbers = [n for n in numbers if n not in told]
            if not self.halve:
                hidden = {changes[n].path for n in unparsed} - seen if seen else None
                numbers = [n for n in numbers if hidden is None or changes[n].path in hidden]
        if self.halve:
            self._halves(numbers, changes, found)

    def _conclude(
        self,
        numbers: list[int],
        own: dict[int, Errors],
        strays: int,
        changes: Sequence[Change],
        found: dict[int, Errors | None],
    ) -> None:
        if strays and len(numbers) > 1:
            if self.halve:
                self._halves(numbers, changes, found)
                return
            found |= {n: own[n] for n in numbers if n in own}
            return
        found |= {n: own.get(n, ()) for n in numbers}

    def _halves(
        self, numbers: list[int], changes: Sequence[Change], found: dict[int, Errors | None]
    ) -> None:
        if len(numbers) < 2:
            return
        middle = len(numbers) // 2
        self._judge(numbers[:middle], changes, found)
        self._judge(numbers[middle:], changes, found)


class Layout:
    """Where changes lie in the texts that hold all of them."""

    def __init__(self, clean: Mapping[str, bytes], changes: Mapping[int, Change]) -> None:
        self.clean, self.changes = clean, changes
        self._in: dict[str, list[int]] = {}
        for n in sorted(changes, key=lambda n: changes[n].start):
            self._in.setdefault(changes[n].path, []).append(n)
        self._places = {
            path: {n: k for k, n in enumerate(numbers)} for path, numbers in self._in.items()
        }
        self.texts: dict[str, bytes] = {}
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        self._grown: dict[str, list[int]] = {}
        for path, numbers in self._in.items():
            out, at = bytearray(), 0
            starts: list[int] = []
            ends: list[int] = []
            for n in numbers:
                change = changes[n]
                out += clean[path][at : change.start]
                starts.append(len(out))
                out += change.text
                ends.append(len(out))
                at = change.end
            self.texts[path] = bytes(out + clean[path][at:])
            self._starts[path], self._ends[path] = starts, ends
            self._grown[path] = [0, *accumulate(changes[n].growth for n in numbers)]

    def alone(self, n: int) -> bytes:
        """The text of the change's file with no other change."""
        change = self.changes[n]
        text = self.clean[change.path]
        return text[: change.start] + change.text + text[change.end :]

    def owner(self, path: str, start: int, end: int) -> int | None:
        """The change whose scope holds these bytes of the texts."""
        for n in self._near(path, start):
            low, high = self._scope(path, n)
            if low <= start and end <= high:
                return n
        return None

    def moved(self, n: int, path: str, at: int) -> int | None:
        """Offset `at` of the texts, in the text that has change `n` alone; None inside of another
        change's text."""
        numbers = self._in.get(path, [])
        before = bisect_left(self._starts.get(path, []), at)
        if not before:
            return at
        if at < self._ends[path][before - 1] and numbers[before - 1] != n:
            return None
        shift = self._grown[path][before]
        own = self.changes[n]
        if own.path == path and self._starts[path][self._at(path, n)] < at:
            shift -= own.growth
        return at - shift

    def _near(self, path: str, at: int) -> list[int]:
        """Scopes are disjoint: only the changes right before and behind can hold it."""
        numbers = self._in.get(path, [])
        k = bisect_right(self._starts.get(path, []), at)
        return numbers[max(0, k - 1) : k + 1]

    def _at(self, path: str, n: int) -> int:
        return self._places[path][n]

    def _scope(self, path: str, n: int) -> tuple[int, int]:
        change = self.changes[n]
        k = self._at(path, n)
        start = self._starts[path][k]
        low = start - (change.start - change.scope[0])
        return low, self._ends[path][k] + (change.scope[1] - change.end)


def _by_owner(layout: Layout, errors: Errors, lines: bool) -> tuple[dict[int, Errors], int]:
    """The errors of each change as they would stand alone, and how many have no owner."""
    own: dict[int, list[Diagnostic]] = {}
    strays = 0
    for error in errors:
        n = _owner(layout, error)
        local = None if n is None else _localised(_Mover(layout, n, lines), error)
        if n is None or local is None:
            strays += 1
        else:
            own.setdefault(n, []).append(local)
    return {n: tuple(found) for n, found in own.items()}, strays


def _owner(layout: Layout, error: Diagnostic) -> int | None:
    if len(layout.changes) == 1:
        return next(iter(layout.changes))
    primary = error.primary
    if primary is not None:
        place = written(primary)
        n = layout.owner(place.path, place.start, place.end)
        if n is not None:
            return n
    # A caller of a changed item: it is pointed to, else named by the line or the message.
    spans = [*error.spans, *(s for note in error.notes for s in note.spans)]
    pointed = {layout.owner(s.path, s.start, s.end) for s in map(written, spans)} - {None}
    if len(pointed) == 1:
        return pointed.pop()
    words = set(re.findall(r"\w+", error.message))
    if primary is not None:
        words |= _words_of_line(layout, written(primary))
    named = [n for n, change in layout.changes.items() if change.name and change.name in words]
    return named[0] if len(named) == 1 and not pointed else None


def _words_of_line(layout: Layout, span: Span) -> set[str]:
    text = layout.texts.get(span.path, layout.clean.get(span.path, b""))
    start = text.rfind(b"\n", 0, span.start) + 1
    end = text.find(b"\n", span.end)
    line = text[start : len(text) if end < 0 else end]
    return set(re.findall(r"\w+", line.decode(errors="replace")))


def _is_parse_error(error: Diagnostic) -> bool:
    return error.slice == "syntax" and (error.code is None or error.code in _OF_THE_LEXER)


@dataclass(frozen=True)
class _Mover:
    """Moves what a run says of change `n` to the text that has it alone."""

    layout: Layout
    n: int
    lines: bool

    def span(self, span: Span) -> Span | None:
        moved = span
        if span.path in self.layout.texts:
            start, end = self._at(span.path, span.start), self._at(span.path, span.end)
            if start is None or end is None:
                return None
            moved = self._lined(span.model_copy(update={"start": start, "end": end}))
        if span.expansion is None or span.expansion.call_site is None:
            return moved
        site = self.span(span.expansion.call_site)
        if site is None:
            return None
        expansion = span.expansion.model_copy(update={"call_site": site})
        return moved.model_copy(update={"expansion": expansion})

    def _at(self, path: str, offset: int) -> int | None:
        return self.layout.moved(self.n, path, offset)

    def _lined(self, span: Span) -> Span:
        if not self.lines:
            return span
        own = span.path == self.layout.changes[self.n].path
        text = self.layout.alone(self.n) if own else self.layout.clean[span.path]
        line, column = place(text, span.start)
        end_line, end_column = place(text, span.end)
        at = {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
        return span.model_copy(update=at)

    def note(self, note: Note) -> Note:
        spans = tuple(s for span in note.spans if (s := self.span(span)) is not None)
        return note.model_copy(update={"spans": spans})

    def suggestion(self, suggestion: Suggestion) -> Suggestion | None:
        edits: list[Edit] = []
        for edit in suggestion.edits:
            start, end = self._at(edit.path, edit.start), self._at(edit.path, edit.end)
            if start is None or end is None:
                return None
            edits.append(edit.model_copy(update={"start": start, "end": end}))
        return suggestion.model_copy(update={"edits": tuple(edits)})


def _localised(mover: _Mover, error: Diagnostic) -> Diagnostic | None:
    """None where its primary span cannot be placed in the text that has the change alone."""
    spans = [mover.span(span) for span in error.spans]
    if any(s is None and old.primary for s, old in zip(spans, error.spans, strict=True)):
        return None
    suggestions = (mover.suggestion(s) for s in error.suggestions)
    return error.model_copy(
        update={
            "spans": tuple(s for s in spans if s is not None),
            "notes": tuple(map(mover.note, error.notes)),
            "suggestions": tuple(s for s in suggestions if s is not None),
        }
    )

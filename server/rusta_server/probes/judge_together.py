"""Judge many texts of a one-file crate in one rustc run: each a module of its own, side by side.

Only two things are ever concluded from it: a text that still shows every error of the base is red,
and so is one that shows an error of an earlier phase than the base does. All others are judged by
themselves afterwards, so no green rests on a copy. What was concluded is
thrown away unless the unedited copy, which goes along, shows exactly the base's errors: then being
a module changes nothing that matters. An error of an early phase hides later ones in all copies, so
the texts that show one are taken out and the rest run again.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_spans import moved, names_a_line
from rusta_server.probes.judge_texts import changed

# Whatever is said once a crate, or names the crate's root.
_ROOT_ONLY = re.compile(
    rb"\bcrate\s*(::|as\b)|\bmacro_export\b|\bno_mangle\b|\bexport_name\b|\bextern\b|\bmod\s+\w+\s*;"
    rb"|\binclude\w*!|\bglobal_asm!"
    rb"|#!\[\s*(?!allow\b|warn\b|doc\b)"
)
_LATE_EDITION = re.compile(r"--edition=(?!2015)\d{4}")
_COPY = re.compile(r"(?:crate::)?\bc\d+__::|\bc\d+__\b")
# A run costs its start and its text: above this size (measured: even at about 28 kB) copying the
# text costs more than starting the compiler for each.
_MAX_FILE = 16 << 10
_MAX_BYTES = 1 << 20
_MAX_COPIES = 64
_MIN_COPIES = 6
_MAX_ROUNDS = 5

Errors = tuple[Diagnostic, ...]
Compile = Callable[[Sequence[bytes]], Sequence[Errors | None]]
"""Compiles texts of the crate's file, each alone; None where that did not work out."""


def fits(base: bytes, argv: Sequence[str]) -> bool:
    """Whether the crate can be copied into a module of itself, and it pays."""
    newer = any(_LATE_EDITION.fullmatch(word) for word in argv)
    plain = len(base) <= _MAX_FILE and not base.startswith(b"\xef\xbb\xbf")
    return newer and plain and not _ROOT_ONLY.search(base)


def still_broken(
    base: bytes, errors: Errors, texts: Sequence[bytes], path: str, compile_all: Compile
) -> dict[int, Errors]:
    """The texts, by index, that are no better than the base, and the errors they show. `errors`
    are the base's; where one has no place in `path`, nothing is found out."""
    found: dict[int, Errors] = {}
    expected = Counter(_key(error) for error in errors)
    usable = [n for n, text in enumerate(texts) if not _ROOT_ONLY.search(text)]
    groups = _groups(usable, texts)
    if not groups or not expected or any(key is None for key in expected):
        return found
    runs = [_Run(base, {n: texts[n] for n in group}, path) for group in groups]
    for _ in range(_MAX_ROUNDS):
        pending = [run for run in runs if not run.done]
        if not pending:
            break
        for run, shown in zip(pending, compile_all([r.text for r in pending]), strict=True):
            run.take(shown)
    for run in runs:
        if run.base_shown is None or Counter(map(_key, run.base_shown)) != expected:
            continue
        for n, shown in run.shown.items():
            change = _Change.between(base, texts[n])
            no_better = n in run.before_base or _all_remain(expected, shown, change)
            if no_better and not any(map(names_a_line, shown)):
                found[n] = tuple(
                    _named_as_in_base(e, run.base_shown, errors, change) for e in shown
                )
    return found


@dataclass
class _Run:
    """One group of copies, the unedited one first. `before_base`: those that showed an error when
    the unedited one did not yet."""

    base: bytes
    texts: dict[int, bytes]
    path: str
    shown: dict[int, Errors] = field(default_factory=dict)
    before_base: set[int] = field(default_factory=set)
    base_shown: Errors | None = None
    done: bool = False
    _places: list[tuple[int, int, int | None]] = field(default_factory=list)

    @property
    def text(self) -> bytes:
        """The copies that have shown nothing yet, and where each begins and ends."""
        out = bytearray(b"#![allow(warnings)]\nfn main() {}\n")
        self._places = []
        waiting: list[tuple[int | None, bytes]] = [(None, self.base)]
        waiting += [(n, text) for n, text in self.texts.items() if n not in self.shown]
        for at, (n, text) in enumerate(waiting):
            if n is None and self.base_shown is not None:
                continue
            out += b"mod c%d__ {\n" % at
            self._places.append((len(out), len(out) + len(text), n))
            out += text + b"\n}\n"
        return bytes(out)

    def take(self, errors: Errors | None) -> None:
        """Give each copy its errors. Ends where none shows any more, or one cannot be placed."""
        by_copy: dict[int | None, list[Diagnostic]] = {}
        for error in errors or ():
            local = self._localised(error)
            if local is None:
                self.shown, self.base_shown, self.done = {}, None, True
                return
            by_copy.setdefault(local[0], []).append(local[1])
        if None in by_copy:
            self.base_shown = tuple(by_copy.pop(None))
        elif self.base_shown is None:
            self.before_base |= {n for n in by_copy if n is not None}
        self.shown |= {n: tuple(own) for n, own in by_copy.items() if n is not None}
        self.done = not errors or (
            self.base_shown is not None and len(self.shown) == len(self.texts)
        )

    def _localised(self, error: Diagnostic) -> tuple[int | None, Diagnostic] | None:
        primary = error.primary
        if primary is None or primary.path != self.path:
            return None
        for begin, end, n in self._places:
            if begin <= primary.start and primary.end <= end:
                text = self.base if n is None else self.texts[n]
                spans = tuple(
                    moved(span, text, span.start - begin, span.end - begin, _COPY)
                    for span in error.spans
                    if span.path == self.path and begin <= span.start and span.end <= end
                )
                return n, error.model_copy(
                    update={
                        "message": _COPY.sub("", error.message),
                        "spans": spans,
                        "notes": (),
                        "suggestions": (),
                    }
                )
        return None


def _groups(usable: Sequence[int], texts: Sequence[bytes]) -> list[list[int]]:
    """Even groups of at most `_MAX_COPIES` and `_MAX_BYTES`, at least two: for two processors."""
    if len(usable) < _MIN_COPIES:
        return []
    largest = max(len(texts[n]) for n in usable)
    each = max(1, min(_MAX_COPIES, _MAX_BYTES // max(largest, 1), -(-len(usable) // 2)))
    if each < _MIN_COPIES // 2:
        return []
    return [list(usable[at : at + each]) for at in range(0, len(usable), each)]


def _key(error: Diagnostic) -> tuple[str, int] | None:
    primary = error.primary
    return None if primary is None else (error.code or error.message, primary.start)


@dataclass(frozen=True)
class _Change:
    """Bytes `start..base_end` of the base became `start..text_end` of the text."""

    start: int
    base_end: int
    text_end: int

    @classmethod
    def between(cls, base: bytes, text: bytes) -> "_Change":
        return cls(*changed(base, text))

    def in_base(self, error: Diagnostic) -> tuple[str, int] | None:
        """`_key`, at the place of the base; None inside of the change."""
        key = _key(error)
        if key is None or key[1] < self.start:
            return key
        if key[1] >= self.text_end:
            return key[0], key[1] + self.base_end - self.text_end
        return None


def _all_remain(expected: Counter[tuple[str, int] | None], shown: Errors, change: _Change) -> bool:
    """Whether each error of the base is still there, or one with its code is at the changed place:
    to exchange an error for one of its kind is no step forward."""
    missing = expected - Counter(change.in_base(error) for error in shown)
    inside = Counter(
        error.code or error.message for error in shown if change.in_base(error) is None
    )
    wanted: Counter[str] = Counter()
    for key in missing.elements():
        if key is None or not change.start <= key[1] <= change.base_end:
            return False
        wanted[key[0]] += 1
    return not wanted - inside


def _named_as_in_base(
    error: Diagnostic, copied: Errors, errors: Errors, change: _Change
) -> Diagnostic:
    """A message names types by the shortest path that is unique, which copies make longer. What
    reads as in the unedited copy (`copied`) gets the words of the base itself."""
    key = change.in_base(error)
    if any(_key(c) == key and c.message == error.message for c in copied):
        known = next(e for e in errors if _key(e) == key)
        return error.model_copy(update={"message": known.message, "slice": known.slice})
    return error

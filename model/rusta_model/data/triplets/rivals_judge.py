"""Which of many candidates compile, told by few runs of the compiler: many of them lie in one text.

Only the verdict is wanted, so this is simpler than `judge_scopes` and cheaper. Candidates for one
function stand in copies of it. One that shows an error inside of its own copy is red. Those that
show none run again without the red ones, until the compiler says nothing at all: only then are they
green.

A candidate with a part outside of bodies is run alone: others would feel it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rusta_model.data.triplets.copies import with_copies
from rusta_model.data.triplets.trials import Function
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_scopes import Change, Layout
from rusta_server.probes.judge_spans import written

Errors = tuple[Diagnostic, ...]
Compile = Callable[[Mapping[str, bytes]], Errors | None]
"""As `judge_scopes.Compile`."""


class Part(NamedTuple):
    """Bytes `start..end` of the clean file become `text`; inside of the body of `function`, or
    elsewhere."""

    path: str
    start: int
    end: int
    text: bytes
    function: Function | None = None


Parts = tuple[Part, ...]
"""One candidate: parts that do not meet. None: it is the clean crate."""

MOST = 300
"""Candidates in one run: beyond, reading what the compiler says takes longer than starting it."""
_MAX_ROUNDS = 8


@dataclass
class GreenJudge:
    """`clean` has no errors. Copies are made of functions that allow it."""

    clean: Mapping[str, bytes]
    compile: Compile
    _verdicts: dict[int, bool | None] = field(default_factory=dict)
    _copied: dict[tuple[str, Function], bool] = field(default_factory=dict)

    def judge(self, candidates: Sequence[Parts]) -> list[bool | None]:
        """Whether each compiles, in order; None where the compiler crashed on it."""
        self._verdicts = {n: True for n, parts in enumerate(candidates) if not parts}
        left = [n for n, parts in enumerate(candidates) if parts]
        together = [n for n in left if is_together(candidates[n])]
        self._look_at_copies(candidates)
        silent: list[int] = []
        for run in self._runs(together, candidates):
            silent += self._sifted(run, candidates)
        for run in self._runs([n for n in silent if n not in self._verdicts], candidates):
            self._settle(run, candidates)
        for n in sorted(set(left) - set(together)):
            self._settle([n], candidates)
        return [self._verdicts.get(n) for n in range(len(candidates))]

    def _look_at_copies(self, candidates: Sequence[Parts]) -> None:
        """Of which functions an unchanged copy shows nothing."""
        fresh = {
            (part.path, part.function)
            for parts in candidates
            for part in parts
            if part.function is not None and part.function.named is not None
        } - self._copied.keys()
        if not fresh:
            return
        files = with_copies(self.clean, dict.fromkeys(fresh, 1))
        errors = self.compile({path: file.text for path, file in files.items()})
        for path, function in fresh:
            low, high = files[path].slot(function, 1)[0]
            self._copied[path, function] = errors is not None and not any(
                place.path == path and low <= place.start < high
                for place in (written(e.primary) for e in errors if e.primary is not None)
            )

    def _runs(self, numbers: Iterable[int], candidates: Sequence[Parts]) -> list[list[int]]:
        """As few as there can be: each place is changed once, but in copies."""
        runs: list[list[int]] = []
        taken: list[set[tuple[str, Function]]] = []
        for n in numbers:
            places = {
                (part.path, part.function)
                for part in candidates[n]
                if part.function is not None and not self._copied.get((part.path, part.function))
            }
            k = next(
                (
                    k
                    for k, others in enumerate(taken)
                    if len(runs[k]) < MOST and not places & others
                ),
                len(runs),
            )
            if k == len(runs):
                runs.append([])
                taken.append(set())
            runs[k].append(n)
            taken[k] |= places
        return runs

    def _run(self, numbers: Sequence[int], candidates: Sequence[Parts]) -> tuple[set[int], bool]:
        """(those that show an error of their own, whether it may hide others').

        Raises:
            ChildProcessError: the compiler did not end by itself.
        """
        counts: Counter[tuple[str, Function]] = Counter()
        slots: list[tuple[int, Part, int]] = []
        for n in numbers:
            for part in candidates[n]:
                slot = 0
                if part.function is not None:
                    slot = counts[part.path, part.function]
                    counts[part.path, part.function] += 1
                slots.append((n, part, slot))
        files = with_copies(self.clean, {key: count - 1 for key, count in counts.items()})
        texts = {path: file.text for path, file in files.items()}
        owners: list[int] = []
        changes: list[Change] = []
        for n, part, slot in slots:
            shift = 0
            scope = (part.start, part.end)
            if part.function is not None:
                scope, shift = files[part.path].slot(part.function, slot)
            elif part.path in files:
                shift = files[part.path].shift(part.start)
                scope = (part.start + shift, part.end + shift)
            owners.append(n)
            changes.append(
                Change(part.path, part.start + shift, part.end + shift, part.text, scope)
            )
        layout = Layout({**self.clean, **texts}, dict(enumerate(changes)))
        errors = self.compile({**texts, **layout.texts})
        if errors is None:
            raise ChildProcessError
        if not errors:
            self._verdicts |= dict.fromkeys(numbers, True)
            return set(), False
        if len(numbers) == 1:
            return set(numbers), False
        red: set[int] = set()
        hides = False
        for error in errors:
            spans = sorted(error.spans, key=lambda span: not span.primary)
            spans += [span for note in error.notes for span in note.spans]
            pointed = [layout.owner(s.path, s.start, s.end) for s in map(written, spans)]
            owner = next((owner for owner in pointed if owner is not None), None)
            if owner is not None:
                red.add(owners[owner])
                hides |= error.slice == "syntax" and error.code is None
        return red, hides

    def _sifted(self, numbers: list[int], candidates: Sequence[Parts]) -> list[int]:
        """Those that show no error of their own. A text that does not parse hides all others."""
        for _ in range(_MAX_ROUNDS):
            if not numbers:
                return []
            try:
                red, hides = self._run(numbers, candidates)
            except ChildProcessError:
                return numbers
            self._verdicts |= dict.fromkeys(red, False)
            numbers = [n for n in numbers if n not in self._verdicts]
            if not hides:
                break
        return numbers

    def _settle(self, numbers: list[int], candidates: Sequence[Parts]) -> None:
        """Takes red ones out until no error is left; in halves where errors have no owner. An error
        in the text of a macro is said once, whoever else has it: where that takes too many runs,
        those beside the last red ones are left unclear."""
        rounds = 0
        while numbers:
            try:
                red, _ = self._run(numbers, candidates)
            except ChildProcessError:
                if len(numbers) == 1:
                    return
                red = set()
            self._verdicts |= dict.fromkeys(red, False)
            left = [n for n in numbers if n not in self._verdicts]
            if len(left) == len(numbers):
                middle = len(left) // 2
                self._settle(left[:middle], candidates)
                left = left[middle:]
            rounds += 1
            if rounds >= _MAX_ROUNDS and red:
                near = {part.function for n in red for part in candidates[n]}
                left = [n for n in left if not near & {p.function for p in candidates[n]}]
            numbers = left


def is_together(parts: Parts) -> bool:
    """Whether it can be judged beside others: what stands outside of bodies others would feel, an
    import too, which would bring them a name or a trait that they lack."""
    return all(part.function is not None for part in parts)

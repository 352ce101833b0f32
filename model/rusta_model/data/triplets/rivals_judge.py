"""Which of many candidates compile, told by few runs of the compiler: many of them lie in one text.

Only the verdict is wanted, so this is simpler than `judge_scopes` and cheaper. A candidate that
shows an error inside of its own function is red. Those that show none run again without the red
ones, one for each function, until the compiler says nothing at all: only then are they green.

A candidate may have parts outside of bodies: an import or a derive goes along with the others, what
others could feel (a signature, a field's type) is run alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_scopes import Change, Layout, written

Errors = tuple[Diagnostic, ...]
Compile = Callable[[Mapping[str, bytes]], Errors | None]
"""As `judge_scopes.Compile`."""

Parts = tuple[Change, ...]
"""One candidate: changes of the clean crate that do not meet. None: it is the clean crate."""

_MAX_ROUNDS = 8
_HARMLESS = re.compile(rb"\s*(use\b|#\[|pub\b|mut\b)")


@dataclass
class GreenJudge:
    """`clean` has no errors. `runs` counts those of the compiler."""

    clean: Mapping[str, bytes]
    compile: Compile
    runs: int = 0
    _verdicts: dict[int, bool | None] = field(default_factory=dict)

    def judge(self, candidates: Sequence[Parts]) -> list[bool | None]:
        """Whether each compiles, in order; None where the compiler crashed on it."""
        self._verdicts = {}
        silent: list[int] = []
        alone: list[int] = []
        together: list[int] = []
        for n, parts in enumerate(candidates):
            if not parts:
                self._verdicts[n] = True
            elif all(map(_stays, parts)):
                together.append(n)
            else:
                alone.append(n)
        for run in _runs(together, candidates):
            silent += self._sifted(run, candidates)
        for run in _runs(silent, candidates):
            self._settle(run, candidates)
        for n in alone:
            self._settle([n], candidates)
        return [self._verdicts.get(n) for n in range(len(candidates))]

    def _run(self, numbers: Sequence[int], candidates: Sequence[Parts]) -> tuple[set[int], bool]:
        """(those that show an error of their own, whether to go on without them at once).

        Raises:
            ChildProcessError: the compiler did not end by itself.
        """
        # A part's number: its candidate's, shifted to leave room for the parts.
        most = max(len(candidates[n]) for n in numbers)
        parts = {n * most + k: change for n in numbers for k, change in enumerate(candidates[n])}
        layout = Layout(self.clean, parts)
        self.runs += 1
        errors = self.compile(layout.texts)
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
            place = written(error.primary) if error.primary is not None else None
            owner = layout.owner(place.path, place.start, place.end) if place else None
            if owner is not None:
                red.add(owner // most)
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
        """Takes red ones out until no error is left; in halves where errors have no owner."""
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
            numbers = left


def _stays(part: Change) -> bool:
    """Whether no other candidate feels it: inside of a body, or put in and harmless."""
    inside = part.scope[0] < part.start and part.end < part.scope[1]
    return inside or (part.start == part.end and bool(_HARMLESS.match(part.text)))


def _runs(numbers: Iterable[int], candidates: Sequence[Parts]) -> list[list[int]]:
    """Each run holds at most one candidate of a function; the first ones of each come first."""
    runs: list[list[int]] = []
    taken: list[set[tuple[str, int]]] = []
    for n in numbers:
        places = {(part.path, part.scope[0]) for part in candidates[n]}
        k = next((k for k, others in enumerate(taken) if not places & others), len(runs))
        if k == len(runs):
            runs.append([])
            taken.append(set())
        runs[k].append(n)
        taken[k] |= places
    return runs

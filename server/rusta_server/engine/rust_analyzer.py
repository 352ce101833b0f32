"""rust-analyzer as jobs ask it: by probes, and never in need of an answer.

Where there is none, or it fails or is too slow, that is noted and the job goes on as if the policy
had switched it off. What it offers is judged, guarded and proven like any other candidate.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from rusta_server.candidates import rust_analyzer as offered
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    STALE,
    TIMEOUT,
    UNREADABLE,
    Evidence,
    Probe,
)
from rusta_server.contracts.tools_ra import (
    DEADLINE_MS,
    RaActions,
    RaActionsParams,
    RaAnswer,
    RaLocation,
    RaLocations,
    RaParams,
    RaRangeParams,
    RaRefsParams,
    RaType,
)
from rusta_server.engine.job import Ask, Decide, Plan, Step
from rusta_server.engine.node import Node, Texts
from rusta_server.engine.search import Search

# Errors of the question; after others it is not asked again in this job.
_OF_THE_QUESTION = (INVALID_PARAMS, STALE, UNREADABLE, INTERNAL_ERROR)
_TIMEOUTS = 2
"""So many and it is left alone: it may still be starting at the first."""

A = TypeVar("A", bound=RaAnswer)
Asking = Generator[Step, tuple[Evidence, ...], A]


@dataclass
class Analyst:
    """One job's view of rust-analyzer. `failed` once it is not to be asked again. `clock`
    is what `clock.now` said beside the last answers."""

    uses: Literal["auto", "on", "off"] = "auto"
    failed: bool = False
    deadline_ms: int = DEADLINE_MS
    clock: Evidence | None = None
    _timeouts: int = 0

    @property
    def answers(self) -> bool:
        return self.uses != "off" and not self.failed

    def candidates(
        self,
        error: Diagnostic,
        errors: tuple[Diagnostic, ...],
        files: Texts,
        overlays: tuple[Overlay, ...],
    ) -> Generator[Step, tuple[Evidence, ...], list[Candidate]]:
        """What it offers where `error` is; `files` are the texts with `overlays`, which say how
        they differ from the disk."""
        places = [place for place in offered.ranges(error) if place[0] in files]
        if not self.answers or not places:
            return []
        params = [
            RaActionsParams(
                path=path, start=start, end=end, overlays=overlays, deadline_ms=self.deadline_ms
            )
            for path, start, end in places
        ]
        # The first may wait for it to start; the others need not wait as long again.
        answers = yield from self._ask("ra.code_actions", params[:1], RaActions)
        if answers and params[1:]:
            answers += yield from self._ask("ra.code_actions", params[1:], RaActions)
        scene = Scene(diagnostic=error, errors=errors, files=dict(files))
        return list(offered.candidates(scene, answers))

    def references(
        self,
        path: str,
        offset: int,
        overlays: tuple[Overlay, ...] = (),
        *,
        declaration: bool = False,
    ) -> Generator[Step, tuple[Evidence, ...], tuple[RaLocation, ...] | None]:
        """Where the item at that byte is named; None where it cannot say. With the text from before
        a rename or move (as overlays) these are the places that have to follow it."""
        params = RaRefsParams(
            path=path,
            offset=offset,
            overlays=overlays,
            declaration=declaration,
            deadline_ms=self.deadline_ms,
        )
        answers = yield from self._ask("ra.find_refs", [params], RaLocations)
        return answers[0].locations if answers else None

    def type_of(
        self, path: str, start: int, end: int, overlays: tuple[Overlay, ...] = ()
    ) -> Generator[Step, tuple[Evidence, ...], RaType | None]:
        """The type of what is exactly those bytes; None where it cannot say, nor where it says that
        it does not know."""
        params = RaRangeParams(
            path=path, start=start, end=end, overlays=overlays, deadline_ms=self.deadline_ms
        )
        answers = yield from self._ask("ra.type_of", [params], RaType)
        known = answers and answers[0].type is not None and "{unknown}" not in answers[0].type
        return answers[0] if known else None

    def _ask(
        self, method: str, params: Sequence[RaParams], model: type[A]
    ) -> Generator[Step, tuple[Evidence, ...], list[A]]:
        """The answers there are, in order; one that failed is noted, and the rest are kept."""
        if not self.answers:
            return []
        probes = [Probe(method=method, params=each.model_dump(mode="json")) for each in params]
        *given, self.clock = yield Ask(probes=(*probes, Probe(method="clock.now")))
        found = [model.model_validate(each.result) for each in given if each.error is None]
        failed = next((each.error for each in given if each.error is not None), None)
        if failed is not None:
            self._timeouts += failed.code == TIMEOUT
            passes = failed.code in _OF_THE_QUESTION or (
                failed.code == TIMEOUT and self._timeouts < _TIMEOUTS
            )
            self.failed = not passes
            yield Decide(
                what="no answer of rust-analyzer" if passes else "without rust-analyzer",
                because=failed.message,
                data={"method": method, "code": failed.code, "remedy": failed.remedy},
            )
        return found


@dataclass
class Consulting:
    """Has rust-analyzer's edits judged, once for each text that the search arrives at. Used like
    `writing.Writing`: `run` says whether it found something to go on with."""

    search: Search
    analyst: Analyst
    _asked: set[tuple[tuple[str, str], ...]] = field(default_factory=set)

    def run(self) -> Generator[Step, tuple[Evidence, ...], bool]:
        """Whether it found something: what is green, or a step that the search can go on from."""
        node = self.search.partial or Node({}, (), self.search.errors)
        key = tuple(sorted(node.texts.items()))
        if not self._wanted(node) or key in self._asked:
            return False
        self._asked.add(key)
        error, files = self.search.root(node), self.search.files(node)
        yield Plan(
            goal=f"edits of rust-analyzer for {error.code or 'an error'}",
            probes=("ra.code_actions", "rustc.judge"),
        )
        self.analyst.deadline_ms = min(DEADLINE_MS, 1000 * max(1, self.search.seconds_left))
        some = yield from self.analyst.candidates(error, node.errors, files, self._overlays(node))
        if self.analyst.clock is not None:
            self.search.took(self.analyst.clock)
        yield Decide(what="offered", because=f"rust-analyzer offers {len(some)} different edits")
        if not some:
            return False
        yield from self.search.further(node, some)
        return bool(self.search.greens) or not self.search.exhausted

    def _wanted(self, node: Node) -> bool:
        return (
            self.analyst.answers
            and bool(node.errors)
            and self.search.gate == "check"
            and self.search.seconds_left > 0
            and not self.search.repaired
            and len(node.steps) < self.search.policy.search.max_steps
        )

    def _overlays(self, node: Node) -> tuple[Overlay, ...]:
        unsaved = (overlay for overlay in self.search.unsaved if overlay.path not in node.texts)
        return (*unsaved, *node.overlays)

"""Lint: everything of one lint, one file or the whole workspace, put right and proven together.

Style comes last: nothing is done before the tree compiles. The first suggestion of every finding is
tried at once; what clippy does not like of it is found by halving. What one round leaves, because
edits overlap or one repair shows another, is for the next. One proof, with the tests, stands for
all of it.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from rusta_server.candidates import candidates_for
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay
from rusta_server.contracts.phases import added, errors_of
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.results import Abstention, LintRequest, NextProbe, ProposeResult
from rusta_server.contracts.tools import (
    CheckParams,
    CheckResult,
    ClockResult,
    FmtParams,
    FmtResult,
    ListParams,
    ListResult,
)
from rusta_server.engine.baseline import Baseline, baseline
from rusta_server.engine.explain import span_paths
from rusta_server.engine.job import Decide, Job, Plan, Step, UnansweredError, ask
from rusta_server.engine.keeping import read_texts
from rusta_server.engine.linted import Linted, proposed
from rusta_server.engine.node import apply_to
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check as guard

FORMAT = "rustfmt"
_ALTERNATIVES = 3
_FIRST = ("rustc", "template")

Texts = dict[str, str]


def lint(request: LintRequest, policy: Policy) -> Job[ProposeResult]:
    found = yield from baseline(request.selectors, None, request.overlays)
    if not found.check.ok and found.gate == "check":
        return _none(
            found, (), "it does not compile: what is broken comes before style", "rusta fix"
        )
    if request.lint == FORMAT:
        rounds = yield from _formatted(request, found)
        wanted: tuple[Diagnostic, ...] = ()
    else:
        wanted = tuple(d for d in found.findings if _asked_for(d, request))
        if not wanted:
            return _result(found, "clean", ())
        rounds = _Rounds(request, policy, found, wanted)
        yield from rounds.run()
    if not rounds.steps:
        if request.lint == FORMAT:
            return _result(found, "clean", ())
        return _none(found, wanted, f"none of {rounds.tried} suggestions leaves clippy content")
    proposal, reason = yield from proposed(rounds.linted(wanted), request, found, policy)
    if proposal is None:
        return _none(found, wanted, reason)
    return _result(found, "proposed", wanted).model_copy(update={"proposals": (proposal,)})


@dataclass
class _Rounds:
    """`states`: the texts after each round, with the steps made so far. `steps` of the last."""

    request: LintRequest
    policy: Policy
    found: Baseline
    wanted: tuple[Diagnostic, ...]
    base: Texts = field(default_factory=dict)
    states: list[tuple[Texts, tuple[Candidate, ...]]] = field(default_factory=list)
    tried: int = 0
    _began: int | None = None
    _late: bool = False

    @property
    def steps(self) -> tuple[Candidate, ...]:
        return self.states[-1][1] if self.states else ()

    def linted(self, wanted: tuple[Diagnostic, ...]) -> Linted:
        return Linted(self.base, tuple(self.states), wanted)

    def run(self) -> Generator[Step, tuple[Evidence, ...], None]:
        named = span_paths(list(self.found.findings))
        self.base = yield from _sources(named, self.request.overlays)
        texts: Texts = {}
        steps: tuple[Candidate, ...] = ()
        left = self.found.findings
        alternative = 0
        while alternative < _ALTERNATIVES and not self._late:
            wanted = [d for d in left if _asked_for(d, self.request)]
            if not wanted or len(self.states) >= self.policy.search.max_steps:
                break
            files = {**self.base, **texts}
            chosen = self._candidates(wanted, left, files, alternative)
            yield Plan(
                goal=f"{len(chosen)} repairs of {len(wanted)} findings, at once",
                probes=("cargo.check",),
            )
            kept, after, remaining = yield from self._accepted(chosen, texts, left)
            yield Decide(
                what="lint round",
                because=f"{len(kept)} of {len(chosen)} repairs are kept, {len(remaining)} remain",
            )
            if kept:
                texts, left, steps = after, remaining, (*steps, *kept)
                self.states.append((texts, steps))
                alternative = 0
            else:
                alternative += 1
        if self.states:
            laid = yield from _laid_out(texts, self.request.overlays)
            self.states[-1] = (laid, steps)

    def _candidates(
        self,
        wanted: Sequence[Diagnostic],
        errors: tuple[Diagnostic, ...],
        files: Texts,
        alternative: int,
    ) -> list[Candidate]:
        """The suggestion in that place for each finding, those left out that overlap another."""
        taken: list[Edit] = []
        chosen: list[Candidate] = []
        for finding in wanted:
            scene = Scene(diagnostic=finding, errors=errors, files=files)
            known = [c for c in candidates_for(scene) if c.source.startswith(_FIRST)]
            fitting = [
                c for c in dict.fromkeys(known) if c.edits and self._allowed(c, files, errors)
            ]
            for candidate in fitting[alternative : alternative + 1]:
                if not any(_touch(e, old) for e in candidate.edits for old in taken):
                    taken += candidate.edits
                    chosen.append(candidate)
        return chosen

    def _allowed(self, candidate: Candidate, files: Texts, errors: tuple[Diagnostic, ...]) -> bool:
        after = apply_to(candidate.edits, files)
        if after is None:
            return False
        before = {path: files[path] for path in after}
        guards = self.policy.guards
        if self.request.file is not None:
            # Whoever names a file means it, tests or not.
            guards = guards.model_copy(update={"allow_tests": True})
        patch = patch_between(before, after)
        return not guard(patch, before, after, errors, guards)

    def _accepted(
        self, chosen: list[Candidate], texts: Texts, left: tuple[Diagnostic, ...]
    ) -> Generator[
        Step, tuple[Evidence, ...], tuple[list[Candidate], Texts, tuple[Diagnostic, ...]]
    ]:
        """The most of `chosen` that clippy takes: all, or by halves what can be kept of it. All of
        them are edits of the same text, so the halves are put together from there."""
        kept: list[Candidate] = []
        state, remaining = texts, left
        pending = [chosen] if chosen else []
        while pending and not self._late:
            part = pending.pop(0)
            edits = [edit for c in (*kept, *part) for edit in c.edits]
            after = apply_to(edits, {**self.base, **texts})
            if after is None:
                continue
            self.tried += len(part)
            now = {**texts, **after}
            found = yield from self._clippy(now)
            if found is not None and self._better(remaining, found):
                kept, state, remaining = [*kept, *part], now, found
            elif len(part) > 1:
                half = len(part) // 2
                pending = [part[:half], part[half:], *pending]
        return kept, state, remaining

    def _better(self, before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]) -> bool:
        """Something that is asked for is gone, and what is new is asked for as well."""
        gone = any(_asked_for(d, self.request) for d in added(after, before))
        return gone and all(_asked_for(d, self.request) for d in added(before, after))

    def _clippy(
        self, texts: Texts
    ) -> Generator[Step, tuple[Evidence, ...], tuple[Diagnostic, ...] | None]:
        """What clippy says of `texts`; None where they do not compile."""
        params = CheckParams(
            selectors=self.request.selectors,
            gate="clippy",
            overlays=_overlays(texts, self.request.overlays),
        )
        result: CheckResult = yield from ask(params, method="cargo.check")
        clock: ClockResult = yield from ask(method="clock.now")
        self._began = clock.unix_s if self._began is None else self._began
        self._late = clock.unix_s - self._began >= self.policy.search.deadline_s
        errors = errors_of(result.diagnostics)
        return None if any(_broken(d) for d in errors) else errors


def _laid_out(
    texts: Texts, unsaved: tuple[Overlay, ...]
) -> Generator[Step, tuple[Evidence, ...], Texts]:
    """`texts`, formatted where the file was as rustfmt would have it; a layout of its own stays."""
    laid = dict(texts)
    for path in sorted(texts):
        try:
            before: FmtResult = yield from ask(
                FmtParams(paths=(path,), overlays=unsaved), method="cargo.fmt"
            )
            if before.edits:
                continue
            after: FmtResult = yield from ask(
                FmtParams(paths=(path,), overlays=_overlays(texts, unsaved)), method="cargo.fmt"
            )
        except UnansweredError:
            continue  # No rustfmt: then nobody asks for its layout.
        formatted = apply_to(after.edits, texts) if after.edits else None
        laid.update(formatted or {})
    return laid


def _formatted(
    request: LintRequest, found: Baseline
) -> Generator[Step, tuple[Evidence, ...], _Rounds]:
    """What rustfmt makes of the file, or of all, as one step."""
    yield Plan(goal="what rustfmt would change", probes=("cargo.fmt",))
    paths: tuple[str, ...] = (request.file,) if request.file is not None else ()
    if not paths:
        listed: ListResult = yield from ask(ListParams(suffix=".rs"), method="fs.list")
        paths = tuple(file.path for file in listed.files)
    base = yield from _sources(paths, request.overlays)
    rounds = _Rounds(request, Policy(), found, (), base)
    edits: list[Edit] = []
    for path in paths:
        # One that does not parse (a fixture, a template) keeps the others from nothing.
        try:
            params = FmtParams(paths=(path,), overlays=request.overlays)
            answer: FmtResult = yield from ask(params, method="cargo.fmt")
        except UnansweredError as stop:
            if request.file is not None:
                raise
            yield Decide(what="left as it is", because=f"{path}: {stop}")
            continue
        edits += answer.edits
    after = apply_to(edits, base) if edits else None
    if after is not None:
        step = Candidate(source=FORMAT, title="Format with rustfmt", edits=tuple(edits))
        rounds.states.append((after, (step,)))
    return rounds


def _sources(
    paths: tuple[str, ...], overlays: tuple[Overlay, ...]
) -> Generator[Step, tuple[Evidence, ...], Texts]:
    texts = yield from read_texts(paths)
    texts.update({o.path: o.text for o in overlays if o.path in paths and o.text is not None})
    return texts


def _overlays(texts: Texts, unsaved: tuple[Overlay, ...]) -> tuple[Overlay, ...]:
    others = tuple(o for o in unsaved if o.path not in texts)
    return (*others, *(Overlay(path=path, text=texts[path]) for path in sorted(texts)))


def _asked_for(diagnostic: Diagnostic, request: LintRequest) -> bool:
    """`needless_return` names `clippy::needless_return` too."""
    code, primary = diagnostic.code or "", diagnostic.primary
    named = request.lint is None or request.lint in (code, code.removeprefix("clippy::"))
    placed = request.file is None or (primary is not None and primary.path == request.file)
    return named and placed and not _broken(diagnostic)


def _broken(diagnostic: Diagnostic) -> bool:
    """An error of the language, not a lint."""
    code = diagnostic.code
    return code is None or (code[:1] == "E" and code[1:].isdigit())


def _touch(one: Edit, other: Edit) -> bool:
    return one.path == other.path and one.start <= other.end and other.start <= one.end


def _result(found: Baseline, status: str, left: tuple[Diagnostic, ...]) -> ProposeResult:
    return ProposeResult.model_validate(
        {"status": status, "gate": found.gate, "snapshot": found.snapshot, "diagnostics": left}
    )


def _none(
    found: Baseline, wanted: tuple[Diagnostic, ...], reason: str, remedy: str | None = None
) -> ProposeResult:
    left = wanted or found.findings
    first = left[0].model_copy(update={"rendered": ""}) if left else None
    probe = NextProbe(
        method="docs.code" if first is not None and remedy is None else "cargo.check",
        params={"code": first.code, "message": first.message}
        if first is not None and remedy is None
        else {},
        why=remedy or "its documentation says what the lint asks for",
    )
    abstention = Abstention(diagnostic=first, reason=reason, next_probe=probe)
    return _result(found, "abstained", left).model_copy(update={"abstentions": (abstention,)})

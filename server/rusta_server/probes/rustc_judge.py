"""`rustc.judge`: is the tree free of errors with this candidate, and if not, what is left?

The quick path runs the recorded rustc command lines of the crates that a candidate touches, and of
those that need them, on its text. What it cannot decide (manifests, build scripts, crates that the
base never reached, a compiler wrapper of the user's) is decided by one `cargo check` each.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import CANCELLED, NO_SANDBOX, NO_SPACE, TOOL_MISSING, ProbeFailure
from rusta_server.contracts.tools import JudgeParams, JudgeResult, Verdict
from rusta_server.patches.shadow import Shadow
from rusta_server.patches.syntax import parse
from rusta_server.probes import judge_bodies
from rusta_server.probes.cargo_check import check_tree
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.diagnostics.normalise import merged
from rusta_server.probes.judge_run import Job, JudgeRun
from rusta_server.probes.judge_texts import Base, Text, distinct
from rusta_server.probes.judge_together import Errors, fits, still_broken
from rusta_server.probes.judge_units import Recorder, Unit, Units

_NOT_COMPILED_BY_RUSTC = ("Cargo.toml", "Cargo.lock", "build.rs", "config.toml", "rust-toolchain")

Outcome = tuple[Diagnostic, ...] | None
"""The errors left, empty where green; None where it was not judged."""


def run(params: JudgeParams, ctx: ProbeContext) -> JudgeResult:
    """Verdicts in the order of the candidates.

    Raises:
        ProbeFailure: as `cargo.check`, where even the base cannot be checked.
    """
    deadline = time.monotonic() + params.deadline_s
    with ctx.shadows.lease() as shadow:
        shadow.sync()
        with shadow.overlaid(params.overlays) as tree:
            base = Base(
                lambda path: shadow.layout.on_disk(ctx.tokens.from_token(path)).read_bytes()
            )
            texts = [base.text_of(candidate) for candidate in params.candidates]
            unique = distinct(texts)
            judge = _Judge(params, ctx, shadow, tree, base, deadline)
            outcomes = judge.judge(list(unique.values()))
    by_key = dict(zip(unique, outcomes, strict=True))
    verdicts: list[Verdict] = []
    greens: set[str] = set()
    for candidate, text in zip(params.candidates, texts, strict=True):
        if text is None:
            verdicts.append(Verdict(id=candidate.id, verdict="invalid"))
            continue
        outcome = by_key[text.key]
        # Workers may have judged beyond the limit; what is answered does not depend on that.
        enough = params.limit_greens is not None and len(greens) >= params.limit_greens
        if outcome is None or (enough and text.key not in greens):
            verdicts.append(Verdict(id=candidate.id, verdict="skipped"))
        elif outcome:
            verdicts.append(Verdict(id=candidate.id, verdict="red", errors=outcome))
        else:
            greens.add(text.key)
            warnings = judge.warnings.get(text.key, ())
            verdicts.append(Verdict(id=candidate.id, verdict="green", warnings=warnings))
    return JudgeResult(verdicts=tuple(verdicts), sandbox=ctx.sandbox.mode)


@dataclass
class _Judge:
    params: JudgeParams
    ctx: ProbeContext
    shadow: Shadow
    tree: str
    base: Base
    deadline: float
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The lints that green texts still trip, by `Text.key`."""
    _read_by: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def recorder(self) -> Recorder:
        return Recorder(self.shadow, self.ctx)

    def judge(self, texts: Sequence[Text]) -> list[Outcome]:
        outcomes: list[Outcome] = [None] * len(texts)
        if not texts:
            return outcomes
        units = self._units()
        jobs: dict[int, Job] = {}
        for n, text in enumerate(texts):
            job = self._job(text, units) if units is not None else None
            if job is not None:
                jobs[n] = job
        for n, outcome in zip(jobs, self._quick(list(jobs.values()), units), strict=True):
            outcomes[n] = outcome
        greens = 0
        for n, text in enumerate(texts):
            sure = outcomes[n] != () or (units is not None and units.complete)
            if n not in jobs or not sure:
                stop = self._enough(greens) or time.monotonic() >= self.deadline
                outcomes[n] = None if stop else self._slow(text)
            greens += outcomes[n] == ()
        return outcomes

    def _enough(self, greens: int) -> bool:
        return self.params.limit_greens is not None and greens >= self.params.limit_greens

    def _units(self) -> Units | None:
        """The units of the base; None where they cannot be known."""
        units = self._last() or self._check()
        if units is not None and units.missing:
            # Fresh crates that were compiled elsewhere (a warm start): have them compiled here.
            for source in units.missing:
                self.shadow.touch(source)
            units = self._check()
        return None if units is None or units.missing else units

    def _last(self) -> Units | None:
        return self.recorder.last(
            gate=self.params.gate, selectors=self.params.selectors, tree=self.tree
        )

    def _check(self) -> Units | None:
        left = max(self.deadline - time.monotonic(), 1.0)
        check_tree(self.shadow, self.ctx, self.params.gate, self.params.selectors, self.tree, left)
        return self._last()

    def _job(self, text: Text, units: Units) -> Job | None:
        """None where rustc alone cannot decide."""
        if any(path.endswith(_NOT_COMPILED_BY_RUSTC) for path in text.files):
            return None
        touched: set[str] = set()
        for path in text.files:
            touched |= self._readers(path, units)
        for unit in units.units:
            if unit.needs & touched:
                touched.add(unit.key)
        chosen = tuple(u for u in units.units if u.key in touched)
        if not chosen or any(u.is_build_script for u in chosen):
            return None
        known = {(u.package, u.target) for u in chosen}
        elsewhere = tuple(
            error.model_copy(update={"rendered": ""})
            for error in units.errors
            if (error.package, error.target) not in known
        )
        return Job(text, chosen, elsewhere)

    def _readers(self, path: str, units: Units) -> set[str]:
        """Keys of the units that read `path`; where none is known to, of those of its package."""
        if path not in self._read_by:
            readers = {u.key for u in units.units if path in self.recorder.sources_of(u)}
            near = {u.key for u in units.units if self._holds(u, path)}
            self._read_by[path] = readers or near
        return self._read_by[path]

    def _holds(self, unit: Unit, path: str) -> bool:
        folder = self.ctx.tokens.to_token(unit.manifest_dir)
        return path.startswith(f"{folder}/") and not unit.is_build_script

    def _quick(self, jobs: Sequence[Job], units: Units | None) -> list[Outcome]:
        complete = units is not None and units.complete
        limit = self.params.limit_greens if complete else None
        outcomes: list[Outcome] = [None] * len(jobs)
        for n, errors in self._in_bodies(jobs, units).items():
            outcomes[n] = errors
        left = [n for n, outcome in enumerate(outcomes) if outcome is None]
        for at, errors in self._still_broken([jobs[n] for n in left], units).items():
            outcomes[left[at]] = errors
        rest = [n for n, outcome in enumerate(outcomes) if outcome is None]
        for n, outcome in zip(rest, self._run([jobs[n] for n in rest], limit), strict=True):
            outcomes[n] = outcome
        return outcomes

    def _in_bodies(self, jobs: Sequence[Job], units: Units | None) -> dict[int, Errors]:
        """What copies of the changed functions can tell, in the first crate that reads them."""
        if units is None or self.params.gate != "check" or self._is_unparsed(units):
            return {}
        by_units: dict[tuple[Unit, ...], dict[int, judge_bodies.Candidate]] = {}
        for n, job in enumerate(jobs):
            if len(job.text.files) == 1 and not job.elsewhere and _is_first(job.units):
                ((path, text),) = job.text.files.items()
                found = judge_bodies.candidate_of(path, self.base[path], text)
                if found is not None:
                    by_units.setdefault(job.units, {})[n] = found
        reds: dict[int, Errors] = {}
        for of, candidates in by_units.items():
            errors = merged(e for e in units.errors if e.level == "error")
            own = all((e.package, e.target) == (of[0].package, of[0].target) for e in errors)
            if own and len(candidates) >= judge_bodies.MIN_COPIES:
                bases = {c.function.path: self.base[c.function.path] for c in candidates.values()}

                def compile_all(
                    texts: Sequence[Mapping[str, bytes]], unit: Unit = of[0]
                ) -> Sequence[Outcome]:
                    made = [Job(Text(dict(files)), (unit,), capped=True) for files in texts]
                    return self._run(made, None)

                reds |= judge_bodies.reds(bases, errors, candidates, compile_all)
        return reds

    def _is_unparsed(self, units: Units) -> bool:
        """Whether the base does not parse: rustc then says no more, whatever copies it holds."""
        spans = (e.primary for e in units.errors if e.level == "error" and e.code is None)
        paths = {span.path for span in spans if span is not None}
        return any(
            path.startswith("$WS/") and parse(self.base[path]).root_node.has_error
            for path in sorted(paths)
        )

    def _still_broken(self, jobs: Sequence[Job], units: Units | None) -> dict[int, Errors]:
        """What one run over many copies can tell, where the base is broken in a one-file crate."""
        unit = jobs[0].units[0] if jobs else None
        paths = {path for job in jobs for path in job.text.files}
        if units is None or unit is None or self.params.gate != "check" or len(paths) != 1:
            return {}
        (path,) = paths
        if any(job.units != (unit,) or job.elsewhere for job in jobs):
            return {}
        if unit.root != self.shadow.layout.inside(self.ctx.tokens.from_token(path)):
            return {}
        if not fits(self.base[path], unit.argv):
            return {}

        def compile_all(texts: Sequence[bytes]) -> Sequence[Outcome]:
            return self._run([Job(Text({path: text}), (unit,)) for text in texts], None)

        texts = [job.text.files[path] for job in jobs]
        errors = merged(e for e in units.errors if e.level == "error")
        return still_broken(self.base[path], errors, texts, path, compile_all)

    def _run(self, jobs: Sequence[Job], limit_greens: int | None) -> list[Outcome]:
        judged = JudgeRun(
            self.shadow,
            self.ctx,
            self.base,
            jobs,
            limit_greens=limit_greens,
            deadline=self.deadline,
        )
        if jobs:
            judged.run()
        for job, outcome, warnings in zip(jobs, judged.outcomes, judged.warnings, strict=True):
            if outcome == ():
                self.warnings[job.text.key] = warnings
        return judged.outcomes

    def _slow(self, text: Text) -> Outcome:
        overlays = [Overlay(path=p, text=t.decode()) for p, t in sorted(text.files.items())]
        left = max(self.deadline - time.monotonic(), 1.0)
        with self.shadow.overlaid(overlays) as tree:
            try:
                checked = check_tree(
                    self.shadow, self.ctx, self.params.gate, self.params.selectors, tree, left
                )
            except ProbeFailure as failure:
                if failure.code in (CANCELLED, NO_SPACE, NO_SANDBOX, TOOL_MISSING):
                    raise
                return None
        self.warnings[text.key] = tuple(
            sorted(d.code for d in checked.diagnostics if d.level == "warning" and d.code)
        )
        return tuple(
            d.model_copy(update={"rendered": ""})
            for d in checked.diagnostics
            if d.level in ("error", "ice")
        )


def _is_first(units: tuple[Unit, ...]) -> bool:
    """Whether all others need the first: where that is red, none of them is looked at."""
    return all(units[0].key in unit.needs for unit in units[1:])

"""Build the triplets of one crate: choose edits, judge them many at once, store what broke.

The work of a crate falls into shards, each a few rustc runs; a shard that is there is not made
again, and all of it is determined by the crate's sources, the options and the seed.
"""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.copies import CopiedFile, Moved, with_copies
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.plan import plan
from rusta_model.data.triplets.record import Triplet, codes_of, pack
from rusta_model.data.triplets.trials import Function, Trial
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_scopes import Change, ScopeJudge

# Of the edits of items that break something in a run of many, so many are compiled again alone.
_ITEMS_ALONE = 5
_VISIBILITY_ALONE = 10
# A `pub` where none may stand: an error of its own place, whatever else is broken.
_OF_ITS_PLACE = frozenset(("E0449",))


@dataclass(frozen=True)
class Options:
    """`passes`: how often to go through a crate; more of them add to what is there. `priority`:
    the nice value to run at."""

    seed: int = 1
    passes: int = 1
    priority: int = 19
    no_sandbox: bool = False


class Report(BaseModel):
    """What became of the trials of a shard, by `family/operator`: broke, compiled, unclear."""

    broke: Counter[str] = Counter()
    compiled: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    runs: int = 0
    seconds: int = 0

    @property
    def tries(self) -> int:
        return sum(counts.total() for counts in (self.broke, self.compiled, self.unclear))

    def add(self, other: "Report") -> None:
        self.broke += other.broke
        self.compiled += other.compiled
        self.unclear += other.unclear
        self.runs += other.runs
        self.seconds += other.seconds

    def share_broken(self) -> Counter[str]:
        """By family, how many percent of what could be told broke."""
        broke, told = Counter[str](), Counter[str]()
        for found, into in ((self.broke, (broke, told)), (self.compiled, (told,))):
            for name, n in found.items():
                for counts in into:
                    counts[name.partition("/")[0]] += n
        return Counter({name: 100 * broke[name] // n for name, n in told.items()})


class Judged(NamedTuple):
    """The errors of a trial, and where an offset of theirs lies in the broken file."""

    errors: tuple[Diagnostic, ...]
    moved: Callable[[str, int], int] = lambda _, at: at


Broke = tuple[Trial, Judged]


def build_crate(listed: Listed, folder: Path, options: Options) -> dict[str, int]:
    """Makes the missing shards of a crate below `folder`; `{"triplets", "seconds", "shards"}`.
    A crate that does not compile leaves `skipped` behind and is not tried again.

    Raises:
        ProbeFailure: NO_SANDBOX.
    """
    own = folder / listed.unit.key
    began = time.monotonic()
    if is_done(own, options):
        return {"triplets": 0, "seconds": 0, "shards": 0}
    own.mkdir(parents=True, exist_ok=True)
    made = shards = 0
    with on_bench(listed.unit, no_sandbox=options.no_sandbox) as bench:
        if bench is None:
            (own / "skipped").write_text("it does not compile by itself\n")
            return {"triplets": 0, "seconds": int(time.monotonic() - began), "shards": 0}
        for name, run in plan(bench, listed.unit.key, options.seed, options.passes):
            path = own / f"{name}{store.SUFFIX}"
            if path.exists():
                continue
            triplets, report = _judge(bench, listed, run, options)
            path.with_name(f"{name}.report.json").write_text(report.model_dump_json())
            made += store.write(path, triplets)
            shards += 1
    (own / "done").write_text(f"{options.passes}\n")
    return {"triplets": made, "seconds": int(time.monotonic() - began), "shards": shards}


def _judge(
    bench: Bench, listed: Listed, run: Sequence[Trial], options: Options
) -> tuple[list[Triplet], Report]:
    report, triplets = Report(), list[Triplet]()
    began, before = time.monotonic(), bench.runs
    broke: list[Broke] = []
    for trial, judged in zip(run, judge_run(bench, run), strict=True):
        name = f"{trial.breaking.family}/{trial.breaking.operator}"
        if judged is None:
            report.unclear[name] += 1
        elif not judged.errors:
            report.compiled[name] += 1
        else:
            report.broke[name] += 1
            broke.append((trial, judged))
    if any(t.kind == "item" for t in run):
        broke = _alone(bench, broke)
    for trial, judged in broke:
        triplets.append(_triplet(bench, listed, trial, judged))
    report.runs = bench.runs - before
    report.seconds = round(time.monotonic() - began)
    return triplets, report


def judge_run(bench: Bench, run: Sequence[Trial]) -> list[Judged | None]:
    """What each trial shows; None where it could not be told. Trials of one function beyond the
    first stand in copies of it."""
    counts: Counter[tuple[str, Function]] = Counter()
    slots: list[int] = []
    for trial in run:
        slots.append(0)
        if trial.function is not None:
            slots[-1] = counts[trial.path, trial.function]
            counts[trial.path, trial.function] += 1
    copied = with_copies(bench.clean, {key: n - 1 for key, n in counts.items()})
    texts = {path: file.text for path, file in copied.items()}
    changes: list[Change] = []
    for trial, slot in zip(run, slots, strict=True):
        edit, scope, shift = trial.breaking, trial.scope, 0
        if trial.function is not None:
            scope, shift = copied[trial.path].slot(trial.function, slot)
        changes.append(
            Change(
                trial.path, edit.start + shift, edit.end + shift, edit.text.encode(), scope,
                trial.name,
            )
        )  # fmt: skip
    judge = ScopeJudge(
        {**bench.clean, **texts}, lambda changed: bench.compile({**texts, **changed}),
        halve=False, lines=False, rounds=1 if run[0].kind == "syntax" else 6,
    )  # fmt: skip
    return [
        None if errors is None else Judged(errors, _moved(copied, trial, change))
        for trial, change, errors in zip(run, changes, judge.judge(changes), strict=True)
    ]


def _moved(copied: Mapping[str, CopiedFile], trial: Trial, change: Change) -> Moved:
    edit = trial.breaking
    return Moved(copied, trial.path, edit.start, edit.end, len(change.text), change.start)


def _alone(bench: Bench, broke: Sequence[Broke]) -> list[Broke]:
    """What each says alone: errors of items show anywhere, so that a run of many says that an edit
    breaks, and not all that it breaks; nor which one does, where one hides what another names. Only
    some: bounds first, for they stand nowhere else, and what does not parse last."""
    out: list[Broke] = []
    rest: list[Broke] = []
    for trial, judged in broke:
        sure = {error.code for error in judged.errors} <= _OF_ITS_PLACE
        (out if sure else rest).append((trial, judged))
    rest.sort(key=lambda b: (b[0].breaking.family != "bounds", b[1].errors[0].code is None))
    visibility = any(trial.breaking.family == "visibility" for trial, _ in rest)
    for trial, _ in rest[: _VISIBILITY_ALONE if visibility else _ITEMS_ALONE]:
        errors = bench.compile({trial.path: _broken(bench, trial)})
        if errors:
            out.append((trial, Judged(errors)))
    return out


def _broken(bench: Bench, trial: Trial) -> bytes:
    edit, clean = trial.breaking, bench.clean[trial.path]
    return clean[: edit.start] + edit.text.encode() + clean[edit.end :]


def _triplet(bench: Bench, listed: Listed, trial: Trial, judged: Judged) -> Triplet:
    edit, clean = trial.breaking, bench.clean[trial.path]
    place = f"{listed.unit.key}:{trial.path}:{edit.start}:{edit.end}:{edit.text}"
    return Triplet(
        id=hashlib.sha256(place.encode()).hexdigest()[:16],
        crate=listed.unit.name,
        version=listed.unit.version,
        path=trial.path,
        split=listed.split,
        kind=trial.kind,
        family=edit.family,
        operator=edit.operator,
        function=trial.name,
        codes=codes_of(judged.errors),
        start=edit.start,
        broken=edit.text,
        fixed=clean[edit.start : edit.end].decode(errors="replace"),
        clean_sha256=hashlib.sha256(clean).hexdigest(),
        diagnostics=tuple(pack(error, trial.path, judged.moved) for error in judged.errors),
    )


def lower_priority(options: Options) -> None:
    os.nice(max(0, options.priority - os.nice(0)))


def is_done(folder: Path, options: Options) -> bool:
    done = folder / "done"
    passes = int(done.read_text()) if done.exists() else 0
    return passes >= options.passes or (folder / "skipped").exists()

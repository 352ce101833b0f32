"""Build the triplets of one crate: choose edits, judge them many at once, store what broke.

The work of a crate falls into shards, each a few rustc runs; a shard that is there is not made
again, and all of it is determined by the crate's sources, the options and the seed.
"""

import hashlib
import os
import random
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from rusta_model.data.triplets import store
from rusta_model.data.triplets.bench import Bench, on_bench
from rusta_model.data.triplets.crates import Listed
from rusta_model.data.triplets.record import Triplet, codes_of, pack
from rusta_model.data.triplets.trials import FileTrials, Function, Trial
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_scopes import Change, ScopeJudge

_LARGEST_FILE = 400 << 10
_TRIALS_IN_SHARD = 500
# How many rustc runs a pass takes: one tries an edit in every function, or in every file.
_RUNS = {"body": 8, "item": 4, "syntax": 2}
_PROBE = b" let () = 0u8; "


@dataclass(frozen=True)
class Options:
    """`passes`: how often to go through a crate; more of them add to what is there. `confirmed`:
    the share of triplets that is compiled once more, alone."""

    seed: int = 1
    passes: int = 1
    confirmed: float = 0.01
    no_sandbox: bool = False


class Report(BaseModel):
    """What became of the trials of a shard, by `family/operator`: broke, compiled, unclear.
    `alone`: how many were compiled again alone, in how many the errors differed, and in how many
    the verdict did."""

    broke: Counter[str] = Counter()
    compiled: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    alone: int = 0
    other_errors: int = 0
    other_verdict: int = 0
    runs: int = 0
    seconds: int = 0
    differing: list[str] = []


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
        for name, runs in _in_shards(plan(bench, listed.unit.key, options)):
            path = own / f"{name}{store.SUFFIX}"
            if path.exists():
                continue
            triplets, report = _judge(bench, listed, runs, options)
            path.with_name(f"{name}.report.json").write_text(report.model_dump_json())
            made += store.write(path, triplets)
            shards += 1
    (own / "done").write_text(f"{options.passes}\n")
    return {"triplets": made, "seconds": int(time.monotonic() - began), "shards": shards}


def plan(bench: Bench, key: str, options: Options) -> dict[str, list[list[Trial]]]:
    """For every pass and kind (`0-body`) its runs, lists of trials whose scopes do not meet."""
    files = [
        FileTrials(path, text, f"{options.seed}:{key}")
        for path, text in sorted(bench.clean.items())
        if len(text) <= _LARGEST_FILE and not _is_generated(text)
    ]
    live = _live(bench, files)
    queues: dict[str, dict[tuple[str, int], list[Trial]]] = {}
    most = {kind: n * options.passes for kind, n in _RUNS.items()}
    for file in files:
        for trial in file.choose(
            live[file.path], each=most["body"], items=most["item"], unparsed=most["syntax"]
        ):
            place = (trial.path, trial.scope[0])
            queues.setdefault(trial.kind, {}).setdefault(place, []).append(trial)
    out: dict[str, list[list[Trial]]] = {}
    for number in range(options.passes):
        for kind, size in _RUNS.items():
            for n in range(number * size, (number + 1) * size):
                run = [queue[n] for queue in queues.get(kind, {}).values() if n < len(queue)]
                if run:
                    out.setdefault(f"{number}-{kind}", []).append(run)
    return out


def _live(bench: Bench, files: Sequence[FileTrials]) -> dict[str, set[int]]:
    """The functions that are compiled at all (no other `cfg`), found by an error put into each."""
    places: list[tuple[str, Function]] = [(f.path, fn) for f in files for fn in f.functions]
    changes = [
        Change(path, fn.body[0] + 1, fn.body[0] + 1, _PROBE, (fn.start, fn.end))
        for path, fn in places
    ]
    live: dict[str, set[int]] = {file.path: set() for file in files}
    judged = ScopeJudge(bench.clean, bench.compile, halve=False).judge(changes)
    for (path, function), errors in zip(places, judged, strict=True):
        if errors:
            live[path].add(function.start)
    return live


def _in_shards(
    runs: Mapping[str, Sequence[list[Trial]]],
) -> Iterator[tuple[str, list[list[Trial]]]]:
    """(name, runs) of each shard: `0-body-2`."""
    for name, listed in runs.items():
        shard: list[list[Trial]] = []
        number = 0
        for run in listed:
            shard.append(run)
            if sum(map(len, shard)) >= _TRIALS_IN_SHARD:
                yield f"{name}-{number}", shard
                shard, number = [], number + 1
        if shard:
            yield f"{name}-{number}", shard


def _judge(
    bench: Bench, listed: Listed, runs: Sequence[list[Trial]], options: Options
) -> tuple[list[Triplet], Report]:
    report, triplets = Report(), list[Triplet]()
    began, before = time.monotonic(), bench.runs
    for run in runs:
        judge = ScopeJudge(bench.clean, bench.compile, halve=run[0].kind != "body")
        for trial, errors in zip(run, judge.judge([_change(t) for t in run]), strict=True):
            name = f"{trial.breaking.family}/{trial.breaking.operator}"
            if errors is None:
                report.unclear[name] += 1
            elif not errors:
                report.compiled[name] += 1
            else:
                report.broke[name] += 1
                triplet = _triplet(bench, listed, trial, errors)
                triplets.append(triplet)
                if _roll(triplet.id) < options.confirmed:
                    _confirm(bench, trial, errors, report, triplet.id)
    report.runs = bench.runs - before
    report.seconds = round(time.monotonic() - began)
    return triplets, report


def _change(trial: Trial) -> Change:
    edit = trial.breaking
    return Change(trial.path, edit.start, edit.end, edit.text.encode(), trial.scope, trial.name)


def _triplet(bench: Bench, listed: Listed, trial: Trial, errors: tuple[Diagnostic, ...]) -> Triplet:
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
        codes=codes_of(errors),
        start=edit.start,
        broken=edit.text,
        fixed=clean[edit.start : edit.end].decode(errors="replace"),
        clean_sha256=hashlib.sha256(clean).hexdigest(),
        diagnostics=tuple(pack(error, trial.path) for error in errors),
    )


def _confirm(
    bench: Bench, trial: Trial, errors: tuple[Diagnostic, ...], report: Report, name: str
) -> None:
    """Compile it alone, on the true text, and compare."""
    edit, clean = trial.breaking, bench.clean[trial.path]
    text = clean[: edit.start] + edit.text.encode() + clean[edit.end :]
    alone = bench.compile({trial.path: text})
    report.alone += 1
    if not alone:
        report.other_verdict += 1
    if _said(alone or ()) != _said(errors):
        report.other_errors += 1
        report.differing.append(name)


def _said(errors: tuple[Diagnostic, ...]) -> Counter[tuple[str | None, str, str, int]]:
    return Counter(
        (
            e.code,
            e.message,
            e.primary.path if e.primary else "",
            e.primary.start if e.primary else 0,
        )
        for e in errors
    )


def _roll(name: str) -> float:
    return random.Random(f"alone:{name}").random()


def _is_generated(text: bytes) -> bool:
    head = text[:2000]
    return b"@generated" in head or b"automatically generated" in head.lower()


def lower_priority() -> None:
    os.nice(max(0, 19 - os.nice(0)))


def order(key: str) -> int:
    """Crates in an order that has nothing to do with their names: a part is a fair sample."""
    return zlib.crc32(key.encode())


def is_done(folder: Path, options: Options) -> bool:
    done = folder / "done"
    passes = int(done.read_text()) if done.exists() else 0
    return passes >= options.passes or (folder / "skipped").exists()

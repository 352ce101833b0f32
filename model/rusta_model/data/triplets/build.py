"""Build the triplets of one crate: choose edits, judge them many at once, store what broke.

The work of a crate falls into shards, each a few rustc runs; a shard that is there is not made
again, and all of it is determined by the crate's sources, the options and the seed.
"""

import hashlib
import os
import random
import time
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
# How many trials of bodies a pass takes from a crate, in as few rustc runs as there are functions
# for: one run tries an edit in every function.
_BODY_TRIALS = 1200
_BODY_RUNS = (2, 12)
_ITEM_TRIALS = 60
_ITEMS_ALONE = 8
_RARE = frozenset(("visibility", "borrow"))
_PROBE = b" let () = 0u8; "


@dataclass(frozen=True)
class Options:
    """`passes`: how often to go through a crate; more of them add to what is there. `confirmed`:
    the share of triplets that is compiled once more, alone."""

    seed: int = 1
    passes: int = 1
    confirmed: float = 0.002
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
    rng = random.Random(f"{options.seed}:{key}")
    out: dict[str, list[list[Trial]]] = {}
    body, item = _bodies(bench, files, options, rng), _items(files, options, rng)
    syntax = [list(file.of_syntax(options.passes)) for file in files]
    for number in range(options.passes):
        runs = {
            "body": body[number],
            "item": item[number],
            "syntax": [[queue[number] for queue in syntax if number < len(queue)]],
        }
        for kind, found in runs.items():
            if kept := [run for run in found if run]:
                out[f"{number}-{kind}"] = kept
    return out


def _bodies(
    bench: Bench, files: Sequence[FileTrials], options: Options, rng: random.Random
) -> list[list[list[Trial]]]:
    """For every pass its runs: one edit of each function, of some of them where there are many."""
    live = [(file, function) for file in files for function in file.functions]
    live = _live(bench, live)
    rng.shuffle(live)
    few, many = _BODY_RUNS
    runs = max(few, min(many, _BODY_TRIALS // max(1, len(live))))
    width = max(1, _BODY_TRIALS // few)
    out: list[list[list[Trial]]] = []
    # Where one run cannot take all functions, every pass takes others.
    parts = [live[n : n + width] for n in range(0, len(live), width)] or [[]]
    each = runs * (1 + options.passes // len(parts))
    queues = {
        n: [list(file.of_body(function, each)) for file, function in part]
        for n, part in enumerate(parts[: options.passes])
    }
    for number in range(options.passes):
        first = number // len(parts) * runs
        queue = queues[number % len(parts)]
        out.append([[q[n] for q in queue if n < len(q)] for n in range(first, first + runs)])
    return out


def _items(
    files: Sequence[FileTrials], options: Options, rng: random.Random
) -> list[list[list[Trial]]]:
    """For every pass its runs, of edits whose scopes lie apart."""
    most = _ITEM_TRIALS * options.passes
    found = [
        trial
        for file in files
        for trial in file.of_items(max(4 * options.passes, most // len(files)))
    ]
    rng.shuffle(found)
    return [_apart(found[n * _ITEM_TRIALS : (n + 1) * _ITEM_TRIALS]) for n in range(options.passes)]


def _apart(trials: Sequence[Trial]) -> list[list[Trial]]:
    """In as many runs as it takes so that no scopes meet."""
    runs: list[list[Trial]] = []
    for trial in trials:
        for run in runs:
            if not any(_meet(trial, other) for other in run):
                run.append(trial)
                break
        else:
            runs.append([trial])
    return runs


def _meet(one: Trial, other: Trial) -> bool:
    return (
        one.path == other.path and one.scope[0] <= other.scope[1] and other.scope[0] <= one.scope[1]
    )


def _live(
    bench: Bench, places: Sequence[tuple[FileTrials, Function]]
) -> list[tuple[FileTrials, Function]]:
    """The functions that are compiled at all (no other `cfg`), found by an error put into each."""
    changes = [
        Change(file.path, fn.body[0] + 1, fn.body[0] + 1, _PROBE, (fn.start, fn.end))
        for file, fn in places
    ]
    judged = ScopeJudge(bench.clean, bench.compile, halve=False).judge(changes)
    return [place for place, errors in zip(places, judged, strict=True) if errors]


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
        broke: list[tuple[Trial, tuple[Diagnostic, ...]]] = []
        judge = ScopeJudge(bench.clean, bench.compile, halve=False)
        for trial, errors in zip(run, judge.judge([_change(t) for t in run]), strict=True):
            name = f"{trial.breaking.family}/{trial.breaking.operator}"
            if errors is None:
                report.unclear[name] += 1
            elif not errors:
                report.compiled[name] += 1
            else:
                report.broke[name] += 1
                broke.append((trial, errors))
        if run[0].kind == "item":
            broke = _alone(bench, broke)
        for trial, errors in broke:
            triplet = _triplet(bench, listed, trial, errors)
            triplets.append(triplet)
            if trial.kind != "item" and _roll(triplet.id) < options.confirmed:
                _confirm(bench, trial, errors, report, triplet.id)
    report.runs = bench.runs - before
    report.seconds = round(time.monotonic() - began)
    return triplets, report


def _alone(
    bench: Bench, broke: Sequence[tuple[Trial, tuple[Diagnostic, ...]]]
) -> list[tuple[Trial, tuple[Diagnostic, ...]]]:
    """What each says alone: errors of items show anywhere, so that a run of many says that an edit
    breaks, and not all that it breaks. Only some, those first that bodies seldom show."""
    chosen = sorted(broke, key=lambda b: not _RARE.intersection(e.slice for e in b[1]))
    out: list[tuple[Trial, tuple[Diagnostic, ...]]] = []
    for trial, _ in chosen[:_ITEMS_ALONE]:
        errors = bench.compile({trial.path: _broken(bench, trial)})
        if errors:
            out.append((trial, errors))
    return out


def _broken(bench: Bench, trial: Trial) -> bytes:
    edit, clean = trial.breaking, bench.clean[trial.path]
    return clean[: edit.start] + edit.text.encode() + clean[edit.end :]


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
    alone = bench.compile({trial.path: _broken(bench, trial)})
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


def is_done(folder: Path, options: Options) -> bool:
    done = folder / "done"
    passes = int(done.read_text()) if done.exists() else 0
    return passes >= options.passes or (folder / "skipped").exists()

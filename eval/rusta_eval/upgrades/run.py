"""Runs engines over the cases and writes one record for each; a stopped run goes on later."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from rusta_eval import cargo
from rusta_eval.crates import Half, read_tree
from rusta_eval.peers import ENGINES, Outcome
from rusta_eval.resume import read_records, run_rest
from rusta_eval.upgrades.cases import Case, materialise
from rusta_eval.upgrades.judge import Verdict, judge, unrepaired


class Record(BaseModel):
    """One engine on one case. `seconds` is the engine's wall time, without the judge's; the
    dependencies are built before it begins, as they would be on a developer's machine."""

    case: str
    engine: str
    half: Half
    kind: str
    group: str
    errors: int
    outcome: Outcome
    seconds: float
    verdict: Verdict
    rustc: str


def read(path: Path) -> list[Record]:
    return read_records(path, Record)


def run_all(cases: list[Case], engines: Iterable[str], out: Path, jobs: int) -> Iterator[Record]:
    """Runs what `out` does not hold yet, or only as a failure; yields each new record."""
    rustc = cargo.versions()["rustc"]
    known = {(one.case, one.engine) for one in read(out) if not one.outcome.failed}
    pairs = ((case, engine) for case in cases for engine in engines)
    yield from run_rest(
        pairs, lambda case, engine: run_one(case, engine, rustc), known, {}, out, jobs
    )


def run_one(case: Case, engine: str, rustc: str) -> Record:
    with tempfile.TemporaryDirectory(prefix="upgrade-") as scratch:
        folder = Path(scratch) / case.caller.name
        materialise(case, folder)
        cargo.check(folder, timeout=300)
        begun = time.monotonic()
        outcome = ENGINES[engine](folder)
        seconds = round(time.monotonic() - begun, 2)
        verdict = judge(case, read_tree(folder)) if outcome.applied else unrepaired()
    return Record(
        case=case.id, engine=engine, half=case.half, kind=case.kind, group=case.group,
        errors=case.errors, outcome=outcome, seconds=seconds, verdict=verdict, rustc=rustc,
    )  # fmt: skip

"""Runs engines over cases and writes one record for each, so that a stopped run goes on later."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from rusta_eval import cargo
from rusta_eval.cases import Case, digest, materialise
from rusta_eval.crates import HALVES, Half, home, read_tree
from rusta_eval.judge import Verdict, judge, unrepaired
from rusta_eval.peers import ENGINES, Outcome
from rusta_eval.resume import CaseT, read_records, run_rest


class Record(BaseModel):
    """One engine on one case. `seconds` is the engine's wall time, without the judge's.

    A record whose `verdict.green` is False counts against the engine, whatever it said."""

    case: str
    engine: str
    half: Half
    crate: str
    slice: str
    rule: str
    outcome: Outcome
    seconds: float
    verdict: Verdict
    rustc: str
    origin: Literal["old", "new"] = "old"
    across: bool = False
    pair: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.case, self.engine


def read(path: Path) -> list[Record]:
    """The records of a file, none where there is no file. A half-written last line is dropped."""
    return read_records(path, Record)


def peers_path(half: Half) -> Path:
    """The peers' records that are checked in: they do not depend on our engine."""
    return home(half) / f"peers.{half}.jsonl"


def sample(cases: list[CaseT], size: int | None, seed: str) -> list[CaseT]:
    """`size` of the cases, chosen by the seed alone; all of them for None."""
    if size is None:
        return cases
    return sorted(cases, key=lambda case: digest(seed, case.id))[:size]


def run_all(cases: list[Case], engines: Iterable[str], out: Path, jobs: int) -> Iterator[Record]:
    """Runs what `out` does not hold yet, or only as a failure, and appends it; yields each new one.

    A peer's record is copied from the checked-in file where the compiler is the same."""
    rustc = cargo.versions()["rustc"]
    known = {record.key for record in read(out) if not record.outcome.failed}
    shared = {record.key: record for half in HALVES
              for record in read(peers_path(half)) if record.rustc == rustc}  # fmt: skip
    pairs = ((case, engine) for case in cases for engine in engines)
    yield from run_rest(
        pairs, lambda case, engine: run_one(case, engine, rustc), known, shared, out, jobs
    )


def run_one(case: Case, engine: str, rustc: str) -> Record:
    """One engine on a fresh copy of one case, and the verdict on what it left there."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.crate
        materialise(case, folder, tests=engine == "rusta-tests")
        begun = time.monotonic()
        outcome = ENGINES[engine](folder)
        seconds = round(time.monotonic() - begun, 2)
        verdict = judge(case, read_tree(folder)) if outcome.applied else unrepaired()
    return Record(
        case=case.id, engine=engine, half=case.half, crate=case.crate, slice=case.slice,
        rule=case.rule, outcome=outcome, seconds=seconds, verdict=verdict, rustc=rustc,
        origin=case.origin, across=case.across, pair=case.pair,
    )  # fmt: skip

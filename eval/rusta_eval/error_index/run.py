"""Runs engines over the examples and writes one record for each pair."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from rusta_eval import cargo
from rusta_eval.crates import read_tree
from rusta_eval.error_index.cases import HERE, Case, Half, materialise
from rusta_eval.error_index.judge import Verdict, judge, unrepaired
from rusta_eval.peers import ENGINES, Outcome
from rusta_eval.resume import Key, read_records, run_rest

PEERS = HERE / "peers.jsonl"
"""The peers' records that are checked in: they do not depend on our engine."""


class Record(BaseModel):
    """One engine on one example. `seconds` is the engine's wall time, without the judge's."""

    case: str
    engine: str
    half: Half
    slice: str
    outcome: Outcome
    seconds: float
    verdict: Verdict
    rustc: str
    sha256: str

    @property
    def key(self) -> Key:
        return self.case, self.engine


def read(path: Path) -> list[Record]:
    """The records of a file, none where there is no file. A half-written last line is dropped."""
    return read_records(path, Record)


def run_all(
    cases: list[Case], engines: Iterable[str], out: Path, jobs: int, peers: Path = PEERS
) -> Iterator[Record]:
    """Runs what `out` does not hold yet, or only as a failure, and appends it; yields each new one.

    A peer's record is copied from the file `peers` where compiler and text are the same."""
    rustc = cargo.versions()["rustc"]
    texts = {case.id: case.sha256 for case in cases}

    def holds(record: Record) -> bool:
        return record.rustc == rustc and record.sha256 == texts.get(record.case)

    known = {one.key for one in read(out) if holds(one) and not one.outcome.failed}
    shared = {one.key: one for one in read(peers) if holds(one)}
    pairs = ((case, engine) for case in cases for engine in engines)
    yield from run_rest(
        pairs, lambda case, engine: run_one(case, engine, rustc), known, shared, out, jobs
    )


def run_one(case: Case, engine: str, rustc: str) -> Record:
    """One engine on a fresh copy of one example, and the verdict on what it left there."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "example"
        materialise(case, folder)
        begun = time.monotonic()
        outcome = ENGINES[engine](folder)
        seconds = round(time.monotonic() - begun, 2)
        verdict = judge(case, read_tree(folder)) if outcome.applied else unrepaired()
    return Record(
        case=case.id, engine=engine, half=case.half, slice=case.slice, outcome=outcome,
        seconds=seconds, verdict=verdict, rustc=rustc, sha256=case.sha256,
    )  # fmt: skip

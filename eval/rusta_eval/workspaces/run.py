"""Runs engines over the cases, and rusta's patches back again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from rusta_eval import cargo, tree_bytes
from rusta_eval.crates import read_tree
from rusta_eval.peers import ENGINES, Outcome
from rusta_eval.peers.rusta import outcome
from rusta_eval.resume import read_records, run_rest
from rusta_eval.workspaces.cases import Case, materialise
from rusta_eval.workspaces.judge import Judged, judge
from rusta_eval.workspaces.members import Half

SECONDS = 300.0


class Record(BaseModel):
    """One engine on one case. `seconds`: wall time of the engine. `rolled_back`: whether
    `rusta revert` brought the same bytes back; None where nothing was applied, or for a peer."""

    case: str
    engine: str
    half: Half
    workspace: str
    kind: str
    judged: str
    crates: int
    outcome: Outcome
    seconds: float
    verdict: Judged | None
    rolled_back: bool | None
    rustc: str

    @property
    def key(self) -> tuple[str, str]:
        return self.case, self.engine

    @property
    def right(self) -> bool:
        """Green with all tests, and not by mere deletion."""
        return self.verdict is not None and self.verdict.right

    @property
    def green(self) -> bool:
        return self.verdict is not None and self.verdict.green


def read(path: Path) -> list[Record]:
    return read_records(path, Record)


def run_all(cases: list[Case], engines: Iterable[str], out: Path, jobs: int) -> Iterator[Record]:
    """Runs what `out` does not hold yet, or only as a failure; yields each new record."""
    rustc = cargo.versions()["rustc"]
    known = {record.key for record in read(out) if not record.outcome.failed}
    pairs = ((case, engine) for case in cases for engine in engines)
    yield from run_rest(pairs, lambda one, name: run_one(one, name, rustc), known, {}, out, jobs)


def run_one(case: Case, engine: str, rustc: str) -> Record:
    """One engine on a fresh copy, the verdict on what it left there, and the way back."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.workspace
        materialise(case, folder)
        before = tree_bytes.digest(folder)
        begun, rolled = time.monotonic(), None
        if engine == "rusta":
            home = Path(scratch) / "home"
            said, steps = _fix(folder, home)
            seconds = time.monotonic() - begun
            tree = read_tree(folder)
            if steps:
                for _ in range(steps):
                    _rusta(folder, home, "revert", "last", "-C", str(folder), "--json")
                # The lock file may have been completed by cargo, and target is cargo's own.
                rolled = tree_bytes.digest(folder) == before
        else:
            said = ENGINES[engine](folder)
            seconds, tree = time.monotonic() - begun, read_tree(folder)
        shutil.rmtree(folder / "target", ignore_errors=True)
        verdict = judge(case, tree) if said.applied else None
    return Record(
        case=case.id, engine=engine, half=case.half, workspace=case.workspace, kind=case.kind,
        judged=case.judged, crates=case.crates, outcome=said, seconds=round(seconds, 2),
        verdict=verdict, rolled_back=rolled, rustc=rustc,
    )  # fmt: skip


def _fix(folder: Path, home: Path) -> tuple[Outcome, int]:
    """(what rusta says of itself, how many patches it applied)."""
    words = ("fix", str(folder), "--json", "--yes", "--min-confidence", "0")
    code, out, err = _rusta(folder, home, *words)
    if code == 124:
        return Outcome(applied=False, note="too slow"), 0
    try:
        steps = sum(step["outcome"] == "applied" for step in json.loads(out)["steps"])
    except (ValueError, KeyError, TypeError):
        steps = 0
    last = " ".join(err.decode("utf-8", "replace").strip().splitlines()[-1:])[:200]
    return outcome(code, out, last), steps


def _rusta(folder: Path, home: Path, *words: str) -> tuple[int, bytes, bytes]:
    """State and caches are the case's own; the exit code is 124 where it takes too long."""
    script = Path(sys.executable).with_name("rusta")
    own = {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
    process = subprocess.Popen(
        [str(script), *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, env=os.environ | own,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return 124, b"", b""
    return process.returncode, out, err

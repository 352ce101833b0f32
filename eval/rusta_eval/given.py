"""Anybody's cases: broken crates in folders of their own, named in a file of JSON lines.

One line a case, paths relative to the file:

    {"id": "cart-total", "folder": "cart/broken", "reference": "cart/fixed", "tests": "cart/tests"}

`folder` is the broken crate with its Cargo.toml, all that the engines see. `reference`, where it is
given, is what the author made of it. `tests`, where they are given, is a folder whose files are
laid over the repaired crate before `cargo test` judges it; without them the check judges alone.
"""

import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rusta_eval import cargo
from rusta_eval.crates import Tree, read_tree, write_tree
from rusta_eval.judge import Verdict, compared, unrepaired
from rusta_eval.peers import ENGINES, Outcome
from rusta_eval.resume import Key, read_records, run_rest
from rusta_eval.strip_tests import is_source


class BadCasesError(ValueError):
    """A line that is no case; the message names the file and the line."""


class GivenCase(BaseModel):
    """Folders are absolute once they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    folder: Path
    reference: Path | None = None
    tests: Path | None = None

    def broken(self) -> Tree:
        return read_tree(self.folder)


class GivenRecord(BaseModel):
    """One engine on one case. `verdict.tests` is `verdict.green` where the case has no tests."""

    case: str
    engine: str
    outcome: Outcome
    seconds: float
    verdict: Verdict
    rustc: str

    @property
    def key(self) -> Key:
        return self.case, self.engine


def load(file: Path) -> list[GivenCase]:
    """The cases of a file.

    Raises BadCasesError where a line is none, a folder is missing, or an id comes twice."""
    found: dict[str, GivenCase] = {}
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        place = f"{file}, line {number}"
        try:
            case = _absolute(GivenCase.model_validate_json(line), file.resolve().parent)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BadCasesError(f"{place}: {where + ': ' if where else ''}{first['msg']}") from None
        if not (case.folder / "Cargo.toml").is_file():
            raise BadCasesError(f"{place}: no Cargo.toml in {case.folder}")
        for folder in (case.reference, case.tests):
            if folder is not None and not folder.is_dir():
                raise BadCasesError(f"{place}: there is no folder {folder}")
        if case.id in found:
            raise BadCasesError(f"{place}: the id {case.id} comes twice")
        found[case.id] = case
    return list(found.values())


def _absolute(case: GivenCase, home: Path) -> GivenCase:
    folders: dict[str, Any] = {
        name: home / path
        for name in ("folder", "reference", "tests")
        if (path := getattr(case, name)) is not None
    }
    return case.model_copy(update=folders)


def read(path: Path) -> list[GivenRecord]:
    """The records of a file, none where there is no file."""
    return read_records(path, GivenRecord)


def run_all(
    cases: list[GivenCase], engines: Iterable[str], out: Path, jobs: int
) -> Iterator[GivenRecord]:
    """Runs what `out` does not hold yet, or only as a failure, and appends it; yields each new
    one."""
    rustc = cargo.versions()["rustc"]
    known = {record.key for record in read(out) if not record.outcome.failed}
    pairs = ((case, engine) for case in cases for engine in engines)
    yield from run_rest(
        pairs, lambda case, engine: run_one(case, engine, rustc), known, {}, out, jobs
    )


def run_one(case: GivenCase, engine: str, rustc: str) -> GivenRecord:
    """One engine on a copy of one case, and the verdict on what it left there."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "crate"
        write_tree(case.broken(), folder)
        begun = time.monotonic()
        outcome = ENGINES[engine](folder)
        seconds = round(time.monotonic() - begun, 2)
        verdict = judge(case, read_tree(folder)) if outcome.applied else unrepaired()
    return GivenRecord(
        case=case.id, engine=engine, outcome=outcome, seconds=seconds, verdict=verdict, rustc=rustc
    )


def judge(case: GivenCase, repaired: Tree) -> Verdict:
    """The verdict on the sources of a repaired copy: what else it holds is the case's own."""
    whole = case.broken()
    broken, given = _sources(whole), _sources(repaired)
    wanted = _sources(read_tree(case.reference)) if case.reference is not None else None
    rest = {path: data for path, data in whole.items() if path not in broken}
    green, tests = _run(rest | given, case.tests)
    return compared(broken, wanted, given, green, tests)


def _run(tree: Tree, tests: Path | None) -> tuple[bool, bool]:
    """(check is clean, tests pass)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_tree(tree, folder)
        if not cargo.check(folder).green:
            return False, False
        if tests is None:
            return True, True
        write_tree(read_tree(tests), folder)
        result = cargo.run_tests(folder, targets=("--tests",))
        return True, result.green and result.passed > 0


def _sources(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if is_source(path)}

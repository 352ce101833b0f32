"""`python -m rusta_eval.speed`: how fast a proven fix comes, how many edits a second are judged.

`first` measures, on a sample of the mutants, the first proven proposal on a warm shadow, asked for
as an editor's server asks, in a process that is there already and has just shown the errors, beside
one `cargo check` and one `cargo test` of the same crate with the same tests, repaired, its files
touched. The limits are 2 × that in the median and 6 × for 95 of 100.
`batches` judges edits of function bodies of a published crate that has one type error, in one run,
beside one `cargo check` for each; the limit is 150 a second.
"""

import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import click
from rich.table import Table

from rusta_eval.bench import in_seconds, own_home, rusta
from rusta_eval.cases import Case, load, materialise
from rusta_eval.crates import HALVES, Half
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample
from rusta_indexer.syntax import enclosing, query
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.phases import errors_of
from rusta_server.contracts.probe import Probe
from rusta_server.contracts.results import (
    Checked,
    DiagnoseRequest,
    DiagnoseResult,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.contracts.tools import JudgeCandidate
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.session import Session

MEDIAN_LIMIT, P95_LIMIT, BATCH_LIMIT = 2.0, 6.0, 150.0
_NAMES = """[
    (arguments (identifier) @name) (binary_expression (identifier) @name)
    (let_declaration value: (identifier) @name) (field_initializer value: (identifier) @name)
]"""
_FORMS = ("&{}", "*{}", "{}.clone()", "{}.into()", "Some({})", '"{}"')
FIRST = ProposeRequest(limit=1)
LOOKED_AT: tuple[Half, ...] = ("dev", "heldout-dev")
CASES = 40
"""The 95th percentile of 20 cases is the slowest one."""
CRATE_LINES = 2_000
"""The crate whose library comes nearest to it is measured."""


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option(
    "--half",
    "halves",
    type=click.Choice(HALVES),
    multiple=True,
    default=LOOKED_AT,
    show_default=True,
)
@click.option("--cases", default=CASES, show_default=True)
@click.option("--seed", default="0", show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def first(halves: tuple[Half, ...], cases: int, seed: str, metrics: Path | None) -> None:
    ratios: list[float] = []
    table = Table("crate", "check + test", "first proposal", "ratio", title="seconds")
    known = [case for half in halves for case in load(half)]
    for case in sample(known, cases, seed):
        with tempfile.TemporaryDirectory() as scratch:
            found = _first(case, Path(scratch))
        if found is not None:
            base, ours = found
            ratios.append(ours / base)
            table.add_row(case.crate, f"{base:.2f}", f"{ours:.2f}", f"{ours / base:.2f}")
    console().print(table)
    if len(ratios) < 2:
        raise click.ClickException("fewer than two cases were repaired")
    median, p95 = statistics.median(ratios), statistics.quantiles(ratios, n=20)[-1]
    console().print(f"{len(ratios)} of {cases} proposed; median {median:.2f} x, p95 {p95:.2f} x")
    if metrics:
        permille = {"median": round(1000 * median), "p95": round(1000 * p95)}
        write_metrics(metrics, {"cases": len(ratios), "ratio_permille": permille})
    raise SystemExit(0 if median <= MEDIAN_LIMIT and p95 <= P95_LIMIT else 1)


def _first(case: Case, scratch: Path) -> tuple[float, float] | None:
    """(check + test, first proposal); None where there is none."""
    folder, env = scratch / case.crate, own_home(scratch / "home")
    materialise(case, folder, tests=True)
    repaired = case.repaired()
    broken = {path: (folder / path).read_bytes() for path in repaired}
    for path, text in repaired.items():
        (folder / path).write_bytes(text)
    check, test = ["cargo", "check", "--offline"], ["cargo", "test", "--offline"]
    for words in (check, test):
        in_seconds(words, folder, env)
    _touch(folder, broken)
    base = in_seconds(check, folder, env) + in_seconds(test, folder, env)
    for path, text in broken.items():
        (folder / path).write_bytes(text)
    os.environ.update(env)
    subprocess.run([rusta(), "trust", folder], check=True, capture_output=True)
    with Session.open(folder) as session:
        session.run("propose", FIRST)
        found = session.run("diagnose", DiagnoseRequest(gate="check")).result
        assert isinstance(found, DiagnoseResult)
        shown = Checked(
            snapshot=found.snapshot, gate=found.gate, findings=errors_of(found.diagnostics)
        )
        begun = time.monotonic()
        done = session.run("propose", FIRST.model_copy(update={"checked": shown}))
        ours = time.monotonic() - begun
    return (
        (base, ours) if isinstance(done.result, ProposeResult) and done.result.proposals else None
    )


def _touch(folder: Path, paths: dict[str, bytes]) -> None:
    for path in paths:
        os.utime(folder / path)


@main.command()
@click.option("--candidates", default=256, show_default=True)
@click.option("--runs", default=3, show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def batches(candidates: int, runs: int, metrics: Path | None) -> None:
    case, lines = _nearest()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / case.crate
        materialise(case, folder)
        os.environ.update(own_home(Path(scratch) / "home"))
        executor = LiveExecutor(ProbeContext.open(folder))
        executor.execute(Probe(method="cargo.check", params={}))
        edits = _local_edits(folder)
        rates = [
            _rate(executor, random.Random(run).sample(edits, min(candidates, len(edits))))
            for run in range(runs)
        ]
        _touch(folder, dict.fromkeys(case.reference(), b""))
        alone = in_seconds(["cargo", "check", "--offline"], folder, dict(os.environ))
    rate = statistics.median(rates)
    console().print(
        f"{case.crate} ({lines} lines): {rate:.0f} of {min(candidates, len(edits))} edits a second;"
        f" with one cargo check each {1 / alone:.1f}"
    )
    if metrics:
        write_metrics(metrics, {"lines": lines, "candidates_per_second": round(rate)})
    raise SystemExit(0 if rate >= BATCH_LIMIT else 1)


def _nearest() -> tuple[Case, int]:
    found: dict[str, tuple[Case, int]] = {}
    for case in (c for half in LOOKED_AT for c in load(half)):
        if case.crate not in found and case.slice == "types" and "E0308" in case.codes:
            sources = [t for p, t in case.original.items() if p.startswith("src/")]
            found[case.crate] = (case, sum(text.count(b"\n") for text in sources))
    return min(found.values(), key=lambda one: abs(one[1] - CRATE_LINES))


def _local_edits(folder: Path) -> list[Edit]:
    """A name in an expression of a body is borrowed, cloned, wrapped, or becomes a text."""
    edits: list[Edit] = []
    for path in sorted((folder / "src").rglob("*.rs")):
        token = f"$WS/{path.relative_to(folder).as_posix()}"
        for match in query(path.read_bytes(), _NAMES):
            node = match["name"][0]
            if enclosing(node, "function_item") is None or enclosing(node, "macro_invocation"):
                continue
            old = (node.text or b"").decode()
            place = {"path": token, "start": node.start_byte, "end": node.end_byte}
            edits += [Edit(**place, text=form.format(old)) for form in _FORMS]
    return list(dict.fromkeys(edits))


def _rate(executor: LiveExecutor, edits: list[Edit]) -> float:
    given = tuple(JudgeCandidate(id=str(n), edits=(edit,)) for n, edit in enumerate(edits))
    probe = Probe(
        method="rustc.judge",
        params={"candidates": [c.model_dump(mode="json") for c in given], "deadline_s": 120},
    )
    begun = time.monotonic()
    answer = executor.execute(probe)
    seconds = time.monotonic() - begun
    verdicts = (answer.result or {}).get("verdicts", ())
    judged = sum(verdict["verdict"] in ("green", "red") for verdict in verdicts)
    return judged / seconds


if __name__ == "__main__":
    main()

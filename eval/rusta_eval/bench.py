"""`python -m rusta_eval.bench`: the time to a proven fix, beside what a user would run instead.

On the same broken crates, each in a fresh copy with the user's own target folder warm (as after any
work on it): one `cargo check`, one `cargo test` of the repaired crate, `cargo fix`, the first
proven proposal cold (first run in a workspace) and warm (the second), and the start of
`rusta --version`, which has a limit. Times are medians of whole processes.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from rich.table import Table

from rusta_eval.anchors import EXAMPLES
from rusta_eval.cases import Case, load, materialise
from rusta_eval.peers import ENGINES
from rusta_eval.report import console, write_metrics

VERSION_LIMIT_S = 0.2
SMALL = ("types-lookup-gives-option", "moves-queue-in-loop", "visibility-private-field-read")
REAL = ("xmlparser", "fallible-iterator")
"""Published crates of the development half of the mutants."""


@click.command(help=__doc__)
@click.option("--runs", default=3, show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(runs: int, metrics: Path | None) -> None:
    rows = {name: _measure(EXAMPLES / name, runs) for name in SMALL}
    with tempfile.TemporaryDirectory() as scratch:
        for case in _real():
            folder = Path(scratch) / case.id
            materialise(case, folder, tests=True)
            rows[case.id] = _measure(folder, runs)
    columns = list(next(iter(rows.values())))
    table = Table("crate", *columns, title="seconds, median")
    for name, row in rows.items():
        table.add_row(name, *(f"{row[column]:.2f}" for column in columns))
    console().print(table)
    start = statistics.median(in_seconds([str(rusta()), "--version"]) for _ in range(max(5, runs)))
    console().print(f"rusta --version: {start:.3f} s (limit {VERSION_LIMIT_S:.3f} s)")
    if metrics:
        milliseconds = {n: {c: round(1000 * s) for c, s in r.items()} for n, r in rows.items()}
        write_metrics(
            metrics,
            {"milliseconds": milliseconds, "version_start_milliseconds": round(1000 * start)},
        )
    raise SystemExit(0 if start <= VERSION_LIMIT_S else 1)


def _real() -> list[Case]:
    """One type error of each published crate, the first in the file of the development half."""
    cases = load("dev")
    return [
        next(c for c in cases if c.crate == name and c.slice == "types")
        for name in REAL
        if any(c.crate == name for c in cases)
    ]


def _measure(crate: Path, runs: int) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for column, seconds in _once(crate).items():
            found.setdefault(column, []).append(seconds)
    return {column: statistics.median(times) for column, times in found.items()}


def _once(crate: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as scratch:
        copy, home = Path(scratch) / "crate", Path(scratch) / "home"
        shutil.copytree(crate, copy, ignore=shutil.ignore_patterns("target"))
        own = own_home(home)
        in_seconds(["cargo", "check", "--offline"], copy)
        # The documentation's index is built once per toolchain, not per project.
        in_seconds([str(rusta()), "explain", "--code", "E0382"], copy, own)
        row = {"cargo check": in_seconds(["cargo", "check", "--offline"], copy)}
        propose = [str(rusta()), "propose", "--limit", "1"]
        row["rusta, first run"] = in_seconds(propose, copy, own)
        row["rusta, again"] = in_seconds(propose, copy, own)
        fixed = Path(scratch) / "fixed"
        shutil.copytree(copy, fixed)
        begun = time.monotonic()
        ENGINES["cargo-fix"](fixed)
        row["cargo fix"] = time.monotonic() - begun
        in_seconds([str(rusta()), "fix", "--yes", "--min-confidence", "0"], copy, own)
        row["cargo test"] = in_seconds(["cargo", "test", "--offline"], copy)
        return row


def in_seconds(
    words: list[str], cwd: Path | None = None, env: dict[str, str] | None = None
) -> float:
    """Wall time of a whole process, whatever its exit code."""
    begun = time.monotonic()
    subprocess.run(
        words, cwd=cwd, env=os.environ | (env or {}), capture_output=True, stdin=subprocess.DEVNULL
    )
    return time.monotonic() - begun


def own_home(home: Path) -> dict[str, str]:
    """Has rusta keep its state below `home`."""
    return {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}


def rusta() -> Path:
    return Path(sys.executable).with_name("rusta")


if __name__ == "__main__":
    main()

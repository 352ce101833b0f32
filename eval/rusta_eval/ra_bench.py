"""`python -m rusta_eval.ra_bench`: how often rust-analyzer answers, and how fast.

The probes `ra.*` are asked by turns at names all over broken published crates of the development
half, and rust-analyzer is killed in each crate, once between two questions and once in the middle
of one. A question that is answered with an error has failed, whatever the reason; but uses of what
others define are refused by design, and counted apart.
"""

import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import click
import psutil
from rich.table import Table

from rusta_eval.cases import Case, digest, load, materialise
from rusta_eval.intervals import wilson
from rusta_eval.report import console, write_metrics
from rusta_indexer.syntax import parse
from rusta_server.contracts.probe import INVALID_PARAMS, Evidence, Probe
from rusta_server.contracts.tools_ra import RA_METHODS
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.probes.rust_analyzer import running

LIMIT = 0.98
_RANGED = ("ra.type_of", "ra.code_actions")
_NAMES = ("identifier", "type_identifier", "field_identifier")
_DEADLINE_MS = 120_000
_IN_THE_MIDDLE_S = 0.002


@click.command(help=__doc__)
@click.option("--requests", default=200, show_default=True)
@click.option("--crates", default=4, show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="Write the figures as JSON.")
def main(requests: int, crates: int, metrics: Path | None) -> None:
    answers: list[tuple[str, Evidence, float]] = []
    kills = 0
    with tempfile.TemporaryDirectory() as home:
        # State of its own: nobody's trust and no shadow of an earlier run counts.
        os.environ |= {f"XDG_{name}_HOME": f"{home}/{name}" for name in ("STATE", "CACHE")}
        for number, case in enumerate(_cases(crates)):
            folder = Path(home) / case.id
            materialise(case, folder, tests=True)
            share = requests // crates + (number < requests % crates)
            more, killed = _ask(folder, share)
            answers += more
            kills += killed
            running.end_all()
    raise SystemExit(0 if _report(answers, kills, metrics) else 1)


def _cases(count: int) -> list[Case]:
    """The first broken crate of each of `count` published ones."""
    first: dict[str, Case] = {}
    for case in load("dev"):
        first.setdefault(case.crate, case)
    return list(first.values())[:count]


def _ask(folder: Path, count: int) -> tuple[list[tuple[str, Evidence, float]], int]:
    found: list[tuple[str, Evidence, float]] = []
    kills = 0
    with ProbeContext.open(folder) as ctx:
        executor = LiveExecutor(ctx)
        for number, probe in enumerate(islice(_probes(folder), count)):
            if number == count // 3:
                kills += _kill()
            if number == 2 * count // 3:
                threading.Timer(_IN_THE_MIDDLE_S, _kill).start()
                kills += 1
            began = time.monotonic()
            evidence = executor.execute(probe)
            found.append((probe.method, evidence, time.monotonic() - began))
    return found, kills


def _probes(folder: Path) -> Iterator[Probe]:
    """Without end: each method in turn, at another name each time."""
    names = sorted(_names(folder), key=lambda name: digest(*map(str, name)))
    for method, (path, start, end) in zip(cycle(RA_METHODS), cycle(names), strict=False):
        place = {"start": start, "end": end} if method in _RANGED else {"offset": start}
        params: dict[str, Any] = {"path": path, "deadline_ms": _DEADLINE_MS, **place}
        yield Probe(method=method, params=params)


def _names(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Path and bytes of every name in the sources."""
    for file in sorted((folder / "src").rglob("*.rs")):
        todo = [parse(file.read_bytes()).root_node]
        while todo:
            node = todo.pop()
            todo += node.children
            if node.type in _NAMES:
                path = f"$WS/{file.relative_to(folder).as_posix()}"
                yield path, node.start_byte, node.end_byte


def _kill() -> int:
    """Kill those that run; how many."""
    found = [
        process
        for pid in running.pids()
        for process in psutil.Process(pid).children(recursive=True)
        if process.name() == "rust-analyzer"
    ]
    for process in found:
        process.kill()
    return len(found)


def _report(answers: list[tuple[str, Evidence, float]], kills: int, metrics: Path | None) -> bool:
    table = Table("probe", "asked", "answered", "median ms", "slowest ms")
    for method in RA_METHODS:
        own = [(evidence, took) for name, evidence, took in answers if name == method]
        times = [took for _, took in own] or [0.0]
        answered = sum(evidence.error is None for evidence, _ in own)
        table.add_row(
            method, str(len(own)), str(answered),
            f"{1000 * statistics.median(times):.0f}", f"{1000 * max(times):.0f}",
        )  # fmt: skip
    console().print(table)
    refused = [a for a in answers if a[1].error is not None and a[1].error.code == INVALID_PARAMS]
    answers = [each for each in answers if each not in refused]
    good = sum(evidence.error is None for _, evidence, _ in answers)
    rate = good / len(answers)
    low, high = wilson(good, len(answers))
    console().print(
        f"{good} of {len(answers)} answered: {rate:.1%} (95 %: {low:.1%} to {high:.1%}), "
        f"killed {kills} times, {len(refused)} more refused by design (limit {LIMIT:.0%})"
    )
    errors = Counter(e.error.message for _, e, _ in answers if e.error is not None)
    for message, count in errors.most_common():
        console().print(f"  {count} × {message}")
    if metrics:
        write_metrics(
            metrics,
            {
                "asked": len(answers),
                "answered": good,
                "refused": len(refused),
                "killed": kills,
                "median_milliseconds": round(1000 * statistics.median(t for *_, t in answers)),
            },
        )
    return rate >= LIMIT


if __name__ == "__main__":
    main()

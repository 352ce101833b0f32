"""`python -m rusta_eval.bars`: measures what rusta promises, all of it, into one JSON.

Each part is a measure of its own, run as a process, resumable below `--folder` (a record is kept
for each case); here its figures are held against their limits. Takes some hours on two cores.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.table import Table

from rusta_eval.report import console, write_metrics

Figures = dict[str, Any]


class Bar(NamedTuple):
    """`read` takes the part's figures; the bar is met at `limit` or above, or below if `most`."""

    part: str
    name: str
    read: Callable[[Figures], float]
    limit: float
    most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.limit if self.most else value >= self.limit


PARTS: dict[str, Sequence[str]] = {
    "mutants": (
        "rusta_eval.mutants run --half blind --engines "
        "rusta,rusta-tests,verified-suggestions,first-suggestion,cargo-fix"
    ).split(),
    "held-out": (
        "rusta_eval.mutants run --half heldout-blind --engines "
        "rusta,rusta-tests,verified-suggestions,first-suggestion,cargo-fix,rust-analyzer"
    ).split(),
    "held-out-pairs": (
        "rusta_eval.mutants run --half heldout-blind --pairs --engines rusta,verified-suggestions"
    ).split(),
    "error-index": "rusta_eval.error_index run --half both".split(),
    "listings": "rusta_eval.listings run --half both".split(),
    "workspaces": "rusta_eval.workspaces run --half blind".split(),
    "workspaces-dev": "rusta_eval.workspaces run --half dev".split(),
    "upgrades": (
        "rusta_eval.upgrades run --half blind --engines rusta,verified-suggestions,cargo-fix"
    ).split(),
    "upgrades-dev": (
        "rusta_eval.upgrades run --half dev --engines rusta,verified-suggestions,cargo-fix"
    ).split(),
    "shrinking": "rusta_eval.shrinking --patches 200".split(),
    "first-proposal": "rusta_eval.speed first".split(),
    "batches": "rusta_eval.speed batches".split(),
    "rust-analyzer": ["rusta_eval.ra_bench"],
    "anchors": ["rusta_eval.anchors"],
    "bench": ["rusta_eval.bench"],
    "examples": ["rusta_eval.demo"],
}
_RESUMABLE = (
    "mutants", "held-out", "held-out-pairs", "error-index", "listings",
    "workspaces", "workspaces-dev", "upgrades", "upgrades-dev", "shrinking",
)  # fmt: skip


def _rusta(figures: Figures) -> Figures:
    row: Figures = figures["engines"]["rusta"]
    return row


def _worst_slice(figures: Figures) -> float:
    return float(min(_rusta(figures)["slices"].values()))


def _upgrades(figures: Figures) -> Figures:
    kinds: Figures = figures["upgrades"]["rusta"]
    return kinds


def _upgrades_green(figures: Figures) -> float:
    kinds = _upgrades(figures).values()
    return float(
        sum(one["green"] * one["cases"] for one in kinds) / sum(one["cases"] for one in kinds)
    )


def _rolled_back(figures: Figures) -> float:
    return float(_rusta(figures)["all"]["rolled_back"] or 0)


def _shrunk(figures: Figures) -> Figures:
    row: Figures = figures["shrinking"]["all"]
    return row


def _all_of(name: str) -> Callable[[Figures], float]:
    def read(figures: Figures) -> float:
        groups = [g for key, g in figures["anchors"].items() if key != "codes" or name == "opened"]
        whole = "citations" if name == "opened" else "explanations"
        return float(sum(g[name] for g in groups) / sum(g[whole] for g in groups))

    return read


BARS = (
    Bar("mutants", "cases of the blind half", lambda f: _rusta(f)["cases"], 150),
    Bar(
        "mutants",
        "tests green above verified suggestions, points",
        lambda f: 100 * _rusta(f)["gain"]["mean"],
        10,
    ),
    Bar("mutants", "degenerate", lambda f: _rusta(f)["degenerate"], 0, most=True),
    Bar("held-out", "cases of the blind half", lambda f: _rusta(f)["cases"], 300),
    Bar("held-out", "tests green", lambda f: _rusta(f)["tests"], 0.85),
    Bar("held-out", "byte-exact", lambda f: _rusta(f)["exact"], 0.60),
    Bar("held-out", "degenerate", lambda f: _rusta(f)["degenerate"], 0, most=True),
    Bar("held-out", "applied at the threshold", lambda f: _rusta(f)["applied"], 0.60),
    Bar("held-out", "right of it", lambda f: _rusta(f)["right_of_applied"] or 0, 0.95),
    Bar("held-out", "tests green, the worst slice", _worst_slice, 0.70),
    Bar("held-out", "tests green, borrow", lambda f: _rusta(f)["slices"]["borrow"], 0.85),
    Bar("held-out", "lines changed, median", lambda f: _rusta(f)["lines"] or 0, 2, most=True),
    Bar("held-out", "lines changed, most", lambda f: _rusta(f)["lines_max"] or 0, 20, most=True),
    Bar("held-out-pairs", "tests green", lambda f: _rusta(f)["tests"], 0.75),
    Bar("error-index", "odd half proven", lambda f: _rusta(f)["odd"]["proven"], 0.50),
    Bar("listings", "proven", lambda f: _rusta(f)["both"]["proven"], 0.55),
    *(
        bar
        for part in ("workspaces", "workspaces-dev")
        for bar in (
            Bar(part, "green with tests", lambda f: _rusta(f)["all"]["tests"], 0.70),
            Bar(part, "rolled back to the byte", _rolled_back, 1),
        )
    ),
    *(
        bar
        for part in ("upgrades", "upgrades-dev")
        for bar in (
            Bar(part, "green", _upgrades_green, 0.45),
            Bar(part, "green, editions", lambda f: _upgrades(f)["edition"]["green"], 0.85),
        )
    ),
    Bar("shrinking", "bloated patches", lambda f: _shrunk(f)["patches"], 200),
    Bar("shrinking", "within 1.1 of the minimal one", lambda f: _shrunk(f)["small"], 1),
    Bar(
        "first-proposal",
        "median, of one check and one test",
        lambda f: f["ratio_permille"]["median"] / 1000,
        2,
        most=True,
    ),
    Bar(
        "first-proposal",
        "p95, of one check and one test",
        lambda f: f["ratio_permille"]["p95"] / 1000,
        6,
        most=True,
    ),
    Bar("batches", "edits judged a second", lambda f: f["candidates_per_second"], 150),
    Bar("rust-analyzer", "questions answered", lambda f: f["answered"] / f["asked"], 0.98),
    Bar("anchors", "citations that open with their hash", _all_of("opened"), 1),
    Bar("anchors", "explanations that cite the diagnostic", _all_of("diagnosed"), 1),
    Bar("anchors", "explanations that cite what documents the code", _all_of("documented"), 1),
    Bar("bench", "rusta --version, ms", lambda f: f["version_start_milliseconds"], 200, most=True),
    Bar("examples", "examples proven and reverted", lambda f: f["examples"]["proven"], 14),
    Bar("examples", "examples that failed", lambda f: f["examples"]["failed"], 0, most=True),
)


@click.command(help=__doc__)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("out/bars"))
@click.option("--only", multiple=True, type=click.Choice(list(PARTS)), help="Only these parts.")
@click.option("--fresh", is_flag=True, help="Forget the records of an earlier run.")
def main(folder: Path, only: tuple[str, ...], fresh: bool) -> None:
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    found = {part: measure(part, folder) for part in only or PARTS}
    table = Table("part", "bar", "limit", "figure", "met")
    missed = 0
    rows: list[Figures] = []
    for bar, value in held(found):
        met = value is not None and bar.met(value)
        missed += not met
        figure = "–" if value is None else f"{value:.3g}"
        sign = "≤" if bar.most else "≥"
        table.add_row(bar.part, bar.name, f"{sign} {bar.limit:g}", figure, "yes" if met else "NO")
        rows.append({"part": bar.part, "bar": bar.name, "limit": bar.limit, "figure": value})
    console().print(table)
    write_metrics(folder / "bars.json", {"bars": rows, "figures": found})
    raise SystemExit(1 if missed else 0)


def held(found: dict[str, Figures | None]) -> Iterator[tuple[Bar, float | None]]:
    """Every bar of the parts that were measured, with its figure; None where a part gave none."""
    for bar in BARS:
        if bar.part in found:
            figures = found[bar.part]
            yield bar, None if figures is None else bar.read(figures)


def measure(part: str, folder: Path) -> Figures | None:
    """The figures a part writes, None where it broke down. What it prints is shown as it comes."""
    module, *words = PARTS[part]
    metrics = folder / f"{part}.json"
    metrics.unlink(missing_ok=True)
    if part in _RESUMABLE:
        words += ["--out", str(folder / f"{part}.jsonl")]
    console().rule(part)
    subprocess.run([sys.executable, "-m", module, *words, "--metrics", str(metrics)], check=False)
    if not metrics.exists():
        return None
    figures: Figures = json.loads(metrics.read_text("utf-8"))
    return figures


if __name__ == "__main__":
    main()

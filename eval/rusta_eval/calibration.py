"""`python -m rusta_eval.calibration`: what a score is worth, counted on development halves.

`fit` takes the JSONL of measures that ran `rusta` (`rusta_eval.mutants run --half dev`,
`heldout-dev`, `--pairs`) and writes `rusta_server/engine/calibration.toml`; `check` says how far
the shipped table is off on other records, and what the default threshold would apply.
"""

from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import click

from rusta_eval.intervals import wilson
from rusta_eval.resume import read_records
from rusta_eval.run import Record
from rusta_server.contracts.policy import Policy
from rusta_server.engine.calibration import Calibration, shipped

GROUP = 40
"""Outcomes in a group, at least: fewer say little of a share near one."""


class Counted(NamedTuple):
    """One applied repair: its lowest score, and whether the withheld tests passed undegraded."""

    score: int
    right: bool


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def fit(records: tuple[Path, ...]) -> None:
    """Write the table that the records say."""
    rows = [row for path in records for row in read_records(path, Record)]
    found = fitted(counted(rows), sorted({row.half for row in rows}))
    lines = [
        "# Written by the fit of the confidence; see rusta_server/engine/calibration.py.",
        f"version = {found.version}",
        f"outcomes = {found.outcomes}",
        f"right = {found.right}",
        f"suites = {list(found.suites)}".replace("'", '"'),
        f"from_score = {list(found.from_score)}",
        f"right_bp = {list(found.right_bp)}",
    ]
    target = Path(str(resources.files("rusta_server.engine"))) / "calibration.toml"
    target.write_text("\n".join(lines) + "\n", "utf-8")
    click.echo(f"{found.right} of {found.outcomes} right, {len(found.from_score)} steps")


@main.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def check(records: tuple[Path, ...]) -> None:
    """The shipped table against records that it was not fitted on."""
    table = shipped()
    if table is None:
        raise click.ClickException("no table was fitted yet: run fit first")
    rows = [row for path in records for row in read_records(path, Record)]
    outcomes = counted(rows)
    told = [(table.worth(one.score) or 0, one.right) for one in outcomes]
    sure = [right for worth, right in told if worth >= Policy().thresholds.patch]
    low, high = wilson(sum(sure), len(sure))
    click.echo(f"cases {len(rows)}, applied {len(outcomes)}, error {error(told):.3f}")
    click.echo(
        f"at the threshold: {len(sure)} applied ({len(sure) / max(1, len(rows)):.1%} of all), "
        f"{sum(sure)} right ({sum(sure) / max(1, len(sure)):.1%}, 95 %: {low:.1%} to {high:.1%})"
    )


def counted(rows: Iterable[Record]) -> list[Counted]:
    return [
        Counted(row.outcome.score, row.verdict.tests and not row.verdict.degenerate)
        for row in rows
        if row.engine == "rusta" and row.outcome.applied and row.outcome.score is not None
    ]


def fitted(outcomes: Sequence[Counted], suites: Sequence[str], group: int = GROUP) -> Calibration:
    """Groups of `group` outcomes, pooled until the shares rise (PAV; Ayer et al. 1955)."""
    ordered = sorted(outcomes)
    blocks: list[list[Counted]] = []
    for at in range(0, len(ordered), group):
        part = list(ordered[at : at + group])
        if blocks and (len(part) < group or blocks[-1][-1].score == part[0].score):
            blocks[-1] += part
        else:
            blocks.append(part)
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            higher = blocks.pop()
            blocks[-1] += higher
    return Calibration(
        version=1,
        outcomes=len(ordered),
        right=sum(one.right for one in ordered),
        suites=tuple(suites),
        from_score=tuple(block[0].score for block in blocks),
        right_bp=tuple(round(10_000 * _share(block)) for block in blocks),
    )


def error(told: Sequence[tuple[int, bool]], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Naeini et al. 2015)."""
    total = 0.0
    for number in range(bins):
        inside = [(bp, right) for bp, right in told if number == min(bins - 1, bp * bins // 10_000)]
        if inside:
            said = sum(bp for bp, _ in inside) / len(inside) / 10_000
            was = sum(right for _, right in inside) / len(inside)
            total += len(inside) / len(told) * abs(said - was)
    return total


def _share(block: Sequence[Counted]) -> float:
    return (sum(one.right for one in block) + 1) / (len(block) + 2)


if __name__ == "__main__":
    main()

"""`python -m rusta_eval.calibration`: what a patch's standing is worth, counted where it can be.

`fit` takes the JSONL of `rusta_eval.priors run` and writes `rusta_server/engine/calibration.toml`.
What a crate's patches are judged by comes from the other crates alone, priors included: so the
steps say what is to be expected of a crate that nobody has seen. `check` says how far the shipped
table is off on records of `rusta_eval.mutants run`, and what the default threshold would apply.
"""

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from rusta_eval.intervals import wilson
from rusta_eval.priors import Rival, Rivals, priors
from rusta_eval.resume import read_records
from rusta_eval.run import Record
from rusta_server.contracts.policy import Policy
from rusta_server.engine.calibration import Calibration, facts, shipped
from rusta_server.engine.confidence import prior
from rusta_server.engine.priors import PRIORS_BP

GROUP = 40
"""Outcomes in a group, at least: fewer say little of a share near one."""
RIDGE = 1.0
SENSE = {
    "prior": 1, "alone": 1, "rivals": -1, "behind": -1, "behind_lm": -1, "agreeing": 1,
    "lines": -1, "warnings": -1, "steps": -1, "errors": -1,
}  # fmt: skip
"""Which way each fact may count. One that counts the other way by chance is left out."""
_STEPS = 50


class Counted(NamedTuple):
    """One repair: its score, and whether the withheld tests passed undegraded."""

    score: int
    right: bool


class Seen(NamedTuple):
    """One proven proposal of a crate. `crate` is the first word of the case's id."""

    crate: str
    rival: Rival


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--shipped-priors",
    is_flag=True,
    help="Keep the shipped priors: where they were fitted on other records than these.",
)
def fit(records: tuple[Path, ...], shipped_priors: bool) -> None:
    """Write the table that the records say."""
    seen = [
        Seen(record.case.split("-", 1)[0], rival)
        for path in records
        for record in read_records(path, Rivals)
        for rival in record.rivals
        if "rivals" in rival.features
    ]
    if len({one.crate for one in seen}) < 2:
        raise click.ClickException("a crate is judged by the others: there are fewer than two")
    table = PRIORS_BP if shipped_priors else None
    found = calibrated(seen, sorted({path.stem for path in records}), table)
    lines = [
        "# Written by the fit of the confidence; see rusta_server/engine/calibration.py.",
        *(
            f"{name} = {getattr(found, name)}"
            for name in ("version", "outcomes", "right", "intercept")
        ),
        f"suites = {list(found.suites)}".replace("'", '"'),
        f"from_score = {list(found.from_score)}",
        f"right_bp = {list(found.right_bp)}",
        "",
        "[weights]",
        *(f"{name} = {weight}" for name, weight in found.weights.items()),
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


def calibrated(
    seen: Sequence[Seen],
    suites: Sequence[str],
    given: Mapping[str, int] | None = None,
    group: int = GROUP,
) -> Calibration:
    """Weights of all; steps of the scores that each crate has by the weights of the others.
    `given`: priors that do not come from these; None: those of the others are taken."""
    outcomes: list[Counted] = []
    for crate in dict.fromkeys(one.crate for one in seen):
        others = [one.rival for one in seen if one.crate != crate]
        table = given or priors(others)[1]
        weighing = _weighing(others, table)
        own = [one.rival for one in seen if one.crate == crate]
        outcomes += [Counted(weighing.score(_features(r, table)), _is_right(r)) for r in own]
    rivals = [one.rival for one in seen]
    steps = fitted(outcomes, suites, group)
    weighing = _weighing(rivals, given or priors(rivals)[1])
    return steps.model_copy(update={"intercept": weighing.intercept, "weights": weighing.weights})


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
        version=2,
        outcomes=len(ordered),
        right=sum(one.right for one in ordered),
        suites=tuple(suites),
        intercept=0,
        weights={},
        from_score=tuple(block[0].score for block in blocks),
        right_bp=tuple(round(10_000 * _share(block)) for block in blocks),
    )


def _weighing(rivals: Sequence[Rival], table: Mapping[str, int]) -> Calibration:
    """Weights alone, in thousandths of a logit; facts that count against their sense are left out,
    the worst first, and the others fitted again."""
    rows = [facts(_features(rival, table)) for rival in rivals]
    right = np.asarray([_is_right(rival) for rival in rivals], dtype=np.float64)
    kept = list(SENSE)
    while True:
        found = logistic(np.asarray([[row[name] for name in kept] for row in rows], float), right)
        wrong = [found[1 + at] * SENSE[name] for at, name in enumerate(kept)]
        if not kept or min(wrong) >= 0:
            break
        del kept[int(np.argmin(wrong))]
    weights = {name: round(1000 * float(found[1 + at])) for at, name in enumerate(kept)}
    return fitted((), ()).model_copy(
        update={"intercept": round(1000 * float(found[0])), "weights": weights}
    )


def logistic(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """[1 + F]: intercept and weights of `rows` [N, F], by Newton's method with a ridge of `RIDGE`
    on the weights of standardised columns."""
    middle, scale = rows.mean(0), rows.std(0)
    scale[scale == 0] = 1
    table = np.hstack([np.ones((len(right), 1)), (rows - middle) / scale])
    ridge = np.diag([0.01] + [RIDGE] * rows.shape[1])
    found = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (right - share) - ridge @ found
        bend = (table * (share * (1 - share))[:, None]).T @ table + ridge
        step = np.linalg.solve(bend, slope)
        found += step
        if float(np.abs(step).max()) < 1e-9:
            break
    weights = found[1:] / scale
    return np.concatenate([[found[0] - float(weights @ middle)], weights])


def _features(rival: Rival, table: Mapping[str, int]) -> dict[str, int | str | bool]:
    """As the engine would have them with these priors."""
    return {**rival.features, "prior_bp": min(prior(source, table) for source in rival.sources)}


def _is_right(rival: Rival) -> bool:
    return rival.right and not rival.degenerate


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

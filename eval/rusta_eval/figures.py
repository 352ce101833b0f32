"""The figures of a run: shares by engine and slice, and pairs of engines on the same cases."""

import math
import random
import statistics
from typing import Any

from rich.table import Table

from rusta_eval.run import Record

VERDICTS = ("green", "tests", "exact", "same", "degenerate")
PEER = "verified-suggestions"
"""The peer that the bar names."""


def figures(records: list[Record]) -> dict[str, Any]:
    """By engine: cases, the share of each verdict, of what is applied at the default threshold and
    of that what is right, of runs that broke down, the median of the seconds, the share of green
    tests by slice, and the paired gain over the peer that the bar names."""
    result: dict[str, Any] = {}
    for engine in sorted({record.engine for record in records}):
        part = [record for record in records if record.engine == engine]
        applied = [one for one in part if one.outcome.applied and one.outcome.sure]
        right = sum(record.verdict.tests for record in applied)
        slices = sorted({record.slice for record in part})
        result[engine] = {
            "cases": len(part),
            **{name: share([getattr(one.verdict, name) for one in part]) for name in VERDICTS},
            "applied": len(applied) / len(part),
            "right_of_applied": right / len(applied) if applied else None,
            "failed": share([one.outcome.failed for one in part]),
            "seconds": statistics.median(record.seconds for record in part),
            "slices": {
                kind: share([one.verdict.tests for one in part if one.slice == kind])
                for kind in slices
            },
        }
        if engine != PEER and any(record.engine == PEER for record in records):
            result[engine]["gain"] = gain(records, engine, PEER)
    return result


def share(given: list[bool]) -> float:
    """The part of True, 0 for none at all."""
    return sum(given) / len(given) if given else 0.0


def gain(records: list[Record], engine: str, peer: str) -> dict[str, float]:
    """How much more often the tests are green than with the peer, on the cases both have run.

    `low` and `high` bound the difference at 95 % by 2,000 draws with a fixed seed."""
    ours = {record.case: record.verdict.tests for record in records if record.engine == engine}
    other = {record.case: record.verdict.tests for record in records if record.engine == peer}
    pairs = [int(ours[case]) - int(other[case]) for case in sorted(ours.keys() & other.keys())]
    if not pairs:
        return {"cases": 0, "mean": math.nan, "low": math.nan, "high": math.nan}
    draw = random.Random(0)
    means = sorted(statistics.mean(draw.choices(pairs, k=len(pairs))) for _ in range(2000))
    return {
        "cases": len(pairs),
        "mean": statistics.mean(pairs),
        "low": means[50],
        "high": means[-51],
    }


def table(given: dict[str, Any]) -> Table:
    """The figures for a reader, in per cent."""
    result = Table("engine", "cases", *VERDICTS, "sure", "right of it", "failed", "s", "gain")
    for engine, row in given.items():
        shares = [
            percent(row[name]) for name in (*VERDICTS, "applied", "right_of_applied", "failed")
        ]
        gained = row.get("gain")
        text = (
            f"{100 * gained['mean']:+.1f} [{100 * gained['low']:+.1f}, {100 * gained['high']:+.1f}]"
            if gained and gained["cases"]
            else ""
        )
        result.add_row(engine, str(row["cases"]), *shares, f"{row['seconds']:.1f}", text)
    return result


def slice_table(given: dict[str, Any]) -> Table:
    """The share of green tests by engine and slice, in per cent."""
    kinds = sorted({kind for row in given.values() for kind in row["slices"]})
    result = Table("tests green", *kinds)
    for engine, row in given.items():
        result.add_row(engine, *(percent(row["slices"].get(kind)) for kind in kinds))
    return result


def percent(part: float | None) -> str:
    return "–" if part is None else f"{100 * part:.1f}"

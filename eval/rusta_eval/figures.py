"""The figures of a run: shares by engine and slice, and pairs of engines on the same cases."""

import math
import random
import statistics
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from rich.table import Table

from rusta_eval.judge import Verdict
from rusta_eval.peers import Outcome
from rusta_eval.run import Record

VERDICTS = ("green", "exact", "same", "degenerate", "deletes")
PEER = "verified-suggestions"
"""The peer that the bar names."""


class Grouped(Protocol):
    """What a case and its record say about the part of the suite it belongs to."""

    @property
    def slice(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def across(self) -> bool: ...


class Measured(Protocol):
    """What a row of figures needs of a record."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def seconds(self) -> float: ...


Part = tuple[str, Callable[[Grouped], bool]]


def parts(given: Iterable[Grouped]) -> list[Part]:
    """The rows of a report: where the rules are from, across files or not, every slice, all."""

    def of_slice(name: str) -> Part:
        return name, lambda one: one.slice == name

    return [
        *map(of_slice, sorted({one.slice for one in given})),
        ("old rules", lambda one: one.origin == "old"),
        ("new rules", lambda one: one.origin == "new"),
        ("across files", lambda one: one.across),
        ("all", lambda one: True),
    ]


def figures(records: list[Record]) -> dict[str, Any]:
    """By engine the row of all its records, the rows of `parts`, the shares right by slice, and the
    paired gain over the peer that the bar names."""
    result: dict[str, Any] = {}
    for engine in sorted({record.engine for record in records}):
        part = [record for record in records if record.engine == engine]
        rows = {name: [one for one in part if holds(one)] for name, holds in parts(part)}
        result[engine] = row(part) | {
            "slices": {
                kind: share([one.verdict.right for one in part if one.slice == kind])
                for kind in sorted({record.slice for record in part})
            },
            "parts": {name: row(group) for name, group in rows.items() if group},
        }
        if engine != PEER and any(record.engine == PEER for record in records):
            result[engine]["gain"] = gain(records, engine, PEER)
    return result


def row(part: Sequence[Measured]) -> dict[str, Any]:
    """Cases; the share of each verdict, `tests` being what passes them and is no mere deletion; of
    what is applied at the default threshold and of that what is right; of runs that broke down;
    median and p95 of the seconds; median and maximum of the lines that green patches change."""
    applied = [one for one in part if one.outcome.applied and one.outcome.sure]
    lines = [one.verdict.lines for one in part if one.verdict.green and one.verdict.lines]
    seconds = sorted(one.seconds for one in part)
    return {
        "cases": len(part),
        **{name: share([getattr(one.verdict, name) for one in part]) for name in VERDICTS},
        "tests": share([one.verdict.right for one in part]),
        "applied": len(applied) / len(part),
        "right_of_applied": share([one.verdict.right for one in applied]) if applied else None,
        "failed": share([one.outcome.failed for one in part]),
        "seconds": statistics.median(seconds),
        "seconds_p95": seconds[min(len(seconds) - 1, math.ceil(0.95 * len(seconds)) - 1)],
        "lines": statistics.median(lines) if lines else None,
        "lines_max": max(lines) if lines else None,
    }


def share(given: list[bool]) -> float:
    """The part of True, 0 for none at all."""
    return sum(given) / len(given) if given else 0.0


def gain(records: list[Record], engine: str, peer: str) -> dict[str, float]:
    """How much more often the tests are green than with the peer, on the cases both have run.

    `low` and `high` bound the difference at 95 % by 2,000 draws with a fixed seed."""
    ours = {record.case: record.verdict.right for record in records if record.engine == engine}
    other = {record.case: record.verdict.right for record in records if record.engine == peer}
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
    result = Table("engine", "cases", *HEADS, "gain")
    for engine, found in given.items():
        gained = found.get("gain")
        text = (
            f"{100 * gained['mean']:+.1f} [{100 * gained['low']:+.1f}, {100 * gained['high']:+.1f}]"
            if gained and gained["cases"]
            else ""
        )
        result.add_row(engine, str(found["cases"]), *cells(found), text)
    return result


HEADS = ("green", "tests", "exact", "same", "degen.", "deletes", "sure", "right of it", "failed",
         "s", "p95", "lines", "max")  # fmt: skip


def cells(found: dict[str, Any]) -> list[str]:
    """One row under `HEADS`."""
    names = ("green", "tests", "exact", "same", "degenerate", "deletes", "applied",
             "right_of_applied", "failed")  # fmt: skip
    lines = [found["lines"], found["lines_max"]]
    return [
        *(percent(found[name]) for name in names),
        f"{found['seconds']:.1f}",
        f"{found['seconds_p95']:.1f}",
        *("–" if one is None else f"{one:g}" for one in lines),
    ]


def part_table(given: dict[str, Any]) -> Table:
    """Every engine's figures by part of the suite."""
    result = Table("engine", "part", "cases", *HEADS)
    for engine, found in given.items():
        for name, one in found["parts"].items():
            result.add_row(engine, name, str(one["cases"]), *cells(one))
        result.add_section()
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

"""The figures of a run over the error index: the share proven, by engine, half and slice."""

import statistics
from collections import Counter
from typing import Any

from rich.table import Table

from rusta_eval.error_index.run import Record
from rusta_eval.figures import percent, share

Figures = dict[str, dict[str, dict[str, Any]]]
"""By engine, then by half (`both` where there are two), then by name."""


def figures(records: list[Record]) -> Figures:
    """Per engine and half: cases, the shares proven, green, green but faulty and broken down, how
    often each fault was found, the share applied at the default threshold and how much of that is
    proven (None for nothing), the median of the seconds, and the share proven by slice."""
    result: Figures = {}
    for engine in sorted({record.engine for record in records}):
        part = [record for record in records if record.engine == engine]
        halves = sorted({record.half for record in part})
        result[engine] = {half: _row([one for one in part if one.half == half]) for half in halves}
        if len(halves) > 1:
            result[engine]["both"] = _row(part)
    return result


def _row(part: list[Record]) -> dict[str, Any]:
    applied = [one for one in part if one.outcome.applied and one.outcome.sure]
    slices: dict[str, dict[str, Any]] = {}
    for kind in sorted({one.slice for one in part}):
        proven = [one.verdict.proven for one in part if one.slice == kind]
        slices[kind] = {"cases": len(proven), "proven": share(proven)}
    return {
        "cases": len(part),
        "proven": share([one.verdict.proven for one in part]),
        "green": share([one.verdict.green for one in part]),
        "degenerate": share([one.verdict.green and not one.verdict.proven for one in part]),
        "faults": dict(sorted(Counter(f for one in part for f in one.verdict.faults).items())),
        "applied": len(applied) / len(part),
        "right_of_applied": share([one.verdict.proven for one in applied]) if applied else None,
        "failed": share([one.outcome.failed for one in part]),
        "seconds": statistics.median(one.seconds for one in part),
        "slices": slices,
    }


def table(given: Figures) -> Table:
    """The figures for a reader, in per cent."""
    shares = ("proven", "green", "degenerate", "applied", "right_of_applied", "failed")
    result = Table("engine", "half", "cases", *shares[:3], "sure", "right of it", "failed", "s")
    for engine, halves in given.items():
        for half, row in halves.items():
            cells = [percent(row[name]) for name in shares]
            result.add_row(engine, half, str(row["cases"]), *cells, f"{row['seconds']:.1f}")
    return result


def slice_table(given: Figures) -> Table:
    """The share proven by engine, half and slice, in per cent; below each slice its cases."""
    rows = [(engine, half, row) for engine, halves in given.items() for half, row in halves.items()]
    kinds = sorted({kind for *_, row in rows for kind in row["slices"]})
    result = Table("proven", "half", *kinds)
    for engine, half, row in rows:
        cells = [row["slices"].get(kind) for kind in kinds]
        text = [f"{percent(one['proven'])} of {one['cases']}" if one else "–" for one in cells]
        result.add_row(engine, half, *text)
    return result

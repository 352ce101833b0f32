"""The figures of a run: by engine, kind of upgrade and number of errors."""

import statistics
from typing import Any

from rich.table import Table

from rusta_eval.figures import percent, share
from rusta_eval.upgrades.run import Record

SIZES = (("1", 1, 1), ("2-5", 2, 5), ("6-", 6, 10_000))


def figures(records: list[Record]) -> dict[str, Any]:
    """By engine and kind: cases, the share green without being degenerate, of those with tests the
    share whose tests pass, degenerate ones, the share green by number of errors, median seconds."""
    result: dict[str, Any] = {}
    for engine in sorted({one.engine for one in records}):
        for kind in sorted({one.kind for one in records}):
            part = [one for one in records if (one.engine, one.kind) == (engine, kind)]
            if not part:
                continue
            tested = [one for one in part if one.verdict.tests is not None]
            result.setdefault(engine, {})[kind] = {
                "cases": len(part),
                "groups": len({one.group for one in part}),
                "green": share([_counts(one) for one in part]),
                "tests": share([bool(one.verdict.tests) for one in tested]),
                "tested": len(tested),
                "degenerate": share([one.verdict.degenerate for one in part]),
                "sizes": {
                    name: share([_counts(one) for one in part if low <= one.errors <= high])
                    for name, low, high in SIZES
                },
                "seconds": statistics.median(one.seconds for one in part),
            }
    return result


def table(given: dict[str, Any]) -> Table:
    names = [name for name, *_ in SIZES]
    result = Table("engine", "kind", "cases", "groups", "green", "tests", "degenerate", "s",
                   *(f"{name} errors" for name in names))  # fmt: skip
    for engine, kinds in given.items():
        for kind, row in kinds.items():
            result.add_row(
                engine, kind, str(row["cases"]), str(row["groups"]),
                *(percent(row[name]) for name in ("green", "tests", "degenerate")),
                f"{row['seconds']:.1f}", *(percent(row["sizes"][name]) for name in names),
            )  # fmt: skip
    return result


def _counts(record: Record) -> bool:
    return record.verdict.green and not record.verdict.degenerate

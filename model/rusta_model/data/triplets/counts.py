"""What is in the shards, counted: by side, kind, slice, family and code."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.table import Table

from rusta_model.data.progress import Progress
from rusta_model.data.triplets import store
from rusta_model.data.triplets.build import Report
from rusta_server.probes.diagnostics.slices import slice_of

_CODES = 40


class Counts:
    """`of["slice"]` counts the triplets by the slice of their first error, and so on; codes count
    once for each triplet they are in. `crates`: those of each side that have a triplet."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self.done = len(list(folder.glob("*/done")))
        self.skipped = len(list(folder.glob("*/skipped")))
        self.of: dict[str, Counter[str]] = {
            name: Counter() for name in ("split", "kind", "slice", "family", "code")
        }
        self.crates: Counter[str] = Counter()
        shards = store.shards(folder)
        progress.step("count", len(shards))
        seen: set[tuple[str, str]] = set()
        for path in shards:
            # Models would take ten times as long.
            for record in map(json.loads, store.lines(path)):
                self._count(record)
                seen.add((record["split"], record["crate"]))
            progress.advance()
        self.crates.update(side for side, _ in seen)
        self.total = sum(self.of["split"].values())
        self.tried = Report()
        for path in sorted(folder.glob("*/*.report.json")):
            self.tried.add(Report.model_validate_json(path.read_bytes()))

    def _count(self, record: dict[str, Any]) -> None:
        first = record["diagnostics"][0]
        self.of["slice"][slice_of(first["code"], first["message"])] += 1
        for name in ("split", "kind", "family"):
            self.of[name][record[name]] += 1
        self.of["code"].update(record["codes"])

    def tables(self) -> Iterator[str | Table]:
        tried = self.tried
        yield f"crates: {self.done} done, {self.skipped} skipped"
        yield f"triplets: {self.total:,} of {tried.tries:,} tried in {tried.runs:,} rustc runs"
        yield _table("side", self.of["split"], self.total, ("crates", self.crates))
        yield _table("kind", self.of["kind"], self.total)
        yield _table("slice of the first error", self.of["slice"], self.total)
        yield _table("family", self.of["family"], self.total, ("break, %", tried.share_broken()))
        yield _table("code", Counter(dict(self.of["code"].most_common(_CODES))), self.total)


def _table(
    title: str, counts: Counter[str], total: int, more: tuple[str, Counter[str]] | None = None
) -> Table:
    table = Table("", title=title, title_justify="left", box=None)
    for heading in ("triplets", "%", *((more[0],) if more else ())):
        table.add_column(heading, justify="right")
    for name, n in counts.most_common():
        cells = [f"{n:,}", f"{100 * n / max(1, total):.1f}"]
        table.add_row(name, *cells, *((f"{more[1][name]:,}",) if more else ()))
    return table

"""The command line of a measure over examples: builds, shows and runs it."""

from collections import Counter
from pathlib import Path

import click
from rich.table import Table

from rusta_eval.error_index import cases
from rusta_eval.error_index.build import build as build_cases
from rusta_eval.error_index.figures import figures, slice_table, table
from rusta_eval.error_index.run import Record, read, run_all
from rusta_eval.error_index.suite import Suite
from rusta_eval.options import run_options
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample

HALF = click.Choice(["even", "odd", "both"])
DEFAULT = "rusta,verified-suggestions,first-suggestion,cargo-fix"


def door(suite: Suite) -> click.Group:
    """`build`, `counts`, `materialise`, `run` and `report` over the examples of a suite."""

    @click.group(help=f"`python -m rusta_eval.{suite.module}`: {suite.title}.")
    def main() -> None:
        pass

    @main.command()
    @click.option("--jobs", default=2, show_default=True, help="Examples at the same time.")
    @click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=suite.cases,
        help="JSONL; the checked-in one.",
    )
    def build(jobs: int, out: Path) -> None:
        """Read the toolchain's pages anew and write every failing example down."""
        try:
            found = list(suite.read())
        except FileNotFoundError:
            raise click.ClickException(
                "the toolchain has no documentation; get it with `rustup component add rust-docs`"
            ) from None
        cases.save(list(build_cases(found, jobs, suite.reason)), out)
        counts(out)

    @main.command(name="counts")
    def show_counts() -> None:
        """Show how the examples are spread."""
        counts(suite.cases)

    @main.command()
    @click.argument("case_id")
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
    def materialise(case_id: str, folder: Path) -> None:
        """Write the crate of CASE_ID, one of the even half, into the empty FOLDER."""
        case = next((one for one in cases.load(suite.cases) if one.id == case_id), None)
        if case is None:
            raise click.ClickException(f"there is no example {case_id}")
        if case.half == "odd":
            raise click.ClickException(f"{case_id} is in the odd half, which stays unread")
        try:
            cases.materialise(case, folder)
        except FileExistsError:
            raise click.ClickException(f"{folder} is not empty") from None

    @main.command()
    @click.option("--half", type=HALF, default="even", show_default=True)
    @run_options(DEFAULT, jobs=2)
    def run(
        half: str,
        names: list[str],
        size: int | None,
        seed: str,
        jobs: int,
        out: Path,
        metrics: Path | None,
    ) -> None:
        """Run engines over the cases of a half, judge them and print the figures.

        Cases of the odd half are counted, not named."""
        chosen = sample(cases.chosen(half, suite.cases), size, seed)
        for record in run_all(chosen, names, out, jobs, suite.peers):
            verdict = record.verdict
            word = (
                "proven" if verdict.proven else " ".join(verdict.faults) if verdict.green else "-"
            )
            word, name = (word, record.case) if record.half == "even" else ("", "(odd)")
            click.echo(f"{record.engine:22} {word:13} {record.seconds:6.1f} s  {name}", err=True)
        wanted = {(case.id, name) for case in chosen for name in names}
        latest = {record.key: record for record in read(out)}
        show([record for key, record in latest.items() if key in wanted], metrics)

    @main.command()
    @click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
    @click.option("--half", type=HALF, default="both", show_default=True)
    @click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
    def report(files: tuple[Path, ...], half: str, metrics: Path | None) -> None:
        """Print the figures of finished runs; the later file holds where two have the same pair."""
        found = {record.key: record for file in files for record in read(file)}
        show([one for one in found.values() if half in ("both", one.half)], metrics)

    return main


def counts(path: Path) -> None:
    """Prints how many examples there are, by slice, edition and crate type, and what was left out
    for which reason; every row by half."""
    given = cases.load(path)
    kept = [case for case in given if not case.excluded]
    rows = Table("", "even", "odd", "both")
    groups = [
        *(("slice " + case.slice, case) for case in kept),
        *((f"edition {case.edition}", case) for case in kept),
        *((f"crate type {case.crate_type}", case) for case in kept),
        *(("cases", case) for case in kept),
        *((f"excluded: {case.excluded}", case) for case in given if case.excluded),
        *(("examples", case) for case in given),
    ]
    for name in dict.fromkeys(name for name, _ in sorted(groups, key=_place)):
        halves = Counter(case.half for group, case in groups if group == name)
        rows.add_row(name, str(halves["even"]), str(halves["odd"]), str(halves.total()))
    console().print(rows)


def _place(group: tuple[str, cases.Case]) -> tuple[int, str]:
    order = ("slice", "edition", "crate", "cases", "excluded:", "examples")
    return order.index(group[0].split()[0]), group[0]


def show(records: list[Record], metrics: Path | None) -> None:
    """Prints both tables and writes the JSON."""
    given = figures(records)
    console().print(table(given))
    console().print(slice_table(given))
    if metrics is not None:
        write_metrics(metrics, {"engines": given})

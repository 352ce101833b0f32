"""`python -m rusta_eval.workspaces`: changes that reach over files and crates, uses left behind."""

import statistics
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import click
from rich.table import Table

from rusta_eval.figures import percent, share
from rusta_eval.options import run_options
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample
from rusta_eval.workspaces import cases
from rusta_eval.workspaces.build import Chooser
from rusta_eval.workspaces.members import Half, pinned
from rusta_eval.workspaces.run import Record, read, run_all

HALVES: tuple[Half, ...] = get_args(Half)
HALF = click.Choice(HALVES)


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--half", "halves", type=HALF, multiple=True, default=HALVES)
@click.option("--quota", default=6, show_default=True, help="Cases a workspace.")
def build(halves: tuple[Half, ...], quota: int) -> None:
    """Choose and prove cases for the workspaces that have none yet, and write them down."""
    for half in halves:
        given = cases.load(half)
        used = Counter(case.kind for one in HALVES for case in cases.load(one))
        for workspace in pinned().values():
            if workspace.half != half or any(case.workspace == workspace.name for case in given):
                continue
            with tempfile.TemporaryDirectory() as folder:
                found = []
                for case in Chooser(workspace, Path(folder), used).cases(quota):
                    found.append(case)
                    shown = case.id if half == "dev" else workspace.name
                    click.echo(f"{half}: {shown}, {len(found)}", err=True)
            lines = "".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in found)
            with cases.path_of(half).open("a", encoding="utf-8") as file:
                file.write(lines)
    counts()


@main.command(name="counts")
def show_counts() -> None:
    """Show how many cases there are."""
    counts()


def counts() -> None:
    table = Table("half", "cases", "workspaces", "kinds", "follow", "crates ≥ 2", "lines", "max")
    for half in HALVES:
        given = cases.load(half)
        lines = [case.lines for case in given]
        table.add_row(
            half, str(len(given)), str(len({case.workspace for case in given})),
            str(len({case.kind for case in given})),
            str(sum(case.judged == "follow" for case in given)),
            str(sum(case.crates > 1 for case in given)),
            f"{statistics.median(lines):g}" if lines else "–", str(max(lines, default=0)),
        )  # fmt: skip
    console().print(table)


@main.command()
@click.argument("case_id")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def materialise(case_id: str, folder: Path) -> None:
    """Write the broken workspace of CASE_ID, of the half `dev`, into the empty FOLDER."""
    found = [case for case in cases.load("dev") if case.id == case_id]
    if not found:
        raise click.ClickException(f"there is no case {case_id} in the half that may be looked at")
    try:
        cases.materialise(found[0], folder)
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty") from None


@main.command()
@click.option("--half", type=HALF, default="dev", show_default=True)
@run_options("rusta", jobs=1)
def run(
    half: Half,
    names: list[str],
    size: int | None,
    seed: str,
    jobs: int,
    out: Path,
    metrics: Path | None,
) -> None:
    """Run engines over one half, judge by all tests, revert, and print the figures.

    Cases of the blind half are counted, not named."""
    chosen = sample(cases.load(half), size, seed)
    for done, record in enumerate(run_all(chosen, names, out, jobs), 1):
        word = "right" if record.right else "green" if record.green else record.outcome.note
        shown = record.case if half == "dev" else "(blind)"
        word = word if half == "dev" else ""
        click.echo(f"{done:4} {record.engine:22} {record.seconds:6.1f} s  {shown} {word}", err=True)
    wanted = {(case.id, name) for case in chosen for name in names}
    latest = {record.key: record for record in read(out)}
    show([record for key, record in latest.items() if key in wanted], half, metrics)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=HALF, default="dev", show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
def report(files: tuple[Path, ...], half: Half, metrics: Path | None) -> None:
    """Print the figures of finished runs; the later file holds where two have the same pair."""
    found = {record.key: record for file in files for record in read(file) if record.half == half}
    show(list(found.values()), half, metrics)


def show(records: list[Record], half: Half, metrics: Path | None) -> None:
    """Prints the table, and for the half that may be looked at one by kind."""
    heads = ("cases", "green", "tests", "exact", "back", "degen.", "deletes", "reverts", "exact",
             "s", "lines", "max")  # fmt: skip
    table, rows = Table("engine", "part", *heads), {}
    for engine in sorted({record.engine for record in records}):
        part = [record for record in records if record.engine == engine]
        groups = {"all": part}
        groups |= {
            name: [one for one in part if one.judged == name] for name in ("follow", "either")
        }
        groups["crates ≥ 2"] = [one for one in part if one.crates > 1]
        if half == "dev":
            for kind in sorted({one.kind for one in part}):
                groups[kind] = [one for one in part if one.kind == kind]
        rows[engine] = {name: figures(group) for name, group in groups.items() if group}
        for name, row in rows[engine].items():
            table.add_row(engine, name, *_cells(row))
    console().print(table)
    if metrics is not None:
        write_metrics(metrics, {"half": half, "engines": rows})


def figures(part: list[Record]) -> dict[str, Any]:
    """Shares over all cases; `rolled_back` over the cases in which rusta applied something."""
    verdicts = [one.verdict for one in part if one.verdict is not None]
    back = [one.rolled_back for one in part if one.rolled_back is not None]
    lines = [one.lines for one in verdicts if one.green]
    names = ("exact", "back", "degenerate", "deletes")
    return {
        "cases": len(part),
        "green": share([one.green for one in part]),
        "tests": share([one.right for one in part]),
        **{name: sum(getattr(one, name) for one in verdicts) / len(part) for name in names},
        "reverts": len(back),
        "rolled_back": share(back) if back else None,
        "seconds": statistics.median([one.seconds for one in part]),
        "lines": statistics.median(lines) if lines else None,
        "lines_max": max(lines) if lines else None,
    }


def _cells(row: dict[str, Any]) -> list[str]:
    shares = ("green", "tests", "exact", "back", "degenerate", "deletes")
    lines = (row["lines"], row["lines_max"])
    return [str(row["cases"]), *(percent(row[name]) for name in shares), str(row["reverts"]),
            percent(row["rolled_back"]), f"{row['seconds']:.1f}",
            *("–" if one is None else f"{one:g}" for one in lines)]  # fmt: skip


if __name__ == "__main__":
    main()

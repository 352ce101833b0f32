"""`python -m rusta_eval.upgrades`: the measure of raised dependencies and editions."""

from collections import Counter
from pathlib import Path
from typing import cast

import click
from rich.table import Table

from rusta_eval.crates import Half
from rusta_eval.options import run_options
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample
from rusta_eval.upgrades import build as building
from rusta_eval.upgrades import cases
from rusta_eval.upgrades.cases import Case
from rusta_eval.upgrades.figures import figures, table
from rusta_eval.upgrades.run import Record, read, run_all

HALF = click.Choice(["dev", "blind"])
KIND = click.Choice(["dependency", "edition"])


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--target", type=click.Path(path_type=Path), required=True,
              help="Folder for what is built on the way.")  # fmt: skip
def build(target: Path) -> None:
    """Try every row of callers.toml and write down those that are cases."""
    target.mkdir(parents=True, exist_ok=True)
    found: list[Case] = []
    for caller, made in building.build(cases.callers(), target):
        if isinstance(made, Case):
            found.append(made)
        click.echo(f"{caller.id}: {made if isinstance(made, str) else made.errors}", err=True)
    cases.save(found)
    counts()


@main.command(name="counts")
def show_counts() -> None:
    """Show how the cases are spread."""
    counts()


def counts() -> None:
    given = cases.load()
    result = Table("half", "kind", "cases", "dependencies", "errors 1", "2-5", "6-")
    for half in ("dev", "blind"):
        for kind in ("dependency", "edition"):
            part = [case for case in given if (case.half, case.kind) == (half, kind)]
            sizes = Counter("1" if c.errors == 1 else "2-5" if c.errors < 6 else "6-" for c in part)
            result.add_row(half, kind, str(len(part)), str(len({c.group for c in part})),
                           *(str(sizes[size]) for size in ("1", "2-5", "6-")))  # fmt: skip
    console().print(result)


@main.command()
@click.argument("case_id")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def materialise(case_id: str, folder: Path) -> None:
    """Write the broken crate of CASE_ID into the empty FOLDER; refused for the blind half."""
    try:
        case = cases.find(case_id)
    except KeyError:
        raise click.ClickException(f"there is no case {case_id}") from None
    if case.half == "blind":
        raise click.ClickException(f"{case_id} is of the blind half, which is only counted")
    try:
        cases.materialise(case, folder)
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty") from None


@main.command()
@click.option("--half", type=HALF, default="dev", show_default=True)
@click.option("--kind", type=KIND, help="Only these.")
@run_options("rusta,verified-suggestions,cargo-fix", jobs=1)
def run(
    half: str, kind: str | None, names: list[str], size: int | None, seed: str, jobs: int,
    out: Path, metrics: Path | None,
) -> None:  # fmt: skip
    """Run engines over the cases of one half, judge them and print the figures."""
    chosen = [case for case in cases.load(cast(Half, half)) if kind in (None, case.kind)]
    chosen = sample(chosen, size, seed)
    for record in run_all(chosen, names, out, jobs):
        word = "tests" if record.verdict.tests else "green" if record.verdict.green else "-"
        # Of the blind half no case is named: it is only counted.
        shown = record.case if half == "dev" else ""
        click.echo(f"{record.engine:22} {word:6} {record.seconds:6.1f} s  {shown}", err=True)
    ids = {case.id for case in chosen}
    latest = {(one.case, one.engine): one for one in read(out)}
    show([one for one in latest.values() if one.case in ids and one.engine in names], metrics)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
def report(files: tuple[Path, ...], metrics: Path | None) -> None:
    """Print the figures of finished runs; the later file holds where two have the same pair."""
    latest = {(one.case, one.engine): one for file in files for one in read(file)}
    show(list(latest.values()), metrics)


def show(records: list[Record], metrics: Path | None) -> None:
    given = figures(records)
    console().print(table(given))
    if metrics is not None:
        write_metrics(metrics, {"upgrades": given})


if __name__ == "__main__":
    main()

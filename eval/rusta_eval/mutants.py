"""`python -m rusta_eval.mutants`: builds, shows and runs the measure of mistakes in real crates."""

from collections import Counter
from pathlib import Path
from typing import cast

import click
from rich.table import Table

from rusta_eval import cases
from rusta_eval.choose import choose
from rusta_eval.crates import Half, pinned
from rusta_eval.figures import figures, slice_table, table
from rusta_eval.peers import ENGINES
from rusta_eval.report import console, write_metrics
from rusta_eval.run import Record, read, run_all, sample

PEERS = ("cargo-fix", "first-suggestion", "verified-suggestions")
HALF = click.Choice(["dev", "blind"])


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--half", "halves", type=HALF, multiple=True, default=["dev", "blind"])
@click.option("--quota", default=20, show_default=True, help="Cases a crate.")
def build(halves: tuple[str, ...], quota: int) -> None:
    """Choose the cases anew and write them down, one JSON object a line."""
    for half in halves:
        crates = [crate for crate in pinned().values() if crate.half == half]
        chosen = []
        for case in choose(crates, quota):
            chosen.append(case)
            click.echo(f"{case.id} {' '.join(case.codes)}")
        cases.save(cast(Half, half), chosen)
    counts()


def counts() -> None:
    """Prints how many cases there are, by half and slice."""
    table = Table("half", "slice", "cases", "rules", "crates", "codes")
    for half in ("dev", "blind"):
        given = cases.load(half) if cases.cases_path(half).exists() else []
        groups = [*sorted(Counter(case.slice for case in given)), ""]
        for group in groups:
            part = [case for case in given if not group or case.slice == group]
            codes = {code for case in part for code in case.codes}
            sizes = (len(part), len({one.rule for one in part}), len({one.crate for one in part}))
            table.add_row(half, group or "all", *map(str, sizes), str(len(codes)))
    console().print(table)


@main.command(name="counts")
def show_counts() -> None:
    """Show how the cases are spread."""
    counts()


@main.command()
@click.argument("case_id")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--tests", is_flag=True, help="With the tests, which the engines do not see.")
def materialise(case_id: str, folder: Path, tests: bool) -> None:
    """Write the broken crate of CASE_ID into the empty FOLDER."""
    try:
        cases.materialise(cases.find(case_id), folder, tests)
    except KeyError:
        raise click.ClickException(f"there is no case {case_id}") from None
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty") from None


@main.command()
@click.option("--half", type=HALF, default="dev", show_default=True)
@click.option("--engines", default=",".join(PEERS), show_default=True, help="Names with commas.")
@click.option("--sample", "size", type=int, help="Only that many cases.")
@click.option("--seed", default="0", show_default=True, help="What chooses the sample.")
@click.option("--jobs", default=2, show_default=True, help="Cases at the same time.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="JSONL, resumable.")
@click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
def run(
    half: str, engines: str, size: int | None, seed: str, jobs: int, out: Path, metrics: Path | None
) -> None:
    """Run engines over the cases of one half, judge them and print the figures."""
    names = engines.split(",")
    unknown = sorted(set(names) - set(ENGINES))
    if unknown:
        raise click.BadParameter(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    chosen = sample(cases.load(cast(Half, half)), size, seed)
    for record in run_all(chosen, names, out, jobs):
        word = "tests" if record.verdict.tests else "green" if record.verdict.green else "-"
        click.echo(f"{record.engine:22} {word:6} {record.seconds:6.1f} s  {record.case}", err=True)
    wanted = {(case.id, name) for case in chosen for name in names}
    latest = {record.key: record for record in read(out)}
    show([record for key, record in latest.items() if key in wanted], half, metrics)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=HALF, default="dev", show_default=True)
@click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures.")
def report(files: tuple[Path, ...], half: str, metrics: Path | None) -> None:
    """Print the figures of finished runs; the later file holds where two have the same pair."""
    found = {record.key: record for file in files for record in read(file) if record.half == half}
    show(list(found.values()), half, metrics)


def show(records: list[Record], half: str, metrics: Path | None) -> None:
    """Prints both tables and writes the JSON with the commit and the versions of the tools."""
    given = figures(records)
    console().print(table(given))
    console().print(slice_table(given))
    if metrics is not None:
        write_metrics(metrics, {"half": half, "engines": given})


if __name__ == "__main__":
    main()

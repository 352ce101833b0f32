"""`python -m rusta_eval.mutants`: builds, shows and runs the measure of mistakes in real crates."""

from pathlib import Path

import click
from rich.table import Table

from rusta_eval import cases
from rusta_eval.choose import choose, fill
from rusta_eval.crates import HALVES, UNREAD, Half, pinned
from rusta_eval.figures import figures, part_table, parts, slice_table, table
from rusta_eval.options import run_options
from rusta_eval.pairs import pairs
from rusta_eval.report import console, write_metrics
from rusta_eval.run import Record, read, run_all, sample

PEERS = ("cargo-fix", "first-suggestion", "verified-suggestions")
HALF = click.Choice(HALVES)


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@click.option("--half", "halves", type=HALF, multiple=True, default=["dev", "blind"])
@click.option("--quota", default=20, show_default=True, help="Cases a crate.")
@click.option("--fresh", is_flag=True, help="Choose anew what is written down already, too.")
def build(halves: tuple[Half, ...], quota: int, fresh: bool) -> None:
    """Choose the cases and write them down, one JSON object a line, crate by crate: a stopped run
    goes on with the next crate."""
    for half in halves:
        if fresh:
            cases.save(half, [])
        crates = [crate for crate in pinned().values() if crate.half == half]
        given = cases.load(half)
        left = len(crates) - len({case.crate for case in given})
        for name, chosen in choose(crates, quota, given):
            left -= 1
            write(half, name, chosen, f"{left} crates left")
        for name, chosen in fill(crates, cases.load(half)):
            write(half, name, chosen, "as many new kinds as old ones")
    counts()


def write(half: Half, crate: str, chosen: list[cases.Case], note: str) -> None:
    """Appends the cases of one crate, and says so."""
    with cases.cases_path(half).open("a", encoding="utf-8") as file:
        file.write(cases.lines_of(chosen))
    far = sum(case.across for case in chosen)
    click.echo(f"{half}: {crate}, {len(chosen)} cases, {far} across; {note}")


def counts() -> None:
    """Prints how many cases there are, by half and slice, and by where their rules are from."""
    table = Table("half", "part", "cases", "rules", "crates", "codes", "pairs")
    for half in HALVES:
        given = cases.load(half)
        both = pairs(given)
        for name, holds in parts(given):
            part = [case for case in given if holds(case)]
            codes = {code for case in part for code in case.codes}
            sizes = (len(part), len({one.rule for one in part}), len({one.crate for one in part}))
            joined = str(len(both)) if name == "all" else ""
            table.add_row(half, name, *map(str, sizes), str(len(codes)), joined)
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
        case = cases.find(case_id)
        if case.half in UNREAD:
            raise click.ClickException(f"{case_id} is in a half that stays unread")
        cases.materialise(case, folder, tests)
    except KeyError:
        raise click.ClickException(f"there is no case {case_id}") from None
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty") from None


@main.command()
@click.option("--half", type=HALF, default="dev", show_default=True)
@click.option("--pairs", "joined", is_flag=True, help="Two mistakes at once in each crate.")
@run_options(",".join(PEERS), jobs=2)
def run(
    half: Half,
    joined: bool,
    names: list[str],
    size: int | None,
    seed: str,
    jobs: int,
    out: Path,
    metrics: Path | None,
) -> None:
    """Run engines over the cases of one half, judge them and print the figures.

    Cases of a half that stays unread are counted, not named."""
    given = cases.load(half)
    chosen = sample(pairs(given) if joined else given, size, seed)
    for done, record in enumerate(run_all(chosen, names, out, jobs), 1):
        word = "tests" if record.verdict.tests else "green" if record.verdict.green else "-"
        word, name = ("", f"({half})") if half in UNREAD else (word, record.case)
        click.echo(
            f"{done:4} {record.engine:22} {word:6} {record.seconds:6.1f} s  {name}", err=True
        )
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
    """Prints the tables and writes the JSON with the commit and the versions of the tools."""
    given = figures(records)
    console().print(table(given))
    console().print(slice_table(given))
    console().print(part_table(given))
    if metrics is not None:
        write_metrics(metrics, {"half": half, "engines": given})


if __name__ == "__main__":
    main()

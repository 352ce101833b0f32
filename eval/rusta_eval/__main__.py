"""`rusta eval`: engines and peers on the same cases, and the tables of what they made of them."""

from pathlib import Path

import click
from rich.table import Table

from rusta_eval import given, suites
from rusta_eval.figures import HEADS, cells, row
from rusta_eval.options import run_options
from rusta_eval.peers import ENGINES
from rusta_eval.report import console, write_metrics
from rusta_eval.run import sample

PEERS = "rusta,verified-suggestions,first-suggestion,cargo-fix,rust-analyzer"


@click.group(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    pass


@main.command(name="suites")
def show_suites() -> None:
    """List the suites and the engines there are."""
    table = Table("suite", "what it measures", "run by")
    for suite in suites.load().values():
        module = suite.module.removesuffix(".__main__")
        table.add_row(suite.name, suite.about, f"python -m {module}")
    console().print(table)
    click.echo(f"engines: {', '.join(ENGINES)}")


@main.command()
@click.argument("suite", required=False)
@click.option(
    "--cases",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Cases of your own, JSON lines: id, folder, and if you have them reference and tests.",
)
@click.option(
    "--unread", is_flag=True, help="The part of the suite that is counted, not looked at."
)
@run_options(PEERS, jobs=2)
def run(
    suite: str | None,
    file: Path | None,
    unread: bool,
    names: list[str],
    size: int | None,
    seed: str,
    jobs: int,
    out: Path,
    metrics: Path | None,
) -> None:
    """Run engines on a SUITE, or on --cases of your own, and print the tables.

    A run that was stopped goes on where it was; so does one with more engines."""
    if (suite is None) == (file is None):
        raise click.UsageError(
            "name a suite (`rusta eval suites` lists them), or give --cases FILE"
        )
    if file is not None:
        try:
            chosen = sample(given.load(file), size, seed)
        except given.BadCasesError as error:
            raise click.ClickException(f"{error}; nothing was run") from None
        own(chosen, names, jobs, out, metrics)
        return
    known = suites.load()
    if suite not in known:
        raise click.BadParameter(f"no suite {suite}; there are {', '.join(known)}")
    words = [*(known[suite].unread if unread else known[suite].seen), "--engines", ",".join(names)]
    words += ["--seed", seed, "--jobs", str(jobs), "--out", str(out)]
    words += ["--sample", str(size)] if size is not None else []
    known[suite].run([*words, *(["--metrics", str(metrics)] if metrics else [])])


def own(
    chosen: list[given.GivenCase], engines: list[str], jobs: int, out: Path, metrics: Path | None
) -> None:
    """Runs and shows cases that somebody brought."""
    for done, record in enumerate(given.run_all(chosen, engines, out, jobs), 1):
        word = "right" if record.verdict.right else "green" if record.verdict.green else "-"
        line = f"{done:4} {record.engine:22} {word:6} {record.seconds:6.1f} s  {record.case}"
        click.echo(line, err=True)
    latest = {record.key: record for record in given.read(out)}
    records = [latest[case.id, name] for name in engines for case in chosen]
    if not records:
        raise click.ClickException("there is no case in this file")
    rows = {name: row([one for one in records if one.engine == name]) for name in engines}
    table = Table("engine", "cases", *HEADS)
    for name, found in rows.items():
        table.add_row(name, str(found["cases"]), *cells(found))
    console().print(table)
    bare = sum(case.tests is None for case in chosen)
    if bare:
        click.echo(f"{bare} of {len(chosen)} cases have no tests: there the check judges alone")
    if metrics is not None:
        write_metrics(metrics, {"engines": rows})


if __name__ == "__main__":
    main()

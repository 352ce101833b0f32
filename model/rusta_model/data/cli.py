"""`python -m rusta_model.data`: fetch, ledger, clean, split, snapshot, status."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from rusta_model.data import clean as cleaning
from rusta_model.data import fetch as fetching
from rusta_model.data import ledger as ledgers
from rusta_model.data import snapshot as snapshots
from rusta_model.data import split as splitting
from rusta_model.data import status as figures
from rusta_model.data.errors import DataError
from rusta_model.data.pins import CRATES, BadListError, read_pins
from rusta_model.data.progress import Progress, Silent, shown
from rusta_model.data.sources import Spine
from rusta_model.data.triplets.cli import main as triplets
from rusta_model.paths import home

F = TypeVar("F", bound=Callable[..., Any])

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The corpus: from pinned crates and the toolchain's documentation to training text.

    \b
    fetch      pinned crates with cargo, documentation from the toolchain
    ledger     where each source comes from, and under which licence
    clean      leave out what is generated, broken on purpose or data
    split      leave out what repeats, write train, validation and held-out
    snapshot   one tarball, the same on every machine
    status     what there is, in figures
    triplets   broken code, what rustc says, the code before

    Each step goes on where it was interrupted.
    """


def _options(command: F) -> F:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON document."),
        click.option(
            "--crates",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Another list of crates; without documentation.",
        ),
    ):
        command = option(command)
    return command


@main.command("fetch")
@_options
def fetch(as_json: bool, crates: Path | None) -> None:
    """Fetch what is missing: crates with `cargo vendor`, pages of the documentation."""
    with _step(as_json, crates) as (spine, progress, report):
        report.update(fetching.fetch(spine, progress))


@main.command("ledger")
@_options
def ledger(as_json: bool, crates: Path | None) -> None:
    """Check every licence, and write the ledger."""
    with _step(as_json, crates) as (spine, progress, report):
        made = ledgers.build(spine, progress)
        report.update(entries=len(made), sha256=made.sha256)


@main.command("clean")
@click.option("--again", is_flag=True, help="Also what was cleaned before.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
@_options
def clean(as_json: bool, crates: Path | None, workers: int, again: bool) -> None:
    """Judge every file by itself."""
    with _step(as_json, crates) as (spine, progress, report):
        if again:
            for old in spine.cleaned.glob("*.jsonl"):
                old.unlink()
        made = ledgers.Ledger.read(spine.ledger)
        report.update(
            sources=len(made), cleaned=cleaning.clean(spine, made, progress, workers=workers)
        )


@main.command("split")
@_options
def split(as_json: bool, crates: Path | None) -> None:
    """Compare all files, and write the corpus."""
    with _step(as_json, crates) as (spine, progress, report):
        splitting.split(spine, ledgers.Ledger.read(spine.ledger), progress)
        report.update(snapshots.describe(spine).model_dump())


@main.command("snapshot")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
@_options
def snapshot(as_json: bool, crates: Path | None, target: Path | None) -> None:
    """Write the corpus as one tarball, and print its hash."""
    with _step(as_json, crates) as (spine, _, report):
        target = target or spine.home / "rusta-corpus.tar"
        about = snapshots.take(spine, target)
        report.update(about.model_dump(), path=str(target), sha256=snapshots.sha256_of(target))


@main.command("status")
@_options
def status(as_json: bool, crates: Path | None) -> None:
    """What is fetched, entered, cleaned and split; and the triplets made of it."""
    with _step(as_json, crates) as (spine, progress, report):
        report.update(figures.status(spine, progress).model_dump())


main.add_command(triplets, "triplets")


@contextmanager
def _step(as_json: bool, crates: Path | None) -> Iterator[tuple[Spine, Progress, dict[str, Any]]]:
    """What a command works on, and its report printed at the end; errors told to people."""
    report: dict[str, Any] = {}
    began = monotonic()
    try:
        spine = _spine(crates)
        spine.home.mkdir(parents=True, exist_ok=True)
        with nullcontext(Silent()) if as_json else shown() as progress:
            yield spine, progress, report
    except (DataError, BadListError) as error:
        _fail(str(error), getattr(error, "remedy", ""), as_json=as_json)
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or ''}", "", as_json=as_json)
    except KeyboardInterrupt:
        _err.print("\n[yellow]stopped[/]: the same command goes on from here")
        raise SystemExit(130) from None
    if as_json:
        click.echo(json.dumps(report))
    else:
        _show({**report, "home": str(spine.home), "seconds": round(monotonic() - began, 1)})


def _spine(crates: Path | None) -> Spine:
    if crates is not None:
        return Spine(home(), read_pins(crates), toolchain=None)
    return Spine(home(), read_pins(CRATES), fetching.toolchain())


def _show(report: dict[str, Any]) -> None:
    for name, value in report.items():
        if isinstance(value, dict):
            _out.print(name)
            width = max(map(len, value), default=0)
            for of, counts in value.items():
                _out.print(f"  {of:<{width}}  {_line(counts)}", markup=False, soft_wrap=True)
        else:
            _out.print(f"{name:<18}  {_line(value)}", markup=False, soft_wrap=True)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"{_line(each):>12} {name}" for name, each in value.items())
    return f"{value:,}" if isinstance(value, int) else str(value)


def _fail(message: str, remedy: str, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": {"message": message, "remedy": remedy}}))
    else:
        _err.print(f"[bold red]error[/]: {escape(message)}")
        _err.print("  nothing of what was finished is lost")
        if remedy:
            _err.print(f"  help: {remedy}", markup=False)
    raise SystemExit(2)

"""The steps as commands. Each can be stopped at any time and goes on where it was."""

import signal
import sys
import time
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from rusta_model import paths
from rusta_model.data.pins import read_pins
from rusta_model.data.progress import shown
from rusta_model.data.triplets.build import (
    Options,
    build_crate,
    is_done,
    lower_priority,
)
from rusta_model.data.triplets.check import check
from rusta_model.data.triplets.counts import Counts
from rusta_model.data.triplets.crates import Listed, by_turns, listed
from rusta_model.data.triplets.prepare import compile_all
from rusta_model.data.triplets.rivals_cli import rivals
from rusta_model.data.triplets.spread import Rate, spread
from rusta_server.probes.sandbox.ladder import choose

# Lies in the work folder when all dependencies are compiled.
_PREPARED = "prepared"
_LOOK_AGAIN_S = 5.0
# Crates between two looks at what has been prepared meanwhile.
_BATCH = 8


@click.group()
@click.option("--home", type=click.Path(path_type=Path), default=None, help="The work folder.")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """Triplets of broken code, what the compiler says, and the code before."""
    ctx.obj = home or paths.home() / "triplets"


main.add_command(rivals)


@main.command()
@click.option("--jobs", default=1, show_default=True)
@click.option("--vendor", type=click.Path(path_type=Path), help="The fetched crates.")
@click.option("--no-sandbox", is_flag=True, help="Run build scripts with your own rights.")
@click.pass_obj
def prepare(home: Path, jobs: int, vendor: Path | None, no_sandbox: bool) -> None:
    """Compile the crates' dependencies once, offline."""
    sandbox = choose(no_sandbox=no_sandbox)
    folder = vendor or paths.home() / "vendor"
    pins = read_pins()
    (home / _PREPARED).unlink(missing_ok=True)
    compile_all(home, folder, pins, jobs=jobs, sandbox=sandbox)
    (home / _PREPARED).touch()
    click.echo(f"{len(listed(home / 'units', pins))} crates are ready")


@main.command()
@click.option("--prepared", type=click.Path(path_type=Path), help="Folder with recorded units.")
@click.option("--jobs", default=1, show_default=True)
@click.option("--backend", type=click.Choice(["loky", "ray"]), default="loky", show_default=True)
@click.option("--crate", "names", multiple=True, help="Only crates of this name.")
@click.option("--passes", default=1, show_default=True, help="More of them add to what is there.")
@click.option("--nice", "priority", default=19, show_default=True, help="0 to 19.")
@click.option("--follow", is_flag=True, help="Wait for crates that are still being prepared.")
@click.option("--no-sandbox", is_flag=True, help="Run the crates' macros with your own rights.")
@click.pass_obj
def build(
    home: Path, prepared: Path | None, jobs: int, backend: str, names: tuple[str, ...],
    passes: int, priority: int, follow: bool, no_sandbox: bool,
) -> None:  # fmt: skip
    """Break clean crates, confirm with rustc, store."""
    # As Ctrl-C: what lies in temporary folders is taken away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    units, folder = (prepared or home) / "units", home / "shards"
    for number in range(1, passes + 1):
        options = Options(passes=number, priority=priority, no_sandbox=no_sandbox)
        rate = Rate()
        while True:
            crates = [c for c in listed(units, read_pins()) if not names or c.unit.name in names]
            left = by_turns(c for c in crates if not is_done(folder / c.unit.key, options))
            waits = follow and number == passes and not (units.parent / _PREPARED).exists()
            if not left and not waits:
                break
            if not left:
                time.sleep(_LOOK_AGAIN_S)
            work = partial(_build, folder=folder, options=options)
            for key, made in spread(work, left[: _BATCH * jobs], jobs=jobs, backend=backend):
                click.echo(rate.line(key, made["triplets"], len(left)))


def _build(crate: Listed, folder: Path, options: Options) -> tuple[str, dict[str, int]]:
    lower_priority(options)
    return crate.unit.key, build_crate(crate, folder, options)


@main.command(name="check")
@click.argument("number", type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--no-sandbox", is_flag=True, help="Run the crates' macros with your own rights.")
@click.pass_obj
def check_(home: Path, number: int, seed: int, no_sandbox: bool) -> None:
    """Compile NUMBER triplets alone and compare with what is stored."""
    crates = listed(home / "units", read_pins())
    with shown() as progress:
        found = check(crates, home / "shards", number, seed, progress, no_sandbox=no_sandbox)
    click.echo(
        f"{found.triplets} compiled alone ({found.missing} could not be): same verdict "
        f"{found.verdict}, same first code {found.first_code}, same set of codes {found.codes}, "
        f"same errors {found.errors}"
    )
    if found.differing:
        click.echo("others: " + " ".join(found.differing))


@main.command()
@click.pass_obj
def status(home: Path) -> None:
    """Count what is there."""
    with shown() as progress:
        counts = Counts(home / "shards", progress)
    console = Console(width=100)
    for part in counts.tables():
        console.print(part, highlight=False)

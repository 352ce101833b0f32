"""The steps as commands. Each can be stopped at any time and goes on where it was."""

import time
from collections import Counter
from functools import partial
from pathlib import Path

import click

from rusta_model import paths
from rusta_model.data.pins import read_pins
from rusta_model.data.triplets import store
from rusta_model.data.triplets.build import (
    Options,
    Report,
    build_crate,
    is_done,
    lower_priority,
)
from rusta_model.data.triplets.crates import Listed, by_turns, listed
from rusta_model.data.triplets.prepare import compile_all
from rusta_model.data.triplets.record import Triplet
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
    units, folder = (prepared or home) / "units", home / "shards"
    for number in range(1, passes + 1):
        options = Options(passes=number, priority=priority, no_sandbox=no_sandbox)
        rate = Rate()
        while True:
            crates = [c for c in listed(units, read_pins()) if not names or c.unit.name in names]
            left = by_turns(c for c in crates if not is_done(folder / c.unit.key, options))
            if not left and (not follow or (units.parent / _PREPARED).exists()):
                break
            if not left:
                time.sleep(_LOOK_AGAIN_S)
            work = partial(_build, folder=folder, options=options)
            for key, made in spread(work, left[: _BATCH * jobs], jobs=jobs, backend=backend):
                click.echo(rate.line(key, made["triplets"], len(left)))


def _build(crate: Listed, folder: Path, options: Options) -> tuple[str, dict[str, int]]:
    lower_priority(options)
    return crate.unit.key, build_crate(crate, folder, options)


@main.command()
@click.pass_obj
def status(home: Path) -> None:
    """Count what is there."""
    folder = home / "shards"
    total = Report()
    for path in sorted(folder.glob("*/*.report.json")):
        report = Report.model_validate_json(path.read_bytes())
        for name in ("broke", "compiled", "unclear"):
            getattr(total, name).update(getattr(report, name))
        for name in ("alone", "other_errors", "other_verdict", "runs", "seconds"):
            setattr(total, name, getattr(total, name) + getattr(report, name))
    counts: dict[str, Counter[str]] = {n: Counter() for n in ("split", "kind", "family", "code")}
    for path in store.shards(folder):
        for triplet in store.read(path, Triplet):
            counts["split"][triplet.split] += 1
            counts["kind"][triplet.kind] += 1
            counts["family"][triplet.family] += 1
            counts["code"].update(triplet.codes)
    done, skipped = len(list(folder.glob("*/done"))), len(list(folder.glob("*/skipped")))
    click.echo(f"crates: {done} done, {skipped} skipped")
    click.echo(f"triplets: {sum(counts['split'].values())}")
    tried = {n: sum(getattr(total, n).values()) for n in ("broke", "compiled", "unclear")}
    click.echo(f"tried: {tried}, {total.runs} rustc runs, {total.seconds} s")
    if total.alone:
        share = 100 * total.other_errors / total.alone
        click.echo(
            f"compiled again alone: {total.alone}, other errors {total.other_errors} "
            f"({share:.2f} %), other verdict {total.other_verdict}"
        )
    for name, found in counts.items():
        click.echo(f"{name}: " + ", ".join(f"{k} {n}" for k, n in found.most_common()))

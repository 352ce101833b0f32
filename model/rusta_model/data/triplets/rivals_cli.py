"""`python -m rusta_model.data.triplets rivals`: finds what competes with the authors' edits."""

import time
from collections import Counter
from functools import partial
from pathlib import Path

import click

from rusta_model.data.pins import read_pins
from rusta_model.data.triplets import store
from rusta_model.data.triplets.crates import Listed, by_turns, listed
from rusta_model.data.triplets.rivals import FOLDER
from rusta_model.data.triplets.rivals_build import Options, Report, build_shard
from rusta_model.data.triplets.spread import Rate, spread

SHARE = 10
"""Of the held-out side no crate gives more than one in so many."""
_LOOK_AGAIN_S = 10.0


@click.command()
@click.option("--side", type=click.Choice(["heldout", "train", "validation"]), default="heldout")
@click.option("--limit", type=int, help="Stop where so many leave a choice.")
@click.option("--rounds", default=3, show_default=True, help="Shards of a crate.")
@click.option("--bare", default=Options.bare, show_default=True, help="Where it is not.")
@click.option(
    "--each",
    default=Options.each,
    show_default=True,
    help="Triplets of a shard, the author's edit known.",
)
@click.option(
    "--costly", default=0, show_default=True, help="More, where candidates take a run each."
)
@click.option(
    "--apart", default=Options.apart, show_default=True, help="Of a triplet's, a run each."
)
@click.option("--jobs", default=1, show_default=True)
@click.option("--follow", is_flag=True, help="Wait for crates whose triplets are being built.")
@click.option("--no-sandbox", is_flag=True, help="Run the crates' macros with your own rights.")
@click.pass_obj
def rivals(
    home: Path, side: str, limit: int | None, rounds: int, each: int, bare: int, costly: int,
    apart: int, jobs: int, follow: bool, no_sandbox: bool,
) -> None:  # fmt: skip
    """Judge the engine's candidates for each triplet; goes on where it stopped."""
    options = Options(each=each, bare=bare, costly=costly, apart=apart, no_sandbox=no_sandbox)
    rate = Rate()
    while True:
        crates = [c for c in listed(home / "units", read_pins()) if c.split == side]
        built = [c for c in crates if (home / "shards" / c.unit.key / "done").exists()]
        found = Counter({c.unit.key: _offered(home, c) for c in built})
        if limit is not None and found.total() >= limit:
            break
        most = limit / SHARE if limit is not None and side == "heldout" else None
        left = [c for c in built if most is None or found[c.unit.key] < most]
        number, todo = _next(home, left, rounds)
        if not todo and not follow:
            break
        if not todo:
            time.sleep(_LOOK_AGAIN_S)
        work = partial(_build, home=home, number=number, options=options)
        for key, report in spread(work, todo[: 4 * jobs], jobs=jobs, backend="loky"):
            line = rate.line(key, report.candidates, len(todo))
            click.echo(
                f"{line} · {report.offered} of {report.triplets} leave a choice · "
                f"{report.runs} runs, {report.seconds:.0f} s"
            )
    click.echo(f"{found.total()} triplets of {len(+found)} {side} crates leave a choice")


def _next(home: Path, crates: list[Listed], rounds: int) -> tuple[int, list[Listed]]:
    """The first shard that some crates have not, and these crates."""
    for number in range(rounds):
        missing = [
            c
            for c in crates
            if not (home / FOLDER / c.unit.key / f"{number}{store.SUFFIX}").exists()
        ]
        if missing:
            return number, by_turns(missing)
    return rounds, []


def _offered(home: Path, crate: Listed) -> int:
    reports = (home / FOLDER / crate.unit.key).glob("*.report.json")
    return sum(Report.model_validate_json(path.read_bytes()).offered for path in reports)


def _build(crate: Listed, home: Path, number: int, options: Options) -> tuple[str, Report]:
    return crate.unit.key, build_shard(crate, home, number, options)

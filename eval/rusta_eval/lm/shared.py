"""What the measures of the model share: their options, the session, shares, progress."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rusta_eval.intervals import wilson
from rusta_eval.report import console, write_metrics
from rusta_model import paths
from rusta_server.lm.artifact import Artifact, ArtifactError, find, load, verified
from rusta_server.lm.session import LmSession

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")


def options(command: Command) -> Command:
    """`--model`, `--home`, `--limit`, `--seed`, `--json`."""
    for option in (
        click.option(
            "--json", "out", type=click.Path(path_type=Path), help="JSON with all figures."
        ),
        click.option("--seed", default=0, show_default=True, help="What chooses the sample."),
        click.option("--limit", type=click.IntRange(1), help="Only a sample of so many."),
        click.option("--home", type=click.Path(path_type=Path), help="The model's work folder."),
        click.option(
            "--model", "folder", type=click.Path(path_type=Path), help="Another artifact's folder."
        ),
    ):
        command = option(command)
    return command


def opened(folder: Path | None) -> tuple[Artifact, LmSession]:
    """The artifact in `folder`, else the one that the server would use.

    Raises:
        click.ClickException: there is none, or it is damaged.
    """
    try:
        artifact = verified(folder) if folder is not None else find()
        return artifact, load(artifact)
    except ArtifactError as error:
        raise click.ClickException(f"{error}; {error.remedy}") from error


def work_folder(home: Path | None) -> Path:
    return home or paths.home()


def shown_share(hits: float, cases: int) -> str:
    low, high = wilson(hits, cases)
    if not cases:
        return "–"
    return f"{100 * hits / cases:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def progressed(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """`items`, with a bar on stderr that goes away."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    err = console(stderr=True)
    with Progress(*columns, console=err, transient=True) as bar:
        yield from bar.track(items, total=total, description=what)


def write(out: Path | None, artifact: Artifact, figures: Mapping[str, Any]) -> None:
    if out is not None:
        manifest = artifact.manifest
        about = {
            "id": manifest.record_id, "name": manifest.name, "quantisation": manifest.quantisation
        }  # fmt: skip
        write_metrics(out, {"model": about, **figures})

"""What every measure that runs engines over cases is told on its command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rusta_eval.peers import ENGINES

F = TypeVar("F", bound=Callable[..., Any])


class EngineNames(click.ParamType[list[str]]):
    """Engines by name, with commas between them."""

    name = "TEXT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        names = value.split(",") if isinstance(value, str) else list(value)
        if unknown := sorted(set(names) - set(ENGINES)):
            self.fail(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}", param, ctx)
        return names


def run_options(engines: str, jobs: int) -> Callable[[F], F]:
    """`--engines`, `--sample`, `--seed`, `--jobs`, `--out` and `--metrics`, with these defaults."""
    options = (
        click.option("--engines", "names", type=EngineNames(), default=engines, show_default=True,
                     help="Names with commas."),
        click.option("--sample", "size", type=int, help="Only that many cases."),
        click.option("--seed", default="0", show_default=True, help="What chooses the sample."),
        click.option("--jobs", default=jobs, show_default=True, help="Cases at the same time."),
        click.option("--out", type=click.Path(path_type=Path), required=True,
                     help="JSONL, resumable."),
        click.option("--metrics", type=click.Path(path_type=Path), help="JSON with all figures."),
    )  # fmt: skip

    def added(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return added

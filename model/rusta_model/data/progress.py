"""Progress of a stage, to people or to nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress(Protocol):
    def step(self, name: str, total: int | None) -> None:
        """A new step begins; `total` pieces of work, None where it cannot be known."""
        ...

    def advance(self, pieces: int = 1) -> None: ...


class Silent:
    def step(self, name: str, total: int | None) -> None:
        pass

    def advance(self, pieces: int = 1) -> None:
        pass


class _Shown:
    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def step(self, name: str, total: int | None) -> None:
        self._bar.reset(self._task, total=total, description=name)

    def advance(self, pieces: int = 1) -> None:
        self._bar.advance(self._task, pieces)


@contextmanager
def shown() -> Iterator[Progress]:
    """A bar on standard error."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        yield _Shown(bar)

"""Progress on stderr: what the job is doing now, how far, for how long. Nothing with `--json` off
a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from rusta_server.cli.output import err
from rusta_server.engine.job import Ask, Decide, Plan, Step

_SAY = {
    "workspace.snapshot": "reading the workspace",
    "cargo.check": "cargo check",
    "cargo.test": "cargo test",
    "rustc.judge": "judging candidates",
    "docs.code": "finding passages",
    "journal.apply": "applying",
    "journal.revert": "reverting",
}


class Shown:
    """Feeds a rich progress bar from steps (`watch`) and from probes (`report`)."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=None)

    def watch(self, step: Step) -> None:
        if isinstance(step, Ask):
            said = [_SAY.get(probe.method) for probe in step.probes]
            text = next((text for text in said if text), None)
            if text is not None:
                self._progress.update(self._task, description=text, completed=0, total=None)
        elif isinstance(step, Plan | Decide):
            text = step.goal if isinstance(step, Plan) else step.because
            self._progress.update(self._task, description=text[:70])

    def report(self, text: str, done: int | None = None, total: int | None = None) -> None:
        self._progress.update(self._task, description=text[:70], completed=done or 0, total=total)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """No bar meanwhile, so that a question can be asked."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


@contextmanager
def shown() -> Iterator[Shown]:
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    with progress:
        yield Shown(progress)

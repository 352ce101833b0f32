"""Work-done progress for whatever takes over a second: begun late, always ended, cancellable."""

import uuid
from collections.abc import Callable
from typing import Any

from lsprotocol import types

from rusta_server.engine.job import Plan, Step
from rusta_server.lsp.project import Project, Sink
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.process import Cancel

AFTER_S = 1.0
_TITLES = {
    "diagnose": "checking",
    "propose": "proving a fix",
    "explain": "explaining",
    "apply": "applying",
    "revert": "reverting",
}


class Bar:
    """One progress of the client. All methods run on the event loop."""

    def __init__(self, server: RustaServer, title: str, cancel: Callable[[], None]) -> None:
        self.token = f"rusta-{uuid.uuid4()}"
        self._server, self._title, self.cancel = server, title, cancel
        self._text = ""
        self._percentage: int | None = None
        self._begun = self._ended = False
        self._timer = server.later_call(AFTER_S, self._create)

    def say(self, text: str, done: int | None = None, total: int | None = None) -> None:
        self._text = text
        self._percentage = 100 * done // total if done is not None and total else None
        if self._begun and not self._ended:
            self._send(types.WorkDoneProgressReport(message=text, percentage=self._percentage))

    def end(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._timer.cancel()
        if self._begun:
            self._send(types.WorkDoneProgressEnd())

    def _create(self) -> None:
        params = types.WorkDoneProgressCreateParams(token=self.token)
        future = self._server.protocol.send_request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params)
        future.add_done_callback(lambda f: self._server.on_loop(self._created, f))

    def _created(self, future: Any) -> None:
        if self._ended or future.cancelled() or future.exception() is not None:
            return
        self._begun = True
        self._send(
            types.WorkDoneProgressBegin(
                title=f"rusta: {self._title}",
                cancellable=True,
                message=self._text or None,
                percentage=self._percentage or 0,
            )
        )

    def _send(self, value: Any) -> None:
        self._server.protocol.notify(
            types.PROGRESS, types.ProgressParams(token=self.token, value=value)
        )


def register(server: RustaServer) -> None:
    bars: dict[str, Bar] = {}

    @server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def cancelled(params: types.WorkDoneProgressCancelParams) -> None:
        bar = bars.get(str(params.token))
        if bar is not None:
            bar.cancel()

    def sink(project: Project, job: str, cancel: Cancel) -> Sink:
        """One bar a job; the job's end is told by `Project` through `finished`."""
        made: list[Bar] = []

        def begin() -> None:
            bar = Bar(server, _TITLES.get(job, job), lambda: project.stop_running(job, cancel))
            bars[bar.token] = bar
            made.append(bar)

        def end() -> None:
            for bar in made:
                bars.pop(bar.token, None)
                bar.end()

        def said(text: str, done: int | None, total: int | None) -> None:
            for bar in made:
                server.on_loop(bar.say, text, done, total)

        def step(value: Step) -> None:
            if isinstance(value, Plan):
                said(value.goal, None, None)

        if server.client.progress:
            server.on_loop(begin)
        return Sink(step, said, lambda: server.on_loop(end))

    server.sinks.append(sink)

"""`rusta/trace`: the steps of running jobs, for clients that asked with `rusta/subscribeTraces`.

`run` tells the jobs of a server apart. After the last step of one comes `rusta/traceEnded`; what it
recorded can be listed then (`rusta.traces`).
"""

import itertools
from typing import Any

from rusta_server.lsp.project import Project, Sink
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.process import Cancel

SUBSCRIBE, TRACE, ENDED = "rusta/subscribeTraces", "rusta/trace", "rusta/traceEnded"


def register(server: RustaServer) -> None:
    subscribed = {"value": False}
    runs = itertools.count(1)

    @server.feature(SUBSCRIBE)
    def subscribe(params: Any) -> dict[str, bool]:
        on = getattr(params, "on", True) if params is not None else True
        subscribed["value"] = bool(on)
        return {"on": subscribed["value"]}

    def sink(project: Project, job: str, _: Cancel) -> Sink:
        run = next(runs)

        def tell(method: str, **more: Any) -> None:
            if subscribed["value"]:
                params = {"workspace": project.id, "job": job, "run": run, **more}
                server.on_loop(server.protocol.notify, method, params)

        return Sink(
            lambda step: tell(TRACE, step=step.model_dump(mode="json")),
            lambda *_: None,
            lambda: tell(ENDED),
        )

    server.sinks.append(sink)

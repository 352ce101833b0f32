"""`rusta/trace`: the steps of running jobs, for clients that asked with `rusta/subscribeTraces`."""

from typing import Any

from rusta_server.engine.job import Step
from rusta_server.lsp.project import Project, Sink
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.process import Cancel

SUBSCRIBE, TRACE = "rusta/subscribeTraces", "rusta/trace"


def register(server: RustaServer) -> None:
    subscribed = {"value": False}

    @server.feature(SUBSCRIBE)
    def subscribe(params: Any) -> dict[str, bool]:
        on = getattr(params, "on", True) if params is not None else True
        subscribed["value"] = bool(on)
        return {"on": subscribed["value"]}

    def sink(project: Project, job: str, _: Cancel) -> Sink:
        def step(value: Step) -> None:
            if subscribed["value"]:
                params = {
                    "workspace": project.id,
                    "job": job,
                    "step": value.model_dump(mode="json"),
                }
                server.on_loop(server.protocol.notify, TRACE, params)

        return Sink(step, lambda *_: None)

    server.sinks.append(sink)

"""rusta.traces, rusta.trace: what was recorded of a project, and one trace step by step."""

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from rusta_server.contracts.documents import TracesDocument, TraceStepsDocument, dump
from rusta_server.lsp.commands import chosen, command, off_loop, word
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer

_LIMIT = 30


def register(server: RustaServer) -> None:
    @command(server, "rusta.traces")
    async def traces(argument: Any) -> dict[str, Any]:
        """[{uri?, project?, limit?}]: the project's traces, newest first."""
        project = chosen(server, argument)
        asked = argument.get("limit") if isinstance(argument, dict) else None
        limit = asked if isinstance(asked, int) and asked > 0 else _LIMIT
        return dump(await off_loop(server, lambda: _listed(project, limit)))

    @command(server, "rusta.trace")
    async def trace(argument: Any) -> dict[str, Any]:
        """[{trace?, uri?, project?}]: a trace by its id, or the last of the project."""
        named = word(argument, "trace") or "last"
        project = chosen(server, argument) if named == "last" else None
        return dump(await off_loop(server, lambda: _steps(named, project)))


def _listed(project: Project, limit: int) -> TracesDocument:
    """For worker threads."""
    from rusta_server.runner.trace_documents import listed
    from rusta_server.traces.blobs import BlobStore
    from rusta_server.traces.store import TraceStore

    store = TraceStore(project.state.traces, BlobStore(project.state.blobs))
    return listed(store, project.id, limit)


def _steps(named: str, project: Project | None) -> TraceStepsDocument:
    """For worker threads. Raises JsonRpcInvalidParams."""
    from rusta_server.runner.trace_documents import step_by_step
    from rusta_server.state import find_trace
    from rusta_server.traces.blobs import BlobStore
    from rusta_server.traces.encode import BrokenTraceError
    from rusta_server.traces.store import NoSuchTraceError, TraceStore

    try:
        if project is not None:
            store = TraceStore(project.state.traces, BlobStore(project.state.blobs))
            return step_by_step(store, store.resolve("last"))
        return step_by_step(*find_trace(named, None))
    except NoSuchTraceError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    except BrokenTraceError as broken:
        raise JsonRpcInvalidParams(f"the trace is damaged: {broken}") from broken

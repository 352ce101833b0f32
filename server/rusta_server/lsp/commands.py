"""workspace/executeCommand: the jobs by hand. Each answers with the document of `--json`."""

import asyncio
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.documents import (
    DiagnoseDocument,
    ErrorDocument,
    ExplainDocument,
    ProposeDocument,
    dump,
)
from rusta_server.contracts.results import (
    At,
    DiagnoseRequest,
    DiagnoseResult,
    ExplainRequest,
    ExplainResult,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.lsp.positions import Place
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.proposals import ProposalStore


def register(server: RustaServer) -> None:
    @server.command("rusta.diagnose")
    async def diagnose(argument: Any = None) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        finished = await job(project, "diagnose", DiagnoseRequest(overlays=overlays))
        if isinstance(finished.result, DiagnoseResult):
            return dump(DiagnoseDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished)

    @server.command("rusta.explain")
    async def explain(argument: Any = None) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        code = argument.get("code") if isinstance(argument, dict) else None
        request = ExplainRequest(
            code=code, at=None if code else at(server, project, argument), overlays=overlays
        )
        finished = await job(project, "explain", request)
        if isinstance(finished.result, ExplainResult):
            return dump(ExplainDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished)

    @server.command("rusta.proposePatch")
    async def propose(argument: Any = None) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        request = ProposeRequest(at=at(server, project, argument), overlays=overlays)
        finished = await job(project, "propose", request)
        if isinstance(finished.result, ProposeResult):
            store = ProposalStore(project.state.proposals)
            ids = tuple(store.put(proposal) for proposal in finished.result.proposals)
            return dump(ProposeDocument(trace=finished.trace, ids=ids, result=finished.result))
        return failed(server, finished)


def chosen(server: RustaServer, argument: Any) -> Project:
    """The project a command is about: that of `uri`, else the only one that is open.

    Raises:
        JsonRpcInvalidParams: there is none, or more than one and no `uri`.
    """
    uri = argument.get("uri") if isinstance(argument, dict) else None
    if uri is not None:
        document = server.documents.get(str(uri))
        project = server.project_of(document) if document is not None else None
        if project is None:
            raise JsonRpcInvalidParams(f"{uri} is not open, or in no cargo project")
        return project
    if len(server.projects) == 1:
        return next(iter(server.projects.values()))
    raise JsonRpcInvalidParams('name a file of the project: [{"uri": "file:///…/src/main.rs"}]')


def at(server: RustaServer, project: Project, argument: Any) -> At | None:
    """`position` of the argument (LSP's) as a place of the file."""
    if not isinstance(argument, dict) or "position" not in argument:
        return None
    document = server.documents.get(str(argument.get("uri")))
    given = argument["position"]
    if document is None or document.path is None or not isinstance(given, dict):
        return None
    where = Place(int(given.get("line", 0)), int(given.get("character", 0)))
    index = document.index.index_of(where, server.documents.encoding)
    start = document.index.place_of(index, "utf-32")
    return At(path=project.token(document.path), line=start.line + 1, column=start.character + 1)


async def job(project: Project, name: str, request: Record) -> Any:
    """Run a job for a person; cancelled with the request."""
    ticket = project.submit(name, request)
    try:
        return await asyncio.wrap_future(ticket.future)
    except asyncio.CancelledError:
        ticket.stop()
        raise


def failed(server: RustaServer, finished: Any) -> dict[str, Any]:
    """The error document; the user is told as well."""
    server.tell(finished.error)
    return dump(ErrorDocument(error=finished.error, trace=finished.trace or None))

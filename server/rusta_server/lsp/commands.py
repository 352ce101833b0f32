"""workspace/executeCommand: the jobs by hand. Each answers with the document of `--json`."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.documents import (
    DiagnoseDocument,
    ErrorDocument,
    ExplainDocument,
    ProposeDocument,
    dump,
)
from rusta_server.contracts.probe import DOCS_MISSING, ProbeError
from rusta_server.contracts.results import (
    At,
    DiagnoseRequest,
    DiagnoseResult,
    ExplainRequest,
    ExplainResult,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.lsp.documents import path_of
from rusta_server.lsp.positions import Place
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.context import Editor

T = TypeVar("T")
_OPENING_S = 20.0


def register(server: RustaServer) -> None:
    @command(server, "rusta.diagnose")
    async def diagnose(argument: Any) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        finished = await job(project, "diagnose", DiagnoseRequest(overlays=overlays))
        if isinstance(finished.result, DiagnoseResult):
            return dump(DiagnoseDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished)

    @command(server, "rusta.explain")
    async def explain(argument: Any) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, _ = server.texts_of(project)
        code = argument.get("code") if isinstance(argument, dict) else None
        request = ExplainRequest(
            code=code, at=None if code else at(server, project, argument), overlays=overlays
        )
        finished = await job(project, "explain", request)
        if isinstance(finished.result, ExplainResult):
            _tell_missing(server, finished.result)
            return dump(ExplainDocument(trace=finished.trace, result=finished.result))
        return failed(server, finished)

    @command(server, "rusta.proposePatch")
    async def propose(argument: Any) -> dict[str, Any]:
        project = chosen(server, argument)
        overlays, texts = server.texts_of(project)
        where = at(server, project, argument)
        finished = await job(project, "propose", ProposeRequest(at=where, overlays=overlays))
        if isinstance(finished.result, ProposeResult):
            if where is not None and project.findings.texts == texts:
                project.proven_alone(errors_touched(project, where), finished.result)
            ids = tuple(proposal.record_id for proposal in finished.result.proposals)
            return dump(ProposeDocument(trace=finished.trace, ids=ids, result=finished.result))
        return failed(server, finished)


def _tell_missing(server: RustaServer, explained: ExplainResult) -> None:
    """Whoever asked for an explanation should know what to install for one."""
    why = next((e.unknown for e in explained.explanations if e.unknown), None)
    if why is not None and explained.missing:
        error = ProbeError(
            code=DOCS_MISSING, message=why.partition(";")[0], remedy="; ".join(explained.missing)
        )
        server.tell(error, types.MessageType.Warning)


Handler = Callable[[Any], Coroutine[Any, Any, dict[str, Any]]]


def command(server: RustaServer, name: str) -> Callable[[Handler], Handler]:
    """Register a command that takes one object, or nothing: clients call by hand without any.

    pygls counts a handler's parameters and takes no default for an answer.
    """

    def register(handler: Handler) -> Handler:
        @server.command(name)
        async def called(*arguments: Any) -> dict[str, Any]:
            argument = arguments[0] if arguments else None
            if argument is not None and not isinstance(argument, dict):
                raise JsonRpcInvalidParams(f'{name} takes one object, such as {{"uri": …}}')
            await _opened(server, argument)
            return await handler(argument)

        return handler

    return register


async def _opened(server: RustaServer, argument: Any) -> None:
    """Wait for the projects that are being opened: the first command may come before them."""
    path = path_of(word(argument, "uri") or "")
    if path is not None:
        server.open_project(path)
    until = time.monotonic() + _OPENING_S
    while server.opening and time.monotonic() < until:
        await asyncio.sleep(0.02)


def chosen(server: RustaServer, argument: Any) -> Project:
    """The project a command is about: the one it names, that of `uri`, the only one that is open,
    else that of the document the user was seen at last.

    Raises:
        JsonRpcInvalidParams: there is none.
    """
    named = word(argument, "project")
    if named is not None and named in server.projects:
        return server.projects[named]
    uri = word(argument, "uri")
    if uri is None and len(server.projects) == 1:
        return next(iter(server.projects.values()))
    path = path_of(uri or server.focused or "")
    project = server.project_at(path) if path is not None else None
    if project is not None:
        return project
    if uri is not None:
        raise JsonRpcInvalidParams(f"{uri} is in no cargo project that is open")
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


def errors_touched(project: Project, where: At) -> list[Diagnostic]:
    """The errors known of that a span of covers the place."""
    from rusta_server.engine.baseline import touches

    return [error for error in project.findings.errors if touches(error, where)]


def word(argument: Any, name: str) -> str | None:
    """A text of the command's argument; None where it is left out."""
    value = argument.get(name) if isinstance(argument, dict) else None
    return value if isinstance(value, str) and value else None


async def off_loop(server: RustaServer, work: Callable[[], T]) -> T:
    """Short work with files, on a worker thread."""
    return await asyncio.wrap_future(server.query(work).future)


async def job(project: Project, name: str, request: Record, editor: Editor | None = None) -> Any:
    """Run a job for a person; cancelled with the request."""
    ticket = project.submit(name, request, editor=editor)
    try:
        return await asyncio.wrap_future(ticket.future)
    except asyncio.CancelledError:
        ticket.stop()
        raise


def failed(server: RustaServer, finished: Any, untouched: str | None = None) -> dict[str, Any]:
    """The error document; the user is told as well."""
    server.tell(finished.error)
    document = ErrorDocument(error=finished.error, trace=finished.trace or None)
    return dump(document.model_copy(update={"untouched": untouched}) if untouched else document)

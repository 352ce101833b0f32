"""rusta.replayTrace, rusta.memoryExport, rusta.showAnchor, rusta.trust, rusta.revokeTrust."""

import asyncio
from typing import Any

from lsprotocol import types
from pydantic import ValidationError
from pygls.exceptions import JsonRpcInvalidParams

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.documents import (
    MemoryDocument,
    ReplayDocument,
    ShowDocument,
    TrustDocument,
    dump,
)
from rusta_server.lsp.announced import SCHEME
from rusta_server.lsp.commands import chosen, command, off_loop, word
from rusta_server.lsp.locations import bytes_location
from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.showing import show_uri


def register(server: RustaServer) -> None:
    @command(server, "rusta.replayTrace")
    async def replay_trace(argument: Any) -> dict[str, Any]:
        """[{trace?, uri?, project?}]: a trace by its id, or the last of the project."""
        named = word(argument, "trace") or "last"
        folder = chosen(server, argument).state if named == "last" else None
        return dump(await off_loop(server, lambda: _replayed(named, folder)))

    @command(server, "rusta.memoryExport")
    async def memory_export(argument: Any) -> dict[str, Any]:
        project = chosen(server, argument)
        note = "nothing is remembered yet: this version keeps no memory of earlier fixes"
        server.say(note)
        return dump(MemoryDocument(workspace_id=project.id, remembered=0, note=note))

    @command(server, "rusta.showAnchor")
    async def show_anchor(argument: Any) -> dict[str, Any]:
        """[{anchor}]: open the passage or span, its hash checked again. `anchor` is its id, or
        itself as an explanation carries it."""
        named = word(argument, "anchor") or _id_of(argument)
        if named is None:
            raise JsonRpcInvalidParams('name an anchor: [{"anchor": "8 or more digits"}]')
        workspace_id, document = await off_loop(server, lambda: _shown(named))
        await _open(server, workspace_id, document.anchor)
        return dump(document)

    @command(server, "rusta.trust")
    async def trust(argument: Any) -> dict[str, Any]:
        return await _trusted(server, argument, True)

    @command(server, "rusta.revokeTrust")
    async def revoke(argument: Any) -> dict[str, Any]:
        return await _trusted(server, argument, False)


async def _trusted(server: RustaServer, argument: Any, trusted: bool) -> dict[str, Any]:
    from rusta_server.lsp.trust import set_trust

    project = chosen(server, argument)
    await asyncio.wrap_future(set_trust(server, project, trusted))
    root = str(project.workspace.root)
    return dump(TrustDocument(workspace_id=project.id, root=root, trusted=project.trusted))


def _replayed(named: str, state: Any) -> ReplayDocument:
    """For worker threads. Raises JsonRpcInvalidParams."""
    from rusta_server.runner.replay_document import replayed
    from rusta_server.state import find_trace
    from rusta_server.traces.blobs import BlobStore
    from rusta_server.traces.store import NoSuchTraceError, TraceStore

    try:
        if state is not None:
            store = TraceStore(state.traces, BlobStore(state.blobs))
            return replayed(store, store.resolve("last"))
        return replayed(*find_trace(named, None))
    except NoSuchTraceError as error:
        raise JsonRpcInvalidParams(str(error)) from error


def _id_of(argument: Any) -> str | None:
    given = argument.get("anchor") if isinstance(argument, dict) else None
    try:
        return Anchor.model_validate(given).record_id if isinstance(given, dict) else None
    except ValidationError as error:
        raise JsonRpcInvalidParams(f"this is no anchor: {error.errors()[0]['msg']}") from error


def _shown(named: str) -> tuple[str, ShowDocument]:
    """For worker threads. Raises JsonRpcInvalidParams."""
    from rusta_server.session import show_anchor
    from rusta_server.state import NoSuchAnchorError, find_anchor

    try:
        workspace_id, anchor = find_anchor(named)
    except NoSuchAnchorError as error:
        raise JsonRpcInvalidParams(str(error)) from error
    found = show_anchor(workspace_id, anchor)
    return workspace_id, ShowDocument(
        anchor=anchor, ok=found.ok, uri=found.uri, text=found.text, reason=found.reason
    )


async def _open(server: RustaServer, workspace_id: str, anchor: Anchor) -> None:
    """The span itself for a source file; else the passage, as a document of ours."""
    from rusta_server.lsp.text_document_content import as_file

    project = server.projects.get(workspace_id)
    if anchor.kind == "file":
        where: types.Location | None = None
        if project is not None:
            where = bytes_location(server, project, anchor.source, anchor.start, anchor.end)
        if where is not None:
            await show_uri(server, where.uri, where.range)
        return
    suffix = "md" if anchor.kind == "doc" else "txt"
    uri = f"{SCHEME}:/anchor/{workspace_id}/{anchor.record_id}.{suffix}"
    if not server.client.text_document_content:
        uri = await off_loop(server, lambda: as_file(server, uri))
    await show_uri(server, uri)

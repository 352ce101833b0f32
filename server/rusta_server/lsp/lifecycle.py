"""What comes of initialize; initialized, shutdown; and the end of a server whose parent died."""

import asyncio
import os
from typing import Any

from lsprotocol import types

from rusta_server.lsp.announced import encoding_for
from rusta_server.lsp.client import Client
from rusta_server.lsp.documents import path_of
from rusta_server.lsp.server import RustaServer

_PARENT_POLL_S = 2.0


def begin(server: RustaServer, params: dict[str, Any]) -> None:
    """Take in the params of `initialize`, once it is answered."""
    server.client = Client(params["capabilities"], params.get("clientInfo"))
    server.documents.encoding = encoding_for(server.client)
    server.initial_settings = params.get("initializationOptions")
    for wrong in server.settings.take(server.initial_settings):
        server.later(f"settings: {wrong}")
    if params.get("processId") is not None:
        _watch(server, int(params["processId"]))


def register(server: RustaServer) -> None:
    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        if server.running:
            return
        server.running = True
        for message in server.waiting_messages:
            server.say(message)
        server.waiting_messages.clear()
        # Older clients have one root, and know of no folders.
        uris = list(server.workspace.folders) or [server.workspace.root_uri or ""]
        for path in filter(None, map(path_of, uris)):
            server.open_project(path)
        for starter in server.starters:
            starter()

    @server.feature(types.SHUTDOWN)
    def shutdown(_: Any = None) -> None:
        server.close()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.added:
            path = path_of(folder.uri)
            if path is not None:
                server.open_project(path)
        left = [p for f in server.workspace.folders.values() if (p := path_of(f.uri)) is not None]
        for folder in params.event.removed:
            path = path_of(folder.uri)
            if path is not None:
                server.close_projects(path, left)


def _watch(server: RustaServer, parent: int) -> None:
    """LSP 3.17, InitializeParams.processId: a server whose parent is gone exits."""
    loop = asyncio.get_running_loop()

    def look() -> None:
        if _alive(parent):
            loop.call_later(_PARENT_POLL_S, look)
        else:
            server.protocol.ended.set()

    loop.call_later(_PARENT_POLL_S, look)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

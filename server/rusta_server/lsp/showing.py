"""window/showDocument: opening what a command is about, where the client can."""

import asyncio
import logging

from lsprotocol import types

from rusta_server.lsp.server import RustaServer

log = logging.getLogger(__name__)
_ANSWER_S = 10.0


async def show_uri(server: RustaServer, uri: str, selection: types.Range | None = None) -> bool:
    """Whether the client showed it; without the capability its log says where it is."""
    if not server.client.shows_documents:
        server.say(f"open {uri}")
        return False
    params = types.ShowDocumentParams(uri=uri, take_focus=True, selection=selection)
    request = server.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, params)
    try:
        answer = await asyncio.wait_for(asyncio.wrap_future(request), _ANSWER_S)
    except Exception as error:
        log.info("the client did not show %s: %s", uri, error)
        return False
    return bool(answer.success)

"""The door of the server: what may come before `initialize`, its answer, and the way in.

`initialize` is answered before the types of LSP, the engine's contracts and everything else are
imported, which takes several times as long as the answer; what comes meanwhile waits its turn. So
nothing here may import them, not even through another module.

LSP 3.17, "Lifecycle Messages": before `initialize` requests are answered with -32002 and
notifications dropped (but `exit`).
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

from rusta_server.lsp import jsonrpc
from rusta_server.lsp.announced import initialize_result
from rusta_server.lsp.client import Client
from rusta_server.lsp.jsonrpc import INVALID_PARAMS, SERVER_NOT_INITIALIZED, Message, RefusedError
from rusta_server.lsp.transport import FrameWriter

log = logging.getLogger(__name__)

# A client that does not read its answer is not waited for.
_ANSWER_S = 1.0


class Receiver(Protocol):
    """Takes the messages after `initialize`."""

    def receive(self, message: Message) -> None: ...


class Door:
    """`receive` takes the body of one message, on the event loop. `begin` makes the receiver of all
    that follows, from the params of `initialize`."""

    def __init__(
        self,
        writer: FrameWriter,
        ended: asyncio.Event,
        begin: Callable[[dict[str, Any]], Receiver],
    ) -> None:
        self._writer, self._ended, self._begin = writer, ended, begin
        self._receiver: Receiver | None = None

    def unreadable(self, reason: str) -> None:
        """A message came that cannot even be taken apart."""
        self._refuse(None, jsonrpc.PARSE_ERROR, reason)

    def receive(self, body: bytes) -> None:
        try:
            message = jsonrpc.read(body)
        except RefusedError as refused:
            self._refuse(refused.msg_id, refused.code, str(refused))
            return
        if message.get("method") == "exit":
            self._ended.set()
        elif self._receiver is not None:
            self._receiver.receive(message)
        elif jsonrpc.is_response(message):
            log.info("an answer to nothing we asked: %r", message["id"])
        elif "id" not in message:
            log.info("dropped %s: initialize comes first", message["method"])
        elif message["method"] != "initialize":
            self._refuse(message["id"], SERVER_NOT_INITIALIZED, "initialize comes first")
        elif (reason := misshapen(message.get("params"))) is not None:
            self._refuse(message["id"], INVALID_PARAMS, reason)
        else:
            self._initialize(message["id"], message["params"])

    def _initialize(self, msg_id: object, params: dict[str, Any]) -> None:
        client = Client(params["capabilities"], params.get("clientInfo"))
        self._writer.write(jsonrpc.result(msg_id, initialize_result(client)))
        self._writer.drain(_ANSWER_S)
        try:
            self._receiver = self._begin(params)
        except Exception:
            log.exception("the server could not be loaded; rusta doctor says what is missing")
            self._ended.set()

    def _refuse(self, msg_id: object, code: int, reason: str) -> None:
        self._writer.write(jsonrpc.refusal(msg_id, code, reason))


def misshapen(params: Any) -> str | None:
    """What is wrong with the params of `initialize`. Capabilities of another shape are none: see
    `Client`."""
    if not isinstance(params, dict):
        return "params: not an object"
    if not isinstance(params.get("capabilities"), dict):
        return "capabilities: not an object"
    for name in ("rootUri", "rootPath", "locale", "trace"):
        if not isinstance(params.get(name), str | None):
            return f"{name}: not a string"
    parent = params.get("processId")
    # Some clients have one kind of number only, and say 1.0.
    whole = isinstance(parent, int) or (isinstance(parent, float) and parent.is_integer())
    if isinstance(parent, bool) or not (parent is None or whole):
        return "processId: not an integer"
    info = params.get("clientInfo")
    if not (info is None or _has_strings(info, "name")):
        return "clientInfo: not an object with a name"
    folders = params.get("workspaceFolders")
    if not isinstance(folders, list | None) or not all(
        _has_strings(folder, "uri", "name") for folder in folders or ()
    ):
        return "workspaceFolders: not a list of objects with uri and name"
    return None


def _has_strings(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)

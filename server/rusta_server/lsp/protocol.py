"""The guards that pygls lacks: every request gets exactly one answer, whatever its params.

`initialize` was answered before anything comes here (see `greeting`). LSP 3.17, "Lifecycle
Messages": after `shutdown` requests are answered with -32600.
"""

import asyncio
import inspect
import json
import logging
from collections.abc import Generator
from concurrent.futures import Future
from typing import Any, Protocol, cast

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.uris import from_fs_path
from pygls.workspace import Workspace

from rusta_server.lsp import jsonrpc
from rusta_server.lsp.jsonrpc import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Message,
    is_id,
)
from rusta_server.lsp.transport import FrameWriter

log = logging.getLogger(__name__)


class Guarded(Protocol):
    def missed(self, params: Any) -> None:
        """A message about a document could not be understood: its text is not known any more."""


class GuardedProtocol(LanguageServerProtocol):
    """`receive` takes one message after `initialize`, on the event loop; `exit_code` is 0 once the
    client asked for the shutdown."""

    ended: asyncio.Event
    _frames: FrameWriter

    def begin(self, writer: FrameWriter, ended: asyncio.Event, params: Message) -> None:
        """`params` are those of `initialize`; `ended` is set by whoever ends the server."""
        self.set_writer(writer, include_headers=False)
        self._frames, self.ended = writer, ended
        self._raw: dict[str, Future[Message]] = {}
        root, path = params.get("rootUri"), params.get("rootPath")
        if root is None and path is not None:
            root = from_fs_path(path)
        folders = [
            types.WorkspaceFolder(folder["uri"], folder["name"])
            for folder in params.get("workspaceFolders") or ()
        ]
        self._workspace = Workspace(root, workspace_folders=folders)

    @property
    def exit_code(self) -> int:
        return 0 if self._shutdown else 1

    def receive(self, message: Message) -> None:
        if jsonrpc.is_response(message):
            self._response(message)
            return
        method, is_request = message["method"], "id" in message
        if self._shutdown or method == types.INITIALIZE:
            reason = "initialize was called before"
            if self._shutdown:
                reason = "the server is shut down; only exit is accepted"
            if is_request:
                self._refuse(message["id"], INVALID_REQUEST, reason)
            return
        self._call(message, is_request)

    # pygls' own text sync is not used (see `documents`); only our handlers are called.

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    # Nor its commands: they hear of no cancelled request, and no arguments are an error to them.

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: types.ExecuteCommandParams
    ) -> Any:
        command = self.fm.commands.get(params.command)
        if command is None:
            raise JsonRpcInvalidParams(f"{params.command} is no command of this server")
        arguments = tuple(params.arguments or ())
        if len(arguments) > 1:
            raise JsonRpcInvalidParams(f"{params.command} takes one object, not {len(arguments)}")
        result = command(*arguments)
        return await result if inspect.isawaitable(result) else result

    # Nor its shutdown, which walks through the requests in flight while they go.

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        yield self.fm.features[types.SHUTDOWN], args, None
        own = self.msg_id
        for msg_id, future in list(self._request_futures.items()):
            if msg_id != own:
                future.cancel()
        self._shutdown = True

    def _call(self, data: dict[str, Any], is_request: bool) -> None:
        method = data["method"]
        if not self._knows(method, is_request):
            if is_request:
                self._refuse(data["id"], METHOD_NOT_FOUND, f"no request {method!r} is known here")
            return
        # A client may leave out params where there are none to give.
        given = data.setdefault("params", None)
        try:
            message: Any = self.structure_message(data)
        except JsonRpcInvalidParams as error:
            self._misshapen(data, given, is_request, _reason(error))
            return
        except Exception as error:
            self._misshapen(data, given, is_request, str(error) or type(error).__name__)
            return
        self.handle_message(message)

    def _knows(self, method: str, is_request: bool) -> bool:
        if method == types.CANCEL_REQUEST:
            return not is_request
        if method not in self.fm.builtin_features and method not in self.fm.features:
            return False
        kinds = types.METHOD_TO_TYPES.get(method)
        return kinds is None or (kinds[1] is not None) == is_request

    def _misshapen(self, data: dict[str, Any], params: Any, is_request: bool, reason: str) -> None:
        if is_request:
            self._refuse(data["id"], INVALID_PARAMS, reason)
            return
        log.warning("dropped %s: %s", data["method"], reason)
        if data["method"].startswith("textDocument/did"):
            cast(Guarded, self._server).missed(params)

    def send_raw(self, method: str, params: Any, number: str, answered: "Future[Message]") -> None:
        """A request of which LSP knows nothing; `answered` gets the response as it comes."""
        self._raw[number] = answered
        request = {"jsonrpc": jsonrpc.VERSION, "id": number, "method": method, "params": params}
        self._frames.write(json.dumps(request).encode())

    def _response(self, data: dict[str, Any]) -> None:
        if (raw := self._raw.pop(str(data["id"]), None)) is not None:
            raw.set_result(data)
            return
        # The client's own requests in flight are futures too; an id of theirs is none of ours.
        if data["id"] not in self._result_types:
            log.info("an answer to nothing we asked: %r", data["id"])
            return
        try:
            message: Any = self.structure_message(data)
            self.handle_message(message)
        except Exception as error:
            future = self._request_futures.pop(data["id"], None)
            if future is not None and not future.done():
                future.set_exception(error)
        finally:
            self._result_types.pop(data["id"], None)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        if is_id(msg_id) and msg_id not in self._result_types:
            super()._handle_cancel_notification(msg_id)

    def _execute_handler(self, msg_id: Any, *args: Any, **kwargs: Any) -> None:
        """pygls keeps the futures of notifications for ever."""
        super()._execute_handler(msg_id, *args, **kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda done: self._forget(msg_id, done))

    def _forget(self, msg_id: Any, done: Any) -> None:
        if self._request_futures.get(msg_id) is done:
            del self._request_futures[msg_id]

    def _send_response(self, msg_id: Any, result: Any = None, error: Any = None) -> None:
        if error is not None and error.code == INTERNAL_ERROR:
            error.data = None  # a traceback, which stands in the log
        super()._send_response(msg_id, result, error)

    def _refuse(self, msg_id: object, code: int, reason: str) -> None:
        self._frames.write(jsonrpc.refusal(msg_id, code, reason))


def _reason(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, BaseValidationError):
        return "; ".join(transform_error(cause)[:3])
    return str(cause or error) or "params of another shape"

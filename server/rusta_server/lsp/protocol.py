"""The guards that pygls lacks: every request gets exactly one answer, in every state of the life
cycle, whatever its params.

LSP 3.17, "Lifecycle Messages": before `initialize` requests are answered with -32002 and
notifications dropped (but `exit`); after `shutdown` requests with -32600.
"""

import asyncio
import inspect
import json
import logging
from collections.abc import Generator
from typing import Any, Protocol, cast

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

log = logging.getLogger(__name__)

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
SERVER_NOT_INITIALIZED, REQUEST_CANCELLED, CONTENT_MODIFIED = -32002, -32800, -32801


class Guarded(Protocol):
    def missed(self, params: Any) -> None:
        """A message about a document could not be understood: its text is not known any more."""


class GuardedProtocol(LanguageServerProtocol):
    """`receive` takes the body of one message, on the event loop; `exit_code` is 0 once the client
    asked for the shutdown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._initialized = False
        self.ended = asyncio.Event()

    @property
    def exit_code(self) -> int:
        return 0 if self._shutdown else 1

    def unreadable(self, reason: str) -> None:
        """A message came that cannot even be taken apart."""
        self._refuse(None, PARSE_ERROR, reason)

    def receive(self, body: bytes) -> None:
        try:
            # Decoded here: json.loads would take UTF-16 too.
            data = json.loads(body.decode())
        except (ValueError, RecursionError):
            self._refuse(None, PARSE_ERROR, "the message is not JSON")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            given = data.get("id") if isinstance(data, dict) else None
            self._refuse(given, INVALID_REQUEST, 'not a JSON-RPC 2.0 object ("jsonrpc": "2.0")')
            return
        method, is_request = data.get("method"), "id" in data
        if is_request and not _is_id(data["id"]):
            self._refuse(None, INVALID_REQUEST, "an id is an integer or a string")
        elif method is None and is_request:
            self._response(data)
        elif not isinstance(method, str):
            self._refuse(data.get("id"), INVALID_REQUEST, "no method")
        elif method == types.EXIT:
            self.ended.set()
        elif (state := self._out_of_order(method)) is not None:
            if is_request:
                self._refuse(data["id"], *state)
        else:
            self._call(data, is_request)

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        result = yield from super().lsp_initialize(params)
        self._complete(result.capabilities, params.capabilities)
        return result

    def _complete(
        self, announced: types.ServerCapabilities, client: types.ClientCapabilities
    ) -> None:
        """What pygls leaves out of the capabilities, or says to clients that do not know it."""
        content = self.fm.feature_options.get(types.WORKSPACE_TEXT_DOCUMENT_CONTENT)
        if content is not None:
            announced.workspace = announced.workspace or types.WorkspaceOptions()
            announced.workspace.text_document_content = content
        actions = client.text_document and client.text_document.code_action
        if not (actions and actions.code_action_literal_support):
            announced.code_action_provider = bool(announced.code_action_provider)

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

    def _out_of_order(self, method: str) -> tuple[int, str] | None:
        if self._shutdown:
            return INVALID_REQUEST, "the server is shut down; only exit is accepted"
        if method == types.INITIALIZE:
            if self._initialized:
                return INVALID_REQUEST, "initialize was called before"
            return None
        if not self._initialized:
            return SERVER_NOT_INITIALIZED, "initialize comes first"
        return None

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
        if method == types.INITIALIZE:
            self._initialized = True
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

    def _response(self, data: dict[str, Any]) -> None:
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
        if _is_id(msg_id) and msg_id not in self._result_types:
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

    def _refuse(self, msg_id: object, code: int, message: str) -> None:
        """Written by hand: lsprotocol has no response without an id, JSON-RPC 5 asks for null."""
        error = {"code": code, "message": message}
        self._send_data({"jsonrpc": self.VERSION, "id": msg_id if _is_id(msg_id) else None,
                         "error": error})  # fmt: skip


def _is_id(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def _reason(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, BaseValidationError):
        return "; ".join(transform_error(cause)[:3])
    return str(cause or error) or "params of another shape"

"""The guards that pygls lacks: every request gets exactly one answer, in every state of the life
cycle, whatever its params.

LSP 3.17, "Lifecycle Messages": before `initialize` requests are answered with -32002 and
notifications dropped (but `exit`); after `shutdown` requests with -32600.
"""

import asyncio
import json
import logging
from collections.abc import Generator
from typing import Any

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

log = logging.getLogger(__name__)

PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS = -32700, -32600, -32602
SERVER_NOT_INITIALIZED, REQUEST_CANCELLED, CONTENT_MODIFIED = -32002, -32800, -32801


class GuardedProtocol(LanguageServerProtocol):
    """`receive` takes the body of one message, on the event loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._initialized = False
        self.ended = asyncio.Event()
        self.exit_code = 1

    def receive(self, body: bytes) -> None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, PARSE_ERROR, "the message is not JSON")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            given = data.get("id") if isinstance(data, dict) else None
            self._refuse(given, INVALID_REQUEST, 'not a JSON-RPC 2.0 object ("jsonrpc": "2.0")')
            return
        method, is_request = data.get("method"), "id" in data
        if method is None and is_request:
            self._response(data)
        elif not isinstance(method, str):
            self._refuse(data.get("id"), INVALID_REQUEST, "no method")
        elif method == types.EXIT:
            self._exit()
        elif is_request and not _is_id(data["id"]):
            self._refuse(None, INVALID_REQUEST, "an id is a number or a string")
        elif (state := self._out_of_order(method)) is not None:
            if is_request:
                self._refuse(data["id"], *state)
        else:
            self._call(data, is_request)

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
        # A client may leave out params where there are none to give.
        data.setdefault("params", None)
        try:
            message: Any = self.structure_message(data)
        except JsonRpcInvalidParams as error:
            if is_request:
                self._refuse(data["id"], INVALID_PARAMS, _reason(error))
            else:
                log.warning("dropped %s: %s", data["method"], _reason(error))
            return
        except Exception as error:
            if is_request:
                self._refuse(data["id"], INVALID_PARAMS, str(error) or type(error).__name__)
            return
        if data["method"] == types.INITIALIZE:
            self._initialized = True
        self.handle_message(message)

    def _response(self, data: dict[str, Any]) -> None:
        if data["id"] not in self._request_futures:
            log.info("an answer to nothing we asked: %r", data["id"])
            return
        try:
            message: Any = self.structure_message(data)
            self.handle_message(message)
        except Exception as error:
            future = self._request_futures.pop(data["id"], None)
            if future is not None and not future.done():
                future.set_exception(error)

    def _exit(self) -> None:
        """The main loop ends; `exit_code` is 0 only after a shutdown."""
        self.exit_code = 0 if self._shutdown else 1
        self.ended.set()

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

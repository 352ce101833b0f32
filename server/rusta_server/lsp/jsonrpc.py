"""JSON-RPC 2.0: one message taken apart, or refused with the code there is for it."""

import json
from typing import Any

VERSION = "2.0"
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND = -32700, -32600, -32601
INVALID_PARAMS, INTERNAL_ERROR = -32602, -32603
# LSP's own.
SERVER_NOT_INITIALIZED, REQUEST_CANCELLED, CONTENT_MODIFIED = -32002, -32800, -32801

Message = dict[str, Any]


class RefusedError(Exception):
    """The answer to what is no message; `msg_id` is None where nobody knows whose answer it is."""

    def __init__(self, msg_id: object, code: int, reason: str) -> None:
        super().__init__(reason)
        self.msg_id, self.code = msg_id, code


def read(body: bytes) -> Message:
    """A request, a notification (without "id") or a response (without "method").

    Raises:
        RefusedError: it is none of them.
    """
    try:
        # Decoded here: json.loads would take UTF-16 too.
        data = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise RefusedError(None, PARSE_ERROR, "the message is not JSON") from None
    if not isinstance(data, dict) or data.get("jsonrpc") != VERSION:
        given = data.get("id") if isinstance(data, dict) else None
        raise RefusedError(given, INVALID_REQUEST, 'not a JSON-RPC 2.0 object ("jsonrpc": "2.0")')
    if "id" in data and not is_id(data["id"]):
        raise RefusedError(None, INVALID_REQUEST, "an id is an integer or a string")
    is_response = "id" in data and data.get("method") is None
    if not is_response and not isinstance(data.get("method"), str):
        raise RefusedError(data.get("id"), INVALID_REQUEST, "no method")
    return data


def is_response(message: Message) -> bool:
    return message.get("method") is None


def is_id(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)


def result(msg_id: object, value: Any) -> bytes:
    return _encoded({"id": msg_id, "result": value})


def refusal(msg_id: object, code: int, reason: str) -> bytes:
    """JSON-RPC 2.0, 5: null stands for an id that is not known."""
    known = msg_id if is_id(msg_id) else None
    return _encoded({"id": known, "error": {"code": code, "message": reason}})


def _encoded(message: Message) -> bytes:
    return json.dumps({"jsonrpc": VERSION, **message}).encode()

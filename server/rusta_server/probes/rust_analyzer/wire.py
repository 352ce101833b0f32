"""LSP's base protocol as a client speaks it: one JSON-RPC message after its length (LSP 3.17)."""

import json
from typing import Any, BinaryIO

Message = dict[str, Any]

_MAX_BODY = 256 << 20
_MAX_LINE = 4_096


class WireError(Exception):
    """What came is no message; where the next one begins is not known."""


def encoded(message: Message) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None where the stream ended between two.

    Raises:
        WireError: the stream ended inside of one, or holds something else.
        OSError, ValueError: the stream cannot be read.
    """
    length: int | None = None
    while line := stream.readline(_MAX_LINE):
        if not line.endswith(b"\n"):
            raise WireError(f"a header line too long: {line[:40]!r}")
        if not line.strip():
            break
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value) if value.strip().isdigit() else None
    else:
        if length is None:
            return None
        raise WireError("the stream ended inside of a header")
    if length is None or length > _MAX_BODY:
        raise WireError(f"no length that can be read: {length}")
    body = stream.read(length)
    if len(body) < length:
        raise WireError("the stream ended inside of a message")
    try:
        message = json.loads(body)
    except ValueError as error:
        raise WireError(f"not JSON: {error}") from None
    if not isinstance(message, dict):
        raise WireError("not an object")
    return message

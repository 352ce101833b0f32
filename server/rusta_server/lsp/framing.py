"""LSP base protocol framing, read strictly: a header that cannot be trusted ends the connection.

LSP 3.17, "Base Protocol": `Content-Length` is required, `Content-Type` optional, lines end in CRLF.
After a wrong length nobody knows where the next message begins, so there is no going on.
"""

from collections.abc import Callable
from typing import BinaryIO

MAX_HEADER = 4_096
MAX_BODY = 64 << 20
"""Bytes. Editors send whole files; nothing legitimate comes near it."""


class FramingError(Exception):
    """The stream is no sequence of LSP messages any more."""


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message's body; None at the end of the stream between two messages.

    Raises:
        FramingError: no or no valid Content-Length, too long, or the stream ended inside of it.
    """
    length: int | None = None
    read = 0
    while True:
        line = stream.readline(MAX_HEADER)
        if not line and not read:
            return None
        read += len(line)
        if not line.endswith(b"\n"):
            raise FramingError("the stream ended inside of a header, or a header line is too long")
        if read > MAX_HEADER:
            raise FramingError(f"headers of more than {MAX_HEADER} bytes")
        field = line.strip()
        if not field:
            break
        name, colon, value = field.partition(b":")
        if not colon:
            raise FramingError(f"a header line without a colon: {field[:40]!r}")
        if name.strip().lower() == b"content-length":
            length = _length(value.strip())
    if length is None:
        raise FramingError("a message without Content-Length")
    return _body(stream.read, length)


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _length(value: bytes) -> int:
    if not value.isdigit() or int(value) > MAX_BODY:
        raise FramingError(f"Content-Length {value[:40]!r} (at most {MAX_BODY})")
    return int(value)


def _body(read: Callable[[int], bytes], length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = read(length - len(parts))
        if not part:
            raise FramingError("the stream ended inside of a message")
        parts += part
    return bytes(parts)

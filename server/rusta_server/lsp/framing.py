"""LSP base protocol framing, read strictly: a header that cannot be trusted ends the connection.

LSP 3.17, "Base Protocol": `Content-Length` is required, `Content-Type` optional, lines end in CRLF.
After a wrong length nobody knows where the next message begins, so there is no going on.
"""

import re
from collections.abc import Callable
from typing import BinaryIO

MAX_HEADER = 4_096
MAX_BODY = 64 << 20
"""Bytes. Editors send whole files; nothing legitimate comes near it."""

_NAME = re.compile(rb"[\w!#$%&'*+.^`|~-]+")


class FramingError(Exception):
    """The stream is no sequence of LSP messages any more."""


class CharsetError(Exception):
    """One message is in another encoding than UTF-8; it was read over, and the next may follow."""


def read_message(stream: BinaryIO) -> bytes | None:
    """The next message's body; None at the end of the stream between two messages.

    Raises:
        FramingError: no or no valid Content-Length, too long, or the stream ended inside of it.
        CharsetError: see there.
    """
    length: int | None = None
    charset = b"utf-8"
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
        if not colon or not _NAME.fullmatch(name):
            raise FramingError(f"not a header line: {field[:40]!r}")
        name, value = name.lower(), value.strip()
        if name == b"content-length":
            if length not in (None, _length(value)):
                raise FramingError("a message with two lengths")
            length = _length(value)
        elif name == b"content-type":
            _, found, given = value.lower().partition(b"charset=")
            charset = given.strip(b' "') if found else charset
    if length is None:
        raise FramingError("a message without Content-Length")
    body = _body(stream.read, length)
    # LSP 3.17, "Content Part": utf8 is what older clients say for utf-8.
    if charset not in (b"utf-8", b"utf8"):
        raise CharsetError(f"the message is in {charset.decode(errors='replace')}, not in utf-8")
    return body


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

"""Bytes and token paths as LSP says them, lines and columns and URIs, and back.

LSP counts columns in the units that were agreed on (LSP 3.17, "Position"). A file of the workspace
is read as it is with overlays, one of the toolchain or of a dependency as it lies on disk.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, UNREADABLE, ProbeFailure
from rusta_server.contracts.tools_ra import RaLocation
from rusta_server.workspace.tokens import Tokens

Encoding = Literal["utf-8", "utf-16", "utf-32"]
# rust-analyzer ends lines at these alone; before one a carriage return is part of the ending.
_LINE = re.compile(rb"\n")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_MAX_BYTES = 16 << 20


class Lines:
    """The lines of one text. Offsets are bytes of its UTF-8."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = [0, *(found.end() for found in _LINE.finditer(data))]

    def position(self, offset: int, encoding: Encoding) -> dict[str, int]:
        """Raises ProbeFailure(INVALID_PARAMS) for an offset that is past the end."""
        if offset > len(self.data):
            raise ProbeFailure(
                INVALID_PARAMS, f"byte {offset} is past the end, at {len(self.data)}"
            )
        line = bisect_right(self._starts, offset) - 1
        before = self.data[self._starts[line] : offset]
        return {"line": line, "character": _units(before, encoding)}

    def offset(self, position: Mapping[str, Any], encoding: Encoding) -> int:
        """Of a position; past the end of a line or text it is that end (LSP 3.17)."""
        line, character = int(position["line"]), int(position["character"])
        if line >= len(self._starts):
            return len(self.data)
        start = self._starts[line]
        stop = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.data)
        text = self.data[start:stop].rstrip(b"\r\n")
        if encoding == "utf-8":
            return start + min(character, len(text))
        units = 0
        decoded = text.decode(errors="replace")
        for at, letter in enumerate(decoded):
            if units >= character:
                return start + len(decoded[:at].encode())
            units += 2 if encoding == "utf-16" and ord(letter) > 0xFFFF else 1
        return start + len(text)


class Places:
    """`texts`: the overlaid ones by token path. `inside`: where whoever is asked has a file of the
    user's disk."""

    def __init__(
        self,
        tokens: Tokens,
        texts: Mapping[str, str],
        encoding: Encoding,
        inside: Callable[[Path], Path],
    ) -> None:
        self._tokens, self._texts, self._inside = tokens, texts, inside
        self._encoding: Encoding = encoding
        self._known: dict[str, Lines] = {}

    def document(self, token: str) -> dict[str, str]:
        return {"uri": self.uri(token)}

    def uri(self, token: str) -> str:
        """Raises ProbeFailure(REFUSED) for a path outside of the workspace."""
        if not token.startswith("$WS/"):
            raise ProbeFailure(REFUSED, f"{token!r} is no file of the workspace")
        return self._inside(self._tokens.from_token(token)).as_uri()

    def token(self, uri: str) -> str:
        """As `Tokens.to_token`; what is no file stays as it is."""
        if not uri.startswith("file://"):
            return uri
        path = _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), uri[len("file://") :].encode())
        return self._tokens.to_token(path.decode(errors="surrogateescape"))

    def position(self, token: str, offset: int) -> dict[str, int]:
        """Raises ProbeFailure(UNREADABLE, INVALID_PARAMS)."""
        return self.lines(token).position(offset, self._encoding)

    def range(self, token: str, start: int, end: int) -> dict[str, dict[str, int]]:
        if end < start:
            raise ProbeFailure(INVALID_PARAMS, f"bytes {start}..{end} are no range")
        return {"start": self.position(token, start), "end": self.position(token, end)}

    def span(self, token: str, range_: Mapping[str, Any]) -> tuple[int, int]:
        """Bytes. Raises ProbeFailure(UNREADABLE)."""
        lines = self.lines(token)
        return (
            lines.offset(range_["start"], self._encoding),
            lines.offset(range_["end"], self._encoding),
        )

    def location(
        self, uri: str, range_: Mapping[str, Any], item: Mapping[str, Any] | None = None
    ) -> RaLocation:
        token = self.token(uri)
        try:
            start, end = self.span(token, range_)
            whole = self.span(token, item) if item is not None else (None, None)
        except ProbeFailure as failure:
            return RaLocation(path=token, start=None, end=None, error=str(failure))
        return RaLocation(path=token, start=start, end=end, item_start=whole[0], item_end=whole[1])

    def lines(self, token: str) -> Lines:
        if token not in self._known:
            self._known[token] = Lines(self._read(token))
        return self._known[token]

    def _read(self, token: str) -> bytes:
        if token in self._texts:
            return self._texts[token].encode()
        try:
            path = self._tokens.from_token(token)
            if path.stat().st_size > _MAX_BYTES:
                raise ProbeFailure(UNREADABLE, f"{token} is too large")
            return path.read_bytes()
        except OSError as error:
            why = error.strerror or "unreadable"
            raise ProbeFailure(UNREADABLE, f"cannot read {token}: {why}") from error


def _units(data: bytes, encoding: Encoding) -> int:
    if encoding == "utf-8" or data.isascii():
        return len(data)
    text = data.decode(errors="replace")
    return len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text)

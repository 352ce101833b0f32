"""Trace lines: chaining, and moving large values out into blobs and back."""

from collections.abc import Callable
from typing import Any

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.trace import INLINE_LIMIT, TraceHeader, TraceOutcome, TraceStep

Body = TraceHeader | TraceStep | TraceOutcome
GENESIS = "0" * 64

# The values of these keys may be large; each stands inline or as a blob as a whole, so that equal
# values are stored once.
_OUT_OF_LINE = frozenset({"params", "result", "request", "data"})


class BrokenTraceError(Exception):
    """A trace cannot be read: which line, and what is wrong with it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason = line, reason


def next_chain(previous: str, record: bytes) -> str:
    return sha256_hex(previous.encode() + b"\n" + record)


def outline(value: Any, put: Callable[[bytes], str]) -> Any:
    """`value` with large members replaced by `{"$blob": sha256}`. What only looks like such a
    reference becomes one to itself, so that `inline` gives every value back."""
    if isinstance(value, dict):
        if set(value) == {"$blob"}:
            return {"$blob": put(canonical_bytes(value))}
        return {key: _outline_member(key, item, put) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [outline(item, put) for item in value]
    return value


def inline(value: Any, get: Callable[[str], bytes]) -> Any:
    """The inverse of `outline`. Raises ValueError where a blob is no JSON or its name no text."""
    if isinstance(value, dict):
        if set(value) == {"$blob"}:
            return _parse(get(str(value["$blob"])))
        return {key: inline(item, get) for key, item in value.items()}
    if isinstance(value, list):
        return [inline(item, get) for item in value]
    return value


def _outline_member(key: str, item: Any, put: Callable[[bytes], str]) -> Any:
    if key in _OUT_OF_LINE and isinstance(item, dict):
        encoded = canonical_bytes(item)
        if len(encoded) > INLINE_LIMIT:
            return {"$blob": put(encoded)}
    return outline(item, put)


def _parse(data: bytes) -> Any:
    import json

    return json.loads(data)

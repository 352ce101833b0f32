"""Reading a trace back: every chain hash checked, every blob fetched and checked."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.trace import TraceHeader, TraceLine, TraceOutcome, TraceStep
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.encode import GENESIS, BrokenTraceError, inline, next_chain


@dataclass(frozen=True)
class Trace:
    header: TraceHeader
    steps: tuple[TraceStep, ...]
    outcome: TraceOutcome


def read_trace(path: Path, blobs: BlobStore) -> Trace:
    """The trace at `path`.

    Raises:
        BrokenTraceError: a line is not canonical JSON of its schema, does not chain to the line
            before it, or names a blob that is missing or altered. `line` 0 is the header, line n
            is step n-1.
    """
    header: TraceHeader | None = None
    outcome: TraceOutcome | None = None
    steps: list[TraceStep] = []
    chain = GENESIS
    # Not splitlines: a line feed that became a carriage return is damage too.
    *lines, rest = path.read_bytes().split(b"\n")
    for number, raw in enumerate([*lines, rest] if rest else lines):
        line = _parse_line(number, raw)
        chain = next_chain(chain, canonical_bytes(line["record"]))
        if line["chain"] != chain:
            raise BrokenTraceError(number, "its bytes do not hash to its chain")
        record = _validate(number, line, blobs)
        if rest and number == len(lines):
            raise BrokenTraceError(number, "a line without an end")
        if outcome is not None or isinstance(record, TraceHeader) != (number == 0):
            raise BrokenTraceError(number, "a line out of place")
        if isinstance(record, TraceHeader):
            header = record
            continue
        count = record.seq if isinstance(record, TraceStep) else record.steps
        if count != len(steps):
            raise BrokenTraceError(number, f"its number is {count}, not {len(steps)}")
        if isinstance(record, TraceOutcome):
            outcome = record
        else:
            steps.append(record)
    if header is None or outcome is None:
        raise BrokenTraceError(len(lines), "the trace has no end: its job was stopped")
    return Trace(header=header, steps=tuple(steps), outcome=outcome)


def _parse_line(number: int, raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw)
        if canonical_bytes(line) != raw:
            raise BrokenTraceError(number, "not canonical JSON")
    except (ValueError, RecursionError) as error:
        raise BrokenTraceError(number, f"not canonical JSON ({error})") from None
    if not isinstance(line, dict) or set(line) != {"chain", "record"}:
        raise BrokenTraceError(number, "not a trace line")
    return line


def _validate(
    number: int, line: dict[str, Any], blobs: BlobStore
) -> TraceHeader | TraceStep | TraceOutcome:
    def fetch(digest: str) -> bytes:
        data = blobs.get(digest)
        if data is None:
            raise BrokenTraceError(number, f"blob {digest[:12]} is missing or altered")
        return data

    try:
        return TraceLine.model_validate(inline(line, fetch)).record
    except ValidationError as error:
        first = error.errors()[0]
        raise BrokenTraceError(number, f"{first['msg']} at {first['loc']}") from None
    except (ValueError, RecursionError) as error:
        raise BrokenTraceError(number, f"a blob is not JSON ({error})") from None

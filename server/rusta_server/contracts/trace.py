"""Trace v1: one JSONL file a job run, every line canonical JSON (RFC 8785).

Line 0 is the header, then one line per step, then the outcome. Each line carries `chain`, the
sha256 of the previous line's chain and this line's record: a changed byte is found at its line.
Values above `INLINE_LIMIT` bytes stand as `{"$blob": sha256}` and lie beside the trace by hash.
Wall times and dates live in a sidecar and are never hashed.
"""

from typing import Any, Literal

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.probe import Evidence, ProbeError

VERSION = 1
INLINE_LIMIT = 2_048


class TraceHeader(Record):
    kind: Literal["header"] = "header"
    version: int = VERSION
    job: str
    request: dict[str, Any]
    policy: dict[str, Any]
    rusta: str
    workspace_id: str


class TraceStep(Record):
    """`step` is the yielded step; `evidence` answers its probes in order (empty for others)."""

    kind: Literal["step"] = "step"
    seq: int
    step: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()


class TraceOutcome(Record):
    """How the job ended: its result, or the error that stopped it."""

    kind: Literal["outcome"] = "outcome"
    steps: int
    result: dict[str, Any] | None = None
    error: ProbeError | None = None


class TraceLine(Record):
    chain: str
    record: TraceHeader | TraceStep | TraceOutcome

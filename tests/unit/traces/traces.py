"""Traces written and read back."""

from pathlib import Path
from typing import Any

from rusta_server.contracts.probe import Evidence, ProbeError
from rusta_server.contracts.trace import INLINE_LIMIT, TraceHeader
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.store import TraceStore
from rusta_server.traces.writer import TraceWriter

LARGE = "ä" * INLINE_LIMIT
Steps = list[tuple[dict[str, Any], tuple[Evidence, ...]]]
STEPS: Steps = [
    ({"step": "plan", "goal": "größer\r\n\u2028"}, ()),
    (
        {"step": "probe", "probes": [{"method": "fs.read", "params": {"text": LARGE}}]},
        (Evidence(method="fs.read", key="1", result={"files": [LARGE]}),),
    ),
    (
        {"step": "probe", "probes": [{"method": "no", "params": {}}]},
        (Evidence(method="no", key="2", error=ProbeError(code=-1, message="no")),),
    ),
]


def header(**request: Any) -> TraceHeader:
    return TraceHeader(job="diagnose", request=request, policy={}, rusta="0", workspace_id="w")


def store(root: Path) -> TraceStore:
    return TraceStore(root / "traces", BlobStore(root / "blobs"))


def write(
    root: Path, steps: Steps = STEPS, result: dict[str, Any] | None = None, **request: Any
) -> str:
    """Write a whole trace; its id."""
    to = store(root)
    writer = TraceWriter(to.folder, to.blobs, header(**request))
    for step, evidence in steps:
        writer.step(step, evidence, 0.25)
    return writer.close({"ok": True} if result is None else result)

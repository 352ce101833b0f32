"""Writing a trace while a job runs: each line is on disk before the next step begins."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.probe import Evidence, ProbeError
from rusta_server.contracts.trace import TraceHeader, TraceOutcome, TraceStep
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.encode import GENESIS, Body, next_chain, outline

LEDGER = "ledger.jsonl"


class TraceWriter:
    """One trace. `close` renames the file to `<id>.jsonl`, id = sha256 of all its bytes, and adds
    the trace to the ledger. A job that dies leaves a `.part` file that still shows every step."""

    def __init__(self, folder: Path, blobs: BlobStore, header: TraceHeader) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self.blobs = folder, blobs
        # Not named by the time: that may come again.
        handle, part = tempfile.mkstemp(".part", "", folder)
        self._file, self._part = os.fdopen(handle, "wb"), Path(part)
        self._chain = GENESIS
        self._bytes = bytearray()
        self._times: list[dict[str, Any]] = []
        self._steps = 0
        self._write(header)

    def step(self, step: dict[str, Any], evidence: tuple[Evidence, ...], seconds: float) -> None:
        self._times.append({"seq": self._steps, "ms": round(seconds * 1000)})
        self._write(TraceStep(seq=self._steps, step=step, evidence=evidence))
        self._steps += 1

    def close(self, result: dict[str, Any] | None, error: ProbeError | None = None) -> str:
        self._write(TraceOutcome(steps=self._steps, result=result, error=error))
        self._file.close()
        trace_id = sha256_hex(bytes(self._bytes))
        self._part.replace(self.folder / f"{trace_id}.jsonl")
        _append_ledger(self.folder, trace_id, bytes(self._bytes))
        sidecar = {"ended_unix_s": round(time.time()), "steps": self._times}
        (self.folder / f"{trace_id}.times.json").write_bytes(canonical_bytes(sidecar))
        return trace_id

    def abandon(self) -> None:
        """Close without an outcome; the `.part` file stays for whoever asks what happened."""
        self._file.close()

    def _write(self, body: Body) -> None:
        record = canonical_bytes(outline(body.model_dump(mode="json"), self.blobs.put))
        self._chain = next_chain(self._chain, record)
        line = b'{"chain":"' + self._chain.encode() + b'","record":' + record + b"}\n"
        self._file.write(line)
        self._file.flush()
        self._bytes += line


def _append_ledger(folder: Path, trace_id: str, data: bytes) -> None:
    """One line a trace, append-only, with its RFC 6962 leaf hash (sha256 of 0x00 ‖ bytes)."""
    line = canonical_bytes({"leaf": sha256_hex(b"\x00" + data), "trace": trace_id}) + b"\n"
    with (folder / LEDGER).open("ab") as ledger:
        ledger.write(line)

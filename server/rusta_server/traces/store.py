"""The traces of a workspace: finding one by a prefix of its id."""

from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.encode import BrokenTraceError
from rusta_server.traces.reader import Trace, read_trace


class NoSuchTraceError(LookupError):
    """No trace, or more than one, has an id with that prefix."""


class TraceStore:
    def __init__(self, folder: Path, blobs: BlobStore) -> None:
        self.folder, self.blobs = folder, blobs

    def ids(self) -> list[str]:
        """Newest last."""
        files = sorted(self.folder.glob("*.jsonl"), key=lambda p: (p.stat().st_mtime_ns, p.name))
        return [path.stem for path in files if len(path.stem) == 64]

    def resolve(self, prefix: str) -> str:
        """The full id of `prefix` (at least 8 digits, or `last`).

        Raises:
            NoSuchTraceError: none or several match.
        """
        ids = self.ids()
        if prefix == "last" and ids:
            return ids[-1]
        found = [trace_id for trace_id in ids if trace_id.startswith(prefix)]
        if len(prefix) < 8 or len(found) != 1:
            many = "several traces match" if len(found) > 1 else "no trace matches"
            raise NoSuchTraceError(f"{many} {prefix!r}")
        return found[0]

    def path(self, trace_id: str) -> Path:
        return self.folder / f"{trace_id}.jsonl"

    def read(self, trace_id: str) -> Trace:
        """Raises BrokenTraceError: it is damaged, or another trace stands in its place."""
        trace = read_trace(self.path(trace_id), self.blobs)
        if sha256_hex(self.path(trace_id).read_bytes()) != trace_id:
            raise BrokenTraceError(0, "its bytes do not hash to its id")
        return trace

"""The traces of a workspace: finding one by a prefix of its id."""

import json
from contextlib import suppress
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.encode import BrokenTraceError
from rusta_server.traces.reader import Trace, read_trace
from rusta_server.traces.writer import LEDGER


class NoSuchTraceError(LookupError):
    """No trace, or more than one, has an id with that prefix."""


class TraceStore:
    def __init__(self, folder: Path, blobs: BlobStore) -> None:
        self.folder, self.blobs = folder, blobs

    def ids(self) -> list[str]:
        """Newest last: in the order of the ledger, for the clock may have been set back. What it
        does not name (whoever wrote it died before) comes first, by its time."""
        written = self._ledger()
        files = [path for path in self.folder.glob("*.jsonl") if len(path.stem) == 64]
        files.sort(key=lambda p: (written.get(p.stem, -1), p.stat().st_mtime_ns, p.name))
        return [path.stem for path in files]

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

    def _ledger(self) -> dict[str, int]:
        """The place of each trace; a line that a crash cut off has none."""
        found: dict[str, int] = {}
        try:
            lines = (self.folder / LEDGER).read_bytes().splitlines()
        except OSError:
            return found
        for number, line in enumerate(lines):
            with suppress(ValueError, KeyError, TypeError):
                found[str(json.loads(line)["trace"])] = number
        return found

    def path(self, trace_id: str) -> Path:
        return self.folder / f"{trace_id}.jsonl"

    def read(self, trace_id: str) -> Trace:
        """Raises BrokenTraceError: it is damaged, or another trace stands in its place."""
        trace = read_trace(self.path(trace_id), self.blobs)
        if sha256_hex(self.path(trace_id).read_bytes()) != trace_id:
            raise BrokenTraceError(0, "its bytes do not hash to its id")
        return trace

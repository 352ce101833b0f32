"""Golden-trace candidates: runs worth keeping as regressions, named until somebody takes them.

The trace itself lies where all do; what is kept here is its name and why it is worth a look.
"""

from pathlib import Path

from rusta_server.contracts.canonical import Record


class GoldenCandidate(Record):
    """`why`: what the run found out, in a sentence."""

    trace: str
    job: str
    why: str


class GoldenCandidates:
    """One small file a candidate, named by its trace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, trace: str, job: str, why: str) -> str:
        """The name it is kept under. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{trace}.json"
        part = path.with_suffix(".part")
        part.write_bytes(GoldenCandidate(trace=trace, job=job, why=why).canonical())
        part.replace(path)
        return trace

    def all(self) -> list[GoldenCandidate]:
        """Those that can be read, sorted by trace."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                found.append(GoldenCandidate.from_json(path.read_bytes()))
            except (OSError, ValueError):
                continue
        return found

"""What the journal writes down: one manifest an operation, its id the sha256 of its bytes."""

from dataclasses import dataclass
from typing import Literal

from rusta_server.contracts.canonical import Record

State = Literal["pending", "done", "conflicts"]
Place = Literal["disk", "buffer"]
"""Who put the bytes: we on the disk, or an editor into its buffer, which may not be saved."""


class JournalFile(Record):
    """One file of an operation. Hashes as in `proof.FileChange`; None: it does not exist. `mode`
    holds its permission bits, `made` the folders (token paths, outermost first) that exist only as
    long as this file does."""

    path: str
    before_sha256: str | None
    after_sha256: str | None
    mode: int
    made: tuple[str, ...] = ()
    place: Place = "disk"


class Manifest(Record):
    """An operation on the tree. `seq` orders them and makes equal ones differ. `reverts` is the
    entry a revert takes back."""

    version: Literal[1] = 1
    kind: Literal["apply", "revert"]
    seq: int
    files: tuple[JournalFile, ...]
    proposal: str | None = None
    trace: str | None = None
    tree_before: str | None = None
    reverts: str | None = None


@dataclass(frozen=True)
class Entry:
    """A manifest in the journal. `id` is its sha256."""

    id: str
    manifest: Manifest
    reverted: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.manifest.files)

    @property
    def buffered(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.manifest.files if file.place == "buffer")


@dataclass(frozen=True)
class Conflict:
    """A file that an interrupted operation left, or somebody since made, neither old nor new. It
    stays as it is; `kept` is where its old bytes are, None where there were none."""

    entry: str
    path: str
    kept: str | None


@dataclass(frozen=True)
class Recovery:
    """What `recover` did: the files put back to their old bytes, and those it must not touch."""

    restored: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

"""Records of the training data: where each source comes from, which file went where, what a
snapshot holds, how far a corpus is. The data room (`rusta_model.data`) writes them; the schemas are
published here."""

from typing import Annotated, Literal

from pydantic import Field

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.model_manifest import Sha256, SpdxExpression

Split = Literal["train", "validation", "heldout"]
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Below = Annotated[str, Field(pattern=r"^[^/\\][^\\]*$")]
"""A path below its source's folder, `/` between the steps."""


class LedgerEntry(Record):
    """One source of training data. `sha256` is that of the published archive (a crate), or of the
    pages as they lie on disk (documentation). `files` and `bytes` count the text that was read,
    before anything is dropped. Sources of one `family` are all in one split; documentation is split
    by chapter, by a hash of the page's path."""

    ledger: Literal[1] = 1
    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    kind: Literal["crate", "docs"]
    commit: Commit | None
    licence: SpdxExpression
    family: str = Field(min_length=1)
    split: Split | Literal["by-chapter"]
    sha256: Sha256
    files: int = Field(ge=1)
    bytes: int = Field(ge=1)


class CorpusFile(Record):
    """A file of the corpus. `sha256` and `bytes` are those of its text."""

    corpus_file: Literal[1] = 1
    source: str = Field(min_length=1)
    path: Below
    kind: Literal["rust", "prose"]
    split: Split
    sha256: Sha256
    bytes: int = Field(ge=1)


class CorpusDocument(CorpusFile):
    """A line of a split: a file with its text, byte for byte as it was published."""

    text: str


class DroppedFile(Record):
    """A file that was read and left out, and why; `like` names the file it repeats."""

    dropped_file: Literal[1] = 1
    source: str = Field(min_length=1)
    path: Below
    bytes: int = Field(ge=0)
    reason: str = Field(pattern=r"^[a-z-]+$")
    like: str | None = None


class SplitCount(Record):
    sources: int = Field(ge=0)
    files: int = Field(ge=0)
    bytes: int = Field(ge=0)


class Snapshot(Record):
    """What a snapshot of the corpus holds. Two snapshots with equal hashes hold the same bytes."""

    snapshot: Literal[1] = 1
    toolchain: str = Field(min_length=1)
    ledger_sha256: Sha256
    files_sha256: Sha256
    splits: dict[Split, SplitCount]
    dropped: dict[str, int]


class DroppedCount(Record):
    files: int = Field(ge=1)
    bytes: int = Field(ge=0)


class ListingCount(Record):
    """Rust listings of a book's pages, and how many are left out: those that do not compile, and
    those of which the book does not say that they do."""

    rust: int = Field(ge=0)
    left_out: int = Field(ge=0)


class CorpusStatus(Record):
    """How far a corpus is. `licences` counts sources by SPDX expression, `dropped` files by the
    rule that left them out, `listings` those of the books and of the error index. Repair is
    measured on the held-out crates that have tests."""

    status: Literal[1] = 1
    pinned: int = Field(ge=0)
    fetched: int = Field(ge=0)
    entries: int = Field(ge=0)
    cleaned: int = Field(ge=0)
    licences: dict[str, int]
    splits: dict[Split, SplitCount]
    dropped: dict[str, DroppedCount]
    listings: dict[str, ListingCount]
    heldout_with_tests: int = Field(ge=0)
    triplets: dict[Split, int]

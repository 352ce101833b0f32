"""The provenance ledger: one entry a source, without which nothing trains on it."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rusta_model.data.docs_text import STANDARD_LIBRARY, source_ids
from rusta_model.data.errors import DataError
from rusta_model.data.fetch import CHECKSUMS, is_vendored
from rusta_model.data.licences import permissive
from rusta_model.data.pins import Pin, excluded
from rusta_model.data.progress import Progress
from rusta_model.data.sources import Spine, text_files
from rusta_server.contracts.canonical import canonical_bytes, sha256_hex
from rusta_server.contracts.dataset import LedgerEntry

_REMEDY = "python -m rusta_model.data ledger"
_REPOSITORY = re.compile(r"https?://(?:www\.)?([^/]+/[^/]+/[^/#?]+)")


class MissingEntryError(DataError):
    """A source has no ledger entry: it must not be trained on."""


class Ledger:
    """Entries by source id, in the order of the file."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self._by_id = {source_id(entry): entry for entry in entries}

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, source: str) -> LedgerEntry:
        self.require([source])
        return self._by_id[source]

    def require(self, sources: Iterable[str]) -> None:
        """Raises MissingEntryError where one of the sources (ids: `serde-1.0.229`) has no entry, or
        is one that rusta is measured on."""
        wanted = set(sources)
        missing = sorted(wanted - set(self._by_id))
        if missing:
            raise MissingEntryError(
                f"no ledger entry for {', '.join(missing[:5])}"
                + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
                + ": nothing is trained on it",
                remedy=_REMEDY,
            )
        measured = [s for s in wanted if self._by_id[s].name in excluded()]
        if measured:
            raise MissingEntryError(f"never trained on: {', '.join(sorted(measured))}")

    def text(self) -> str:
        """The file's content: one canonical JSON record a line."""
        return "".join(entry.canonical().decode() + "\n" for entry in self)

    @property
    def sha256(self) -> str:
        """What a model's manifest names as `training_data_sha256`."""
        return sha256_hex(self.text().encode())

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        """Raises MissingEntryError where there is no ledger."""
        try:
            lines = path.read_text("utf-8").splitlines()
        except FileNotFoundError as error:
            raise MissingEntryError("there is no ledger", remedy=_REMEDY) from error
        return cls(LedgerEntry.from_json(line) for line in lines)


def source_id(entry: LedgerEntry) -> str:
    return f"{entry.name}-{entry.version}"


def build(spine: Spine, progress: Progress) -> Ledger:
    """Write the ledger of all fetched sources: documentation first, then crates by name.

    Raises:
        DataError: a source is not fetched, its licence is not permissive, or a family of crates
            stands on two sides of the split.
    """
    names = source_ids(spine.toolchain) if spine.toolchain is not None else []
    progress.step("ledger", len(names) + len(spine.pins))
    entries = []
    for name in names:
        entries.append(_docs_entry(spine, name))
        progress.advance()
    for pin in spine.pins:
        entries.append(_crate_entry(spine, pin))
        progress.advance()
    _hold_families_together(entries)
    ledger = Ledger(entries)
    spine.ledger.write_text(ledger.text(), "utf-8")
    return ledger


def family(repository: str | None, name: str) -> str:
    """Crates of one repository are one family; without one, a crate is its own."""
    found = _REPOSITORY.match((repository or "").lower())
    return found[1].removesuffix(".git") if found else name


def as_published(entry: LedgerEntry, folder: Path, hashes: Sequence[tuple[str, str]]) -> bool:
    """Whether the text files of a source, as (path, sha256), are those its entry was made from: of
    a crate, those that the archive lists; of documentation, all of them together."""
    if entry.kind == "docs":
        return _sha256_of(hashes) == entry.sha256
    listed = json.loads((folder / CHECKSUMS).read_text("utf-8"))
    return listed["package"] == entry.sha256 and all(
        listed["files"].get(path) == sha256 for path, sha256 in hashes
    )


def _sha256_of(hashes: Sequence[tuple[str, str]]) -> str:
    return sha256_hex(canonical_bytes([list(pair) for pair in hashes]))


def _crate_entry(spine: Spine, pin: Pin) -> LedgerEntry:
    folder = spine.vendor / pin.id
    if not is_vendored(folder):
        raise DataError(f"{pin.id} is not fetched", remedy="python -m rusta_model.data fetch")
    package = tomllib.loads((folder / "Cargo.toml").read_text("utf-8"))["package"]
    try:
        licence = permissive(package.get("license") or "")
    except DataError as error:
        raise DataError(f"{pin.id}: {error}", remedy="take it out of crates.toml") from error
    files, size = _measure(folder)
    return LedgerEntry(
        name=pin.name,
        version=pin.version,
        kind="crate",
        commit=_commit(folder),
        licence=licence,
        family=family(package.get("repository"), pin.name),
        split=pin.split,
        sha256=json.loads((folder / CHECKSUMS).read_text("utf-8"))["package"],
        files=files,
        bytes=size,
    )


def _docs_entry(spine: Spine, source: str) -> LedgerEntry:
    assert spine.toolchain is not None
    folder = spine.docs / source
    if not (folder / ".done").is_file():
        raise DataError(f"{source} is not fetched", remedy="python -m rusta_model.data fetch")
    name = source.removesuffix(f"-{spine.toolchain.release}")
    files, size = _measure(folder)
    hashes = [(path, sha256_hex(file.read_bytes())) for path, file in text_files(folder)]
    return LedgerEntry(
        name=name,
        version=spine.toolchain.release,
        kind="docs",
        commit=spine.toolchain.commit,
        licence="MIT OR Apache-2.0",
        family="rust-docs",
        split="train" if name == STANDARD_LIBRARY else "by-chapter",
        sha256=_sha256_of(hashes),
        files=files,
        bytes=size,
    )


def _measure(folder: Path) -> tuple[int, int]:
    sizes = [file.stat().st_size for _, file in text_files(folder)]
    return len(sizes), sum(sizes)


def _commit(folder: Path) -> str | None:
    """The commit a crate was packaged from; None where its author packaged it without version
    control. A crate packaged from a changed tree names the commit it changed."""
    try:
        about = json.loads((folder / ".cargo_vcs_info.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    commit = about.get("git", {}).get("sha1")
    return commit if commit and re.fullmatch(r"[0-9a-f]{40}", commit) else None


def _hold_families_together(entries: Iterable[LedgerEntry]) -> None:
    sides: dict[str, LedgerEntry] = {}
    for entry in entries:
        if entry.kind == "docs":
            continue
        first = sides.setdefault(entry.family, entry)
        if first.split != entry.split:
            raise DataError(
                f"{first.name} is in {first.split} and {entry.name}, of the same repository, "
                f"in {entry.split}",
                remedy="put them on one side in crates.toml",
            )

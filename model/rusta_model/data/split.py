"""Splitting: crates were put on their side by the list; here files that repeat others leave.

Files are taken in one order: held-out, validation, train. A file that repeats an earlier one is
dropped, so that of a pair across the split the one in train goes.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import zstandard

from rusta_model.data.clean import Cleaned, cleaned
from rusta_model.data.docs_text import chapter
from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger, source_id
from rusta_model.data.near import Seen
from rusta_model.data.progress import Progress
from rusta_model.data.sources import Spine, kind_of
from rusta_server.contracts.dataset import CorpusFile, DroppedFile, LedgerEntry, Split

ORDER: tuple[Split, ...] = ("heldout", "validation", "train")
_LEVEL = 6
# Of twenty chapters one is held out, one is for validation.
_CHAPTERS: dict[int, Split] = {0: "heldout", 1: "validation"}


def split(spine: Spine, ledger: Ledger, progress: Progress) -> None:
    """Write `corpus/`: one `jsonl.zst` a split, `files.jsonl` and `dropped.jsonl`.

    Raises:
        DataError: a source was not cleaned, or changed on disk since.
    """
    spine.corpus.mkdir(parents=True, exist_ok=True)
    kept, dropped = compare(spine, ledger, progress)
    progress.step("writing", len(kept))
    for side in ORDER:
        _write(spine, ledger, side, [file for file in kept if file.split == side], progress)
    _write_lines(spine.corpus / "files.jsonl", kept)
    _write_lines(spine.corpus / "dropped.jsonl", dropped)


def compare(
    spine: Spine, ledger: Ledger, progress: Progress
) -> tuple[list[CorpusFile], list[DroppedFile]]:
    """What stays and what goes, each in the order of splits, sources and paths."""
    files = list(_files(spine, ledger))
    progress.step("comparing", len(files))
    kept: list[CorpusFile] = []
    dropped: list[DroppedFile] = []
    exact: dict[str, str] = {}
    near = Seen()
    for side in ORDER:
        for entry, file in ((entry, file) for at, entry, file in files if at == side):
            source = source_id(entry)
            name = f"{source}/{file.path}"
            reason, like = file.reason, None
            if reason is None and file.normal in exact:
                reason, like = "duplicate", exact[file.normal]
            signature = file.signature
            if reason is None and signature is not None:
                like = near.like(signature)
                reason = "near-duplicate" if like is not None else None
            progress.advance()
            if reason is not None:
                about = DroppedFile(
                    source=source, path=file.path, bytes=file.bytes, reason=reason, like=like
                )
                dropped.append(about)
                continue
            exact[file.normal] = name
            if signature is not None:
                near.keep(name, signature)
            kept.append(
                CorpusFile(
                    source=source,
                    path=file.path,
                    kind="rust" if kind_of(file.path) == "rust" else "prose",
                    split=side,
                    sha256=file.sha256,
                    bytes=file.bytes,
                )
            )
    return kept, dropped


def side_of(entry: LedgerEntry, path: str) -> Split:
    """Where a file goes. Crates as a whole; of documentation each chapter as a whole."""
    if entry.split != "by-chapter":
        return entry.split
    drawn = int(sha256(chapter(entry.name, path).encode()).hexdigest(), 16) % 20
    return _CHAPTERS.get(drawn, "train")


def _files(spine: Spine, ledger: Ledger) -> Iterator[tuple[Split, LedgerEntry, Cleaned]]:
    for entry in ledger:
        try:
            for file in cleaned(spine, entry):
                yield side_of(entry, file.path), entry, file
        except FileNotFoundError as error:
            raise DataError(
                f"{source_id(entry)} is not cleaned", remedy="python -m rusta_model.data clean"
            ) from error


def _write(
    spine: Spine, ledger: Ledger, side: Split, files: list[CorpusFile], progress: Progress
) -> None:
    target = spine.corpus / f"{side}.jsonl.zst"
    unfinished = target.with_suffix(".new")
    with (
        unfinished.open("wb") as out,
        zstandard.ZstdCompressor(_LEVEL).stream_writer(out) as packed,
    ):
        for file in files:
            folder = spine.folder(file.source, ledger[file.source].kind)
            text = (folder / file.path).read_bytes()
            if sha256(text).hexdigest() != file.sha256:
                raise DataError(
                    f"{file.source}/{file.path} has changed since it was cleaned",
                    remedy="python -m rusta_model.data clean --again",
                )
            record = {**file.model_dump(), "text": text.decode()}
            packed.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            progress.advance()
    unfinished.replace(target)


def _write_lines(target: Path, records: list[CorpusFile] | list[DroppedFile]) -> None:
    lines = "".join(record.canonical().decode() + "\n" for record in records)
    target.write_text(lines, "utf-8")

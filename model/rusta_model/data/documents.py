"""The corpus as training reads it: documents in one order, those of a crate side by side."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import zstandard

from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.paths import home as default_home
from rusta_server.contracts.dataset import CorpusFile, Split

Kind = Literal["rust", "prose"]


@dataclass(frozen=True)
class Document:
    """A file of the corpus: `source` is its crate or book with the version, `path` lies below."""

    source: str
    path: str
    kind: Kind
    bytes: bytes


def documents(
    split: Split, *, home: Path | None = None, kind: Kind | None = None
) -> Iterator[Document]:
    """Every document of `split`, books before crates, sources by name and files by path, so that a
    long context holds other files of the same crate. `kind` takes only Rust or only prose.

    Raises:
        MissingEntryError: a source has no entry in the ledger.
        DataError: the corpus was not made.
    """
    home = home or default_home()
    ledger = Ledger.read(home / "ledger.jsonl")
    file = home / "corpus" / f"{split}.jsonl.zst"
    last = None
    for record in _lines(file):
        text = record.pop("text").encode()
        about = CorpusFile.model_validate(record)
        if about.source != last:
            ledger.require([about.source])
            last = about.source
        if kind is None or kind == about.kind:
            yield Document(about.source, about.path, about.kind, text)


def _lines(file: Path) -> Iterator[dict[str, str]]:
    if not file.is_file():
        raise DataError(f"{file} is not there", remedy="python -m rusta_model.data split")
    with zstandard.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)

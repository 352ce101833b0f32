"""Cleaning, source by source: what of each file is known before files are compared.

The result of a source is kept below `cleaned/` and used again while the source and the rules are
the same, so that an interrupted run goes on.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from rusta_model.data.errors import DataError
from rusta_model.data.junk import why_dropped
from rusta_model.data.ledger import Ledger, as_published, source_id
from rusta_model.data.near import Signature, signature
from rusta_model.data.progress import Progress
from rusta_model.data.sources import Spine, text_files
from rusta_server.contracts.dataset import LedgerEntry

RULES = 2
"""Raise it when `junk`, `copies` or `near` change: what was cleaned is then cleaned again."""


@dataclass(frozen=True)
class Cleaned:
    """A file as cleaning saw it. `normal` is the hash of its text without white space. `reason` is
    why it is dropped, None where it stays; `minima` its MinHash signature in base64."""

    path: str
    sha256: str
    bytes: int
    normal: str
    reason: str | None
    minima: str | None

    @property
    def signature(self) -> Signature | None:
        if self.minima is None:
            return None
        return np.frombuffer(base64.b64decode(self.minima), dtype="<u4")


def clean(spine: Spine, ledger: Ledger, progress: Progress, *, workers: int = 2) -> int:
    """Clean every source of the ledger that is not cleaned yet; how many were.

    Raises:
        DataError: a file is not as it was published.
    """
    spine.cleaned.mkdir(parents=True, exist_ok=True)
    todo = [entry for entry in ledger if not _is_done(spine, entry)]
    progress.step("cleaning", len(todo))
    jobs = (delayed(_clean_source)(spine, entry) for entry in todo)
    for _ in Parallel(n_jobs=workers, return_as="generator_unordered")(jobs):
        progress.advance()
    return len(todo)


def cleaned(spine: Spine, entry: LedgerEntry) -> Iterator[Cleaned]:
    """The files of a source in path order. Raises FileNotFoundError before it was cleaned."""
    with _result(spine, entry).open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield Cleaned(**json.loads(line))


def clean_file(crate: str, path: str, text: bytes) -> Cleaned:
    reason = why_dropped(crate, path, text)
    minima = None if reason else signature(text)
    return Cleaned(
        path=path,
        sha256=hashlib.sha256(text).hexdigest(),
        bytes=len(text),
        normal=hashlib.sha256(b"".join(text.split())).hexdigest(),
        reason=reason,
        minima=None
        if minima is None
        else base64.b64encode(minima.astype("<u4").tobytes()).decode(),
    )


def _clean_source(spine: Spine, entry: LedgerEntry) -> None:
    folder = spine.folder(source_id(entry), entry.kind)
    files = [clean_file(entry.name, path, file.read_bytes()) for path, file in text_files(folder)]
    if not as_published(entry, folder, [(file.path, file.sha256) for file in files]):
        raise DataError(
            f"{source_id(entry)} has changed on disk since it was fetched",
            remedy=f"remove {folder}, then python -m rusta_model.data fetch",
        )
    lines = [_stamp(entry), *(json.dumps(asdict(file)) for file in files)]
    result = _result(spine, entry)
    unfinished = result.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(result)


def _is_done(spine: Spine, entry: LedgerEntry) -> bool:
    try:
        with _result(spine, entry).open(encoding="utf-8") as lines:
            return next(lines, "").rstrip("\n") == _stamp(entry)
    except FileNotFoundError:
        return False


def _stamp(entry: LedgerEntry) -> str:
    return json.dumps({"rules": RULES, "source": entry.sha256, "files": entry.files})


def _result(spine: Spine, entry: LedgerEntry) -> Path:
    return spine.cleaned / f"{source_id(entry)}.jsonl"

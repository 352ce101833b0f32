"""A snapshot of the corpus: one tarball, the same bytes wherever the same sources are cleaned."""

import io
import tarfile
from collections import Counter
from hashlib import file_digest
from pathlib import Path

from rusta_model.data.errors import DataError
from rusta_model.data.ledger import Ledger
from rusta_model.data.pins import SPLITS
from rusta_model.data.sources import Spine
from rusta_server.contracts.dataset import CorpusFile, DroppedFile, Snapshot, SplitCount

NAMES = ("files.jsonl", "dropped.jsonl", *(f"{side}.jsonl.zst" for side in SPLITS))


def take(spine: Spine, target: Path) -> Snapshot:
    """Write the tarball: the ledger, the list of files with their hashes, the texts.

    Raises:
        DataError: the corpus was not made.
    """
    about = describe(spine)
    unfinished = target.with_name(f"{target.name}.new")
    with tarfile.open(unfinished, "w", format=tarfile.USTAR_FORMAT) as tar:
        _add(tar, "snapshot.json", about.canonical() + b"\n")
        _add(tar, "ledger.jsonl", spine.ledger.read_bytes())
        for name in NAMES:
            file = spine.corpus / name
            with file.open("rb") as content:
                tar.addfile(_member(name, file.stat().st_size), content)
    unfinished.replace(target)
    return about


def describe(spine: Spine) -> Snapshot:
    """What the corpus holds now. Raises DataError where it was not made."""
    ledger = Ledger.read(spine.ledger)
    try:
        kept = (spine.corpus / "files.jsonl").read_text("utf-8").splitlines()
        dropped = (spine.corpus / "dropped.jsonl").read_text("utf-8").splitlines()
        files_sha256 = sha256_of(spine.corpus / "files.jsonl")
    except FileNotFoundError as error:
        raise DataError("there is no corpus", remedy="python -m rusta_model.data split") from error
    files = [CorpusFile.from_json(line) for line in kept]
    ledger.require({file.source for file in files})
    reasons = Counter(DroppedFile.from_json(line).reason for line in dropped)
    return Snapshot(
        toolchain=spine.toolchain.release if spine.toolchain is not None else "none",
        ledger_sha256=ledger.sha256,
        files_sha256=files_sha256,
        splits={
            side: SplitCount(
                sources=len({file.source for file in files if file.split == side}),
                files=sum(file.split == side for file in files),
                bytes=sum(file.bytes for file in files if file.split == side),
            )
            for side in SPLITS
        },
        dropped=dict(sorted(reasons.items())),
    )


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    """Nothing of the machine: no owner, no time."""
    member = tarfile.TarInfo(f"rusta-corpus/{name}")
    member.size, member.mode = size, 0o644
    return member

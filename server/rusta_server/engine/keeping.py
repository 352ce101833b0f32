"""Texts that a job reads, and texts that it keeps to cite."""

from collections.abc import Generator

from rusta_server.contracts.anchor import Anchor
from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.tools import BlobParams, ReadParams, ReadResult
from rusta_server.engine.job import Step, ask


def blob_anchor(text: str, title: str) -> Generator[Step, tuple[Evidence, ...], Anchor]:
    """Keep `text` by its hash and return the anchor of all of it."""
    digest = sha256_hex(text.encode())
    yield from ask(BlobParams(text=text), method="blob.put")
    return Anchor(
        kind="blob", source=digest, start=0, end=len(text.encode()), span_sha256=digest, title=title
    )


def read_texts(
    paths: tuple[str, ...],
) -> Generator[Step, tuple[Evidence, ...], dict[str, str]]:
    """The readable ones of `paths`."""
    if not paths:
        return {}
    read: ReadResult = yield from ask(ReadParams(paths=paths), method="fs.read")
    return {file.path: file.text for file in read.files if file.text is not None}

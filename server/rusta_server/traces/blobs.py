"""Blobs by content hash: what is too large for a trace line, and what `blob` anchors point into."""

import os
import tempfile
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex


class BlobStore:
    """Files named by the sha256 of their bytes, in a two-level folder. Safe between processes:
    a blob appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """The name of the blob. One that was damaged is made whole."""
        digest = sha256_hex(data)
        path = self.path(digest)
        if self.get(digest) is None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The blob, or None where it is missing or its bytes no longer hash to its name."""
        try:
            data = self.path(digest).read_bytes()
        except OSError:
            return None
        return data if sha256_hex(data) == digest else None

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

"""`fs.read` and `fs.list`: texts and names of the workspace's files, by token path."""

from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.contracts.tools import (
    FileText,
    ListedFile,
    ListParams,
    ListResult,
    ReadParams,
    ReadResult,
)
from rusta_server.probes.context import ProbeContext

MAX_BYTES = 16 << 20


def read(params: ReadParams, ctx: ProbeContext) -> ReadResult:
    """Each path on its own: a missing, binary, huge or foreign one answers with its `error`."""
    return ReadResult(files=tuple(_read_one(path, ctx) for path in params.paths))


def list_files(params: ListParams, ctx: ProbeContext) -> ListResult:
    """Raises ProbeFailure(UNREADABLE)."""
    found = (
        ListedFile(path=file.token, size=file.size)
        for file in ctx.tree.read().files
        if file.counted and file.token.endswith(params.suffix)
    )
    return ListResult(files=tuple(sorted(found, key=lambda f: f.path)))


def _read_one(token: str, ctx: ProbeContext) -> FileText:
    try:
        data = _bytes(ctx.tokens.from_token(token))
    except ProbeFailure as failure:
        return FileText(path=token, text=None, sha256=None, error=str(failure))
    except OSError as error:
        return FileText(path=token, text=None, sha256=None, error=error.strerror or "unreadable")
    try:
        return FileText(path=token, text=data.decode(), sha256=sha256_hex(data))
    except UnicodeDecodeError as error:
        why = f"not UTF-8 at byte {error.start}"
        return FileText(path=token, text=None, sha256=sha256_hex(data), error=why)


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise OSError(0, f"too large ({size} bytes)")
    return path.read_bytes()

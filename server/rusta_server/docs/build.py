"""Building the index in stages: error codes and lints, then the books, then the standard library.

A page is in when its row is: an interrupted build goes on with the pages that are missing. One
process builds, others wait for it and then find the work done.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from rusta_server.docs.anchors import names
from rusta_server.docs.index import DocIndex, Row
from rusta_server.docs.layout import Source, Stage, item_name, pages, sources_until
from rusta_server.docs.spans import Section, plain, sections

Progress = Callable[[str, int | None, int | None], None]
_BATCH_BYTES = 8 * 1024 * 1024
_BATCH_PAGES = 400


class Cancellation(Protocol):
    """Raises from `check` where the user has asked to stop."""

    def check(self) -> None: ...


def build(
    root: Path, index: DocIndex, lock: Path, stage: Stage, progress: Progress, cancel: Cancellation
) -> int:
    """Bring the index up to `stage`; pages added. Waits for another process that builds.

    Raises:
        sqlite3.Error, OSError: the cache cannot be written.
        What `cancel.check` raises; the pages of finished batches stay in.
    """
    if not _missing(root, index, stage):
        return 0
    with _held(FileLock(lock), progress, cancel):
        todo = _missing(root, index, stage)
        batch: list[tuple[str, str, list[Row]]] = []
        size = 0
        for done, (source, path) in enumerate(todo):
            cancel.check()
            try:
                raw = (root / path).read_bytes()
            except OSError:
                continue  # Deleted while we build: not in, looked for again next time.
            batch.append((path, source.name, rows(source, path, raw)))
            size += len(raw)
            if size >= _BATCH_BYTES or len(batch) >= _BATCH_PAGES:
                index.add(batch)
                progress(f"indexing {source.title}", done, len(todo))
                batch, size = [], 0
        index.add(batch)
        progress("documentation indexed", len(todo), len(todo))
    return len(todo)


def rows(source: Source, path: str, raw: bytes) -> list[Row]:
    """What the index keeps of a page."""
    found = []
    for section in sections(raw, rustdoc=source.rustdoc):
        span = raw[section.start : section.end]
        body = plain(span)
        title, _ = names(path, section.trail)
        found.append(
            Row(
                start=section.start,
                end=section.end,
                sha256=sha256(span).digest(),
                trail=section.trail,
                identity=sha256(_identity(source, path, section, span).encode()).digest()[:16],
                title=title,
                body=body,
            )
        )
    return found


def _identity(source: Source, path: str, section: Section, span: bytes) -> str:
    """What makes two passages one: core and alloc repeat what std says of the same item, only the
    paths in signatures differ."""
    if not source.rustdoc:
        return f"{path}:{section.start}"
    prose = span.partition(b'<div class="docblock">')[2] or span
    name = item_name(path).rpartition("::")[2]
    return "\n".join((name, *section.trail, plain(prose)))


def _missing(root: Path, index: DocIndex, stage: Stage) -> list[tuple[Source, str]]:
    present = index.files()
    return [
        (source, path)
        for source in sources_until(stage)
        for path in pages(root, source)
        if path not in present
    ]


class _held:  # noqa: N801 - reads as a statement
    """The lock, waited for in steps so that a cancellation is noticed."""

    def __init__(self, lock: FileLock, progress: Progress, cancel: Cancellation) -> None:
        self._lock, self._progress, self._cancel = lock, progress, cancel

    def __enter__(self) -> None:
        while True:
            self._cancel.check()
            try:
                self._lock.acquire(timeout=0.2)
                return
            except Timeout:
                self._progress("waiting for another rusta that indexes the docs", None, None)

    def __exit__(self, *exc: object) -> None:
        self._lock.release()

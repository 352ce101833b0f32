"""The Rust sources below a folder, for those who have no file list of their own."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from rusta_indexer.records import SourceFile

# A file changed this shortly before it is looked at may change again within one tick of its
# file system's clock: it gets no stamp and is hashed.
_RACY_NS = 2_000_000_000


def rust_files(root: Path, prefix: str = "") -> Iterator[SourceFile]:
    """Every `*.rs` below `root`, sorted, symbolic links not followed; hidden folders and cargo's
    target folders (those with a CACHEDIR.TAG) are passed over. Paths are relative to `root`, after
    `prefix`."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not Path(folder, name, "CACHEDIR.TAG").exists()
        )
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith(".rs") and not path.is_symlink():
                yield _source(path, prefix + path.relative_to(root).as_posix())


def _source(path: Path, name: str) -> SourceFile:
    now = time.time_ns()
    try:
        stat = path.stat()
    except OSError:
        return SourceFile(name, path.read_bytes)
    settled = now - max(stat.st_ctime_ns, stat.st_mtime_ns) > _RACY_NS
    stamp = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
    return SourceFile(name, path.read_bytes, None, stamp if settled else None, stat.st_size)

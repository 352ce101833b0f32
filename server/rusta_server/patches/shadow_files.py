"""Copy files into a shadow: never a hard link, never through a link, always a fresh mtime.

cargo trusts mtimes: a source put back with its old mtime would be taken for unchanged, and a broken
file for a proven one.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.workspace.tree import FileState, sha256_file

_FICLONE = 0x40049409
_IN_MEMORY = 8 << 20
# What a file system may round timestamps to: 2 s (FAT), 1 s (HFS+, some NFS), else a kernel tick.
_COARSE_NS, _TICK_NS = 2_000_000_000, 10_000_000

Stamp = tuple[int, int, int, int]
"""(size, mtime_ns, ctime_ns, inode) of a file: equal stamps, equal content."""


def stamp_of(path: str | Path) -> Stamp | None:
    """None where there is no file."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def source_stamp(file: FileState) -> Stamp:
    return (file.size, file.mtime_ns, file.ctime_ns, file.inode)


class Writer:
    """Writes files of one shadow. `after_ns` is the file system's time when the last process in
    the shadow ended; every write must be younger than it."""

    def __init__(self, after_ns: int) -> None:
        self.after_ns = after_ns

    def copy(self, source: FileState, to: Path) -> str:
        """Copy a regular file; returns the sha256 of what was copied."""
        self._make_room(to)
        mode = 0o755 if source.executable else 0o644
        if source.size <= _IN_MEMORY:
            data = Path(source.path).read_bytes()
            self._create(to, data, mode)
            return sha256_hex(data)
        with Path(source.path).open("rb") as src, self._open(to, mode) as dst:
            if not _clone(src.fileno(), dst.fileno()):
                shutil.copyfileobj(src, dst, 1 << 20)
        self._freshen(to)
        return sha256_file(str(to))

    def write(self, to: Path, data: bytes, *, executable: bool = False) -> None:
        self._make_room(to)
        self._create(to, data, 0o755 if executable else 0o644)

    def link(self, target: str, to: Path) -> None:
        self._make_room(to)
        to.symlink_to(target)

    def remove(self, path: Path) -> None:
        """Remove a file, link or folder."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def _make_room(self, to: Path) -> None:
        if to.is_symlink() or to.exists():
            self.remove(to)
        else:
            _make_folders(to.parent)

    def _create(self, to: Path, data: bytes, mode: int) -> None:
        with self._open(to, mode) as file:
            file.write(data)
        self._freshen(to)

    def _open(self, to: Path, mode: int) -> BinaryIO:
        fd = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        return os.fdopen(fd, "wb")

    def _freshen(self, path: Path) -> None:
        now = path.stat().st_mtime_ns
        if now <= self.after_ns:
            coarse = self.after_ns % 1_000_000_000 == 0
            later = self.after_ns + (_COARSE_NS if coarse else _TICK_NS)
            os.utime(path, ns=(later, later))


def _make_folders(folder: Path) -> None:
    """`folder` and its parents; a file or link in the way (left by a test) is removed."""
    with contextlib.suppress(FileExistsError, NotADirectoryError):
        folder.mkdir(parents=True, exist_ok=True)
        return
    at = folder
    while not at.is_symlink() and not at.exists():
        at = at.parent
    at.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _clone(source: int, target: int) -> bool:
    """Copy by reference where the file system can (btrfs, XFS, bcachefs)."""
    if sys.platform != "linux":
        return False
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EXDEV, errno.EINVAL, errno.ENOTTY, errno.EPERM):
            return False
        raise
    return True


def copy_tree_keeping_times(source: Path, target: Path) -> None:
    """Copy build artefacts with their mtimes: a copied target folder is as fresh as its source."""
    for folder, _, names in os.walk(source):
        to = target / os.path.relpath(folder, source)
        to.mkdir(parents=True, exist_ok=True)
        for name in names:
            copy_keeping_times(Path(folder, name), to / name)


def copy_keeping_times(source: Path, target: Path) -> None:
    if source.is_symlink() or not source.is_file():
        return
    with source.open("rb") as src, target.open("xb") as dst:
        if not _clone(src.fileno(), dst.fileno()):
            shutil.copyfileobj(src, dst, 1 << 20)
    shutil.copystat(source, target)

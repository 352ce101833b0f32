"""Write files into a shadow: never a hard link, never through a link, always a fresh mtime.

cargo trusts mtimes: a source put back with its old mtime would be taken for unchanged, and a broken
file for a proven one. And what ran in the sandbox may have left links behind that lead to the
user's files: no parent folder is trusted before it was looked at.
"""

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.workspace.tree import FileState, sha256_file

# linux/fs.h
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
    """Writes files below `base`. `after_ns` is the youngest time that the file system had while a
    process ran in the shadow; every write must be younger than it."""

    def __init__(self, base: Path, after_ns: int) -> None:
        self._base = base
        self.after_ns = after_ns

    def copy(self, source: FileState, to: Path) -> str:
        """Copy a regular file; returns the sha256 of what was copied."""
        self._make_room(to)
        mode = 0o755 if source.executable else 0o644
        if source.size <= _IN_MEMORY:
            data = Path(source.path).read_bytes()
            self._create(to, data, mode)
            return sha256_hex(data)
        with Path(source.path).open("rb") as src, _create_new(to, mode) as dst:
            _transfer(src, dst)
        self._freshen(to)
        return sha256_file(str(to))

    def write(self, to: Path, data: bytes, *, executable: bool = False) -> None:
        self._make_room(to)
        self._create(to, data, 0o755 if executable else 0o644)

    def touch(self, path: Path) -> None:
        """Give a file a fresh mtime."""
        os.utime(path)
        self._freshen(path)

    def link(self, target: str, to: Path) -> None:
        self._make_room(to)
        to.symlink_to(target)

    def remove(self, path: Path) -> None:
        """Remove a file, link or folder; nothing where there is none."""
        self.secure(path.parent)
        _remove(path)

    def secure(self, folder: Path) -> None:
        """Make `folder` and its parents below the base real folders: a link or file in the way
        (left by a test) is removed."""
        at = self._base
        for part in folder.relative_to(self._base).parts:
            at = at / part
            if at.is_symlink() or not at.is_dir():
                _remove(at)
                at.mkdir()

    def _make_room(self, to: Path) -> None:
        self.secure(to.parent)
        _remove(to)

    def _create(self, to: Path, data: bytes, mode: int) -> None:
        with _create_new(to, mode) as file:
            file.write(data)
        self._freshen(to)

    def _freshen(self, path: Path) -> None:
        now = path.stat().st_mtime_ns
        if now <= self.after_ns:
            coarse = self.after_ns % 1_000_000_000 == 0
            later = self.after_ns + (_COARSE_NS if coarse else _TICK_NS)
            os.utime(path, ns=(later, later))


def copy_keeping_times(source: Path, to: Path) -> None:
    """Copy a build artefact with its mtime: a copied target folder is as fresh as its source. `to`
    appears whole or not at all."""
    part = to.with_name(f"{to.name}.part")
    _remove(part)
    with source.open("rb") as src, _create_new(part, 0o644) as dst:
        _transfer(src, dst)
    shutil.copystat(source, part, follow_symlinks=False)
    part.replace(to)


def size_of(folder: Path) -> int:
    """Bytes on disk below `folder`; links are not followed."""
    total = 0
    for at, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(f"{at}/{name}").st_blocks * 512
            except FileNotFoundError:
                continue
    return total


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _create_new(to: Path, mode: int) -> BinaryIO:
    fd = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    return os.fdopen(fd, "wb")


def _transfer(source: BinaryIO, target: BinaryIO) -> None:
    if not _clone(source.fileno(), target.fileno()):
        shutil.copyfileobj(source, target, 1 << 20)


def _clone(source: int, target: int) -> bool:
    """Copy by reference where the file system can (btrfs, XFS, bcachefs)."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EXDEV, errno.EINVAL, errno.ENOTTY, errno.EPERM):
            return False
        raise
    return True

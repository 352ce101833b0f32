"""Swapping files of the user's tree: staged beside the target, checked again, then renamed."""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import REFUSED, STALE, UNREADABLE, ProbeFailure
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal_records import Place

STALE_REMEDY = "rusta propose"


@dataclass(frozen=True)
class Found:
    """What lies at a path now; all None where nothing does."""

    data: bytes | None = None
    mode: int | None = None
    owner: tuple[int, int] | None = None


@dataclass(frozen=True)
class Swap:
    """One file from `before` to `after` (None: it does not exist). `staging` lies in the target's
    own folder: a rename must not leave the device. `made` are folders that live with the file.
    `place` buffer: an editor does it, nothing of it is staged or put here."""

    token: str
    path: Path
    staging: Path
    before: bytes | None
    after: bytes | None
    mode: int
    made: tuple[Path, ...] = ()
    place: Place = "disk"


def look(path: Path, token: str) -> Found:
    """The file at `path`, if it is one that can be replaced.

    Raises:
        ProbeFailure: REFUSED for links (symbolic, hard), special files, read-only files and files
            of other users; UNREADABLE.
    """
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Found()
    except OSError as error:
        raise ProbeFailure(UNREADABLE, f"cannot read {token}: {error.strerror}") from error
    if stat.S_ISLNK(found.st_mode):
        raise _refused(token, "is a symbolic link", "edit the file it points to")
    if not stat.S_ISREG(found.st_mode):
        raise _refused(token, "is no regular file")
    if found.st_nlink > 1:
        raise _refused(token, "has several hard links; replacing it would split them")
    # Root may write anything: the bits are asked, too, for they are what the user meant.
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise _refused(token, "is read-only", f"chmod u+w {token.removeprefix('$WS/')}")
    if os.geteuid() not in (0, found.st_uid):
        raise _refused(token, "belongs to another user, and would be ours when replaced")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProbeFailure(UNREADABLE, f"cannot read {token}: {error.strerror}") from error
    return Found(data, stat.S_IMODE(found.st_mode), (found.st_uid, found.st_gid))


def require_writable(path: Path, token: str) -> None:
    """Raises ProbeFailure(REFUSED) where the file exists and is read-only."""
    if path.exists() and (not mode_of(path, 0) & 0o222 or not os.access(path, os.W_OK)):
        raise _refused(token, "is read-only", f"chmod u+w {token.removeprefix('$WS/')}")


def mode_of(path: Path, otherwise: int) -> int:
    """The permission bits of the file, `otherwise` where there is none."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return otherwise


def require_writable_folder(path: Path, token: str) -> None:
    """The nearest existing folder of `path` takes new names.

    Raises:
        ProbeFailure: REFUSED.
    """
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    writable = folder.stat().st_mode & 0o222 and os.access(folder, os.W_OK | os.X_OK)
    if not folder.is_dir() or not writable:
        raise _refused(token, "lies in a read-only folder", "make the folder writable")


class Swapper:
    """Changes the tree, one `Swap` at a time. Every method can be repeated after a crash."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def stage(self, swap: Swap) -> None:
        if swap.after is None:
            return
        for folder in swap.made:
            if not folder.is_dir():
                self._disk.make_dir(folder, owner=_owner_like(folder))
        self._write_staging(swap, swap.after)

    def put(self, swap: Swap) -> None:
        """Raises ProbeFailure(STALE) where the file is not `before` any more."""
        if look(swap.path, swap.token).data != swap.before:
            raise stale(f"{swap.token} was changed meanwhile")
        if swap.after is None:
            self._remove(swap)
        else:
            self._disk.replace(swap.staging, swap.path)

    def restore(self, swap: Swap) -> Literal["old", "restored", "conflict"]:
        """Back to `before`, but only from `after`: what is neither is somebody else's."""
        self.unstage(swap)
        try:
            now = look(swap.path, swap.token).data
        except ProbeFailure:
            return "conflict"
        if now == swap.before:
            if swap.before is None:
                self.remove_made(swap)
            return "old"
        if now != swap.after:
            return "conflict"
        if swap.before is None:
            self._remove(swap)
        else:
            for folder in missing_folders(swap.path.parent):
                self._disk.make_dir(folder, owner=_owner_like(folder))
            self._write_staging(swap, swap.before)
            self._disk.replace(swap.staging, swap.path)
        return "restored"

    def unstage(self, swap: Swap) -> None:
        with suppress(FileNotFoundError):
            self._disk.unlink(swap.staging)

    def sync(self, swaps: list[Swap]) -> None:
        """Make the names durable, in every folder that lost or gained one."""
        folders = {folder.parent for s in swaps for folder in (s.path, *s.made)}
        for folder in sorted(folders):
            if folder.is_dir():
                self._disk.sync_dir(folder)

    def _write_staging(self, swap: Swap, data: bytes) -> None:
        self._disk.write_new(swap.staging, data, swap.mode, _owner_like(swap.path))

    def _remove(self, swap: Swap) -> None:
        self._disk.unlink(swap.path)
        self.remove_made(swap)

    def remove_made(self, swap: Swap) -> None:
        for folder in reversed(swap.made):
            # Not empty: somebody has put a file of his own there.
            with suppress(OSError):
                self._disk.remove_dir(folder)


def _owner_like(path: Path) -> tuple[int, int] | None:
    """Whose the new `path` should be: its predecessor's. Root repairs a user's tree: what is new
    there is its folder's owner's. None where that is ourselves anyway."""
    if os.geteuid() == 0:
        like = (path if path.exists() else path.parent).stat()
        return like.st_uid, like.st_gid
    if path.exists() and path.stat().st_gid != os.getegid():
        return -1, path.stat().st_gid
    return None


def staging_of(path: Path, entry_id: str, number: int) -> Path:
    """Where the entry's file `number` is staged: known to recovery from the manifest alone."""
    return path.parent / f".rusta-{entry_id[:16]}-{number}"


def stale(what: str) -> ProbeFailure:
    return ProbeFailure(
        STALE,
        f"the tree no longer matches the proof: {what}; run rusta propose again",
        STALE_REMEDY,
    )


def digest(data: bytes | None) -> str | None:
    return None if data is None else sha256_hex(data)


def missing_folders(folder: Path) -> list[Path]:
    """Folders to make for `folder` to exist, outermost first."""
    found: list[Path] = []
    while not folder.exists():
        found.insert(0, folder)
        folder = folder.parent
    return found


def _refused(token: str, why: str, remedy: str | None = None) -> ProbeFailure:
    return ProbeFailure(REFUSED, f"{token} {why}; nothing was changed", remedy)

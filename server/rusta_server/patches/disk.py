"""The few system calls that change files, behind one gate: tests stop at each of them."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Disk:
    """Durable changes. Every method raises OSError as the system call does, and leaves what it had
    begun: cleaning up is the journal's."""

    def call(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The gate: every changing system call of the journal goes through here."""
        return operation(*args, **kwargs)

    def write_new(
        self, path: Path, data: bytes, mode: int, owner: tuple[int, int] | None = None
    ) -> None:
        """Make `path` with `data`, on the disk when this returns. `mode` is set whatever the umask
        says; `owner` is (uid, gid), None for our own. Raises FileExistsError where it exists."""
        handle = self.call(os.open, path, _NEW_FILE, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self.call(os.write, handle, rest) :]
            # Owner first: a change of it clears setuid bits.
            if owner is not None:
                self.call(os.fchown, handle, *owner)
            self.call(os.fchmod, handle, mode)
            self.call(os.fsync, handle)
        finally:
            os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        self.call(os.replace, source, target)

    def unlink(self, path: Path) -> None:
        self.call(os.unlink, path)

    def make_dir(self, path: Path, mode: int = 0o777, owner: tuple[int, int] | None = None) -> None:
        self.call(os.mkdir, path, mode)
        if owner is not None:
            self.call(os.chown, path, *owner)

    def remove_dir(self, path: Path) -> None:
        self.call(os.rmdir, path)

    def sync_dir(self, path: Path) -> None:
        """Make the names in `path` durable."""
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.call(os.fsync, handle)
        finally:
            os.close(handle)

    def remove_entry(self, folder: Path) -> None:
        """A flat folder and its files; what is gone already is no error."""
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                self.unlink(path)
        with suppress(FileNotFoundError):
            self.remove_dir(folder)

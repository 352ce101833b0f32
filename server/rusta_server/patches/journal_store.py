"""The journal's folder: one folder an entry, and the folder it lies in is its state.

    new/        being written, or being thrown away: garbage after a crash
    pending/    complete and on the disk; the tree may hold any mixture of old and new
    done/       committed: the tree was all new
    conflicts/  undone after a crash but for files somebody else had changed; kept for the user

A state changes by one rename. An entry is `manifest.json` (RFC 8785), whose sha256 is the folder's
name, and `old-N`, `new-N`: the bytes of its N-th file.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import REFUSED, UNREADABLE, ProbeFailure
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal_records import Entry, JournalFile, Manifest, State

LOCK_TIMEOUT_S = 10
_MANIFEST = "manifest.json"


class Store:
    def __init__(self, root: Path, disk: Disk, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self.root = root
        self._disk = disk
        self._lock_timeout_s = lock_timeout_s

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One operation at a time, over all processes.

        Raises:
            ProbeFailure: REFUSED, another rusta holds the lock.
        """
        for name in ("new", "pending", "done", "conflicts"):
            (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(self.root / "lock", timeout=self._lock_timeout_s, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise ProbeFailure(
                REFUSED, "another rusta is changing this workspace", "try again when it is done"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def ids(self, state: State) -> list[str]:
        folder = self.root / state
        return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []

    def add(self, manifest: Manifest, contents: list[tuple[bytes | None, bytes | None]]) -> Entry:
        """Write a pending entry; `contents` are (old, new) of its files. On the disk on return."""
        data = manifest.canonical()
        entry_id = sha256_hex(data)
        folder = self.root / "new" / entry_id
        try:
            self._disk.make_dir(folder, 0o700)
            for number, sides in enumerate(contents):
                for side, content in zip(("old", "new"), sides, strict=True):
                    if content is not None:
                        self._disk.write_new(folder / f"{side}-{number}", content, 0o600)
            self._disk.write_new(folder / _MANIFEST, data, 0o600)
            self._disk.sync_dir(folder)
            self._move(entry_id, "new", "pending")
        except BaseException:
            with suppress(OSError):
                self._disk.remove_entry(folder)
            raise
        return Entry(entry_id, manifest)

    def is_pending(self, entry: Entry) -> bool:
        return (self.root / "pending" / entry.id).is_dir()

    def commit(self, entry: Entry) -> None:
        self._move(entry.id, "pending", "done")

    def keep(self, entry_id: str) -> None:
        self._move(entry_id, "pending", "conflicts")

    def discard(self, entry: Entry) -> None:
        self._move(entry.id, "pending", "new")
        self._disk.remove_entry(self.root / "new" / entry.id)

    def sweep(self) -> None:
        """Throw away what a crash left half written. Needs the lock."""
        for folder in sorted((self.root / "new").iterdir()):
            self._disk.remove_entry(folder)

    def load(self, state: State, entry_id: str) -> Entry:
        """Raises ProbeFailure(UNREADABLE) where the manifest is missing or was altered."""
        try:
            data = (self.root / state / entry_id / _MANIFEST).read_bytes()
            if sha256_hex(data) == entry_id:
                return Entry(entry_id, Manifest.model_validate(json.loads(data)))
        except (OSError, ValueError, ValidationError):
            pass
        raise ProbeFailure(
            UNREADABLE, f"the journal entry {entry_id[:12]} is damaged: {self.root / state}"
        )

    def content(self, state: State, entry: Entry, number: int, side: str) -> bytes | None:
        """The old or new bytes of the entry's file `number`; None where it did not exist.

        Raises:
            ProbeFailure: UNREADABLE, the copy is missing or was altered.
        """
        file: JournalFile = entry.manifest.files[number]
        expected = file.before_sha256 if side == "old" else file.after_sha256
        if expected is None:
            return None
        path = self.copy_of(state, entry, number, side)
        with suppress(OSError):
            data = path.read_bytes()
            if sha256_hex(data) == expected:
                return data
        raise ProbeFailure(UNREADABLE, f"the journal's copy of {file.path} is damaged: {path}")

    def copy_of(self, state: State, entry: Entry, number: int, side: str) -> Path:
        return self.root / state / entry.id / f"{side}-{number}"

    def _move(self, entry_id: str, source: str, target: str) -> None:
        self._disk.replace(self.root / source / entry_id, self.root / target / entry_id)
        # The rename has happened. Should it not be durable, a crash leaves the state before it,
        # which recovery also knows how to leave: no reason to report a failure.
        with suppress(OSError):
            self._disk.sync_dir(self.root / target)
            self._disk.sync_dir(self.root / source)

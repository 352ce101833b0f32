"""The shadows of one workspace: leased one at a time, also between processes."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from rusta_server.patches.shadow import Shadow
from rusta_server.patches.shadow_files import size_of
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_store import make_store
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.workspace.discover import Workspace
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import TreeReader

_POLL_S = 0.05


class ShadowPool:
    """At most `size` shadows a sandbox mode below `store`. A shadow stays warm between leases and
    processes; `max_mib` bounds what they hold together (looked at once a process). `admit` names
    the sandbox, or raises where the workspace may not run; it is asked before the first lease."""

    def __init__(
        self,
        workspace: Workspace,
        tokens: Tokens,
        reader: TreeReader,
        admit: Callable[[], Sandbox],
        store: Path,
        *,
        size: int = 2,
        max_mib: int = 4_096,
        cancel: Cancel | None = None,
    ) -> None:
        self.workspace = workspace
        self._admit = admit
        self.store = store
        self._tokens, self._reader = tokens, reader
        self._size = size
        self._max_bytes = max_mib << 20
        self._cancel = cancel or Cancel()
        self._trimmed = False

    @cached_property
    def sandbox(self) -> Sandbox:
        return self._admit()

    @cached_property
    def _prefix(self) -> str:
        # Without relocation paths differ, and so must the fingerprints: a target folder of its own.
        return "shadow" if self.sandbox.relocates else f"shadow-{self.sandbox.mode}"

    @contextmanager
    def lease(self) -> Iterator[Shadow]:
        """The first free shadow; waits where all are in use.

        Raises:
            ProbeFailure: NO_SANDBOX, NOT_TRUSTED; CANCELLED while waiting; UNREADABLE where no
                store can be made.
        """
        self._cancel.check()
        _ = self.sandbox
        make_store(self.workspace, self.store)
        if not self._trimmed:
            trim(self.store, self._max_bytes)
            self._trimmed = True
        number, lock = self._first_free()
        try:
            yield self._open(number)
        finally:
            lock.release()

    def _first_free(self) -> tuple[int, FileLock]:
        while True:
            self._cancel.check()
            for number in range(self._size):
                lock = _try_lock(self.store / f"{self._prefix}-{number}")
                if lock is not None:
                    return number, lock
            time.sleep(_POLL_S)

    def _open(self, number: int) -> Shadow:
        layout = Layout(self.workspace, self.sandbox, self.store / f"{self._prefix}-{number}")
        others = (
            self.store / f"{self._prefix}-{n}" / "target" for n in range(self._size) if n != number
        )
        return Shadow(
            layout,
            self._tokens,
            self._reader,
            warm_from=(*others, self.workspace.build_directory),
            max_bytes=self._max_bytes,
            cancel=self._cancel,
        )

    def clean(self) -> int:
        """Remove every shadow that is not in use; returns the bytes freed."""
        return clean(self.store)


def clean(store: Path) -> int:
    """Remove every shadow below `store` that no process uses; returns the bytes freed."""
    return trim(store, 0)


def trim(store: Path, max_bytes: int) -> int:
    """Remove shadows nobody uses, least recently used first, until at most `max_bytes` are held.
    Returns the bytes freed."""
    folders = [f for f in store.glob("shadow-*") if f.is_dir() and not f.is_symlink()]
    sizes = {folder: size_of(folder) for folder in folders}
    held, freed = sum(sizes.values()), 0
    for folder in sorted(folders, key=_last_used):
        if held - freed <= max_bytes and max_bytes:
            break
        lock = _try_lock(folder)
        if lock is None:
            continue
        try:
            shutil.rmtree(folder)
            freed += sizes[folder]
        finally:
            lock.release()
    return freed


def _last_used(folder: Path) -> tuple[int, str]:
    clock = folder / "clock"
    return (clock.stat().st_mtime_ns if clock.exists() else 0, folder.name)


def _try_lock(folder: Path) -> FileLock | None:
    lock = FileLock(f"{folder}.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    return lock

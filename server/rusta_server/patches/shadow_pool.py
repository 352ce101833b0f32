"""The shadows of one workspace: leased one at a time, also between processes."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rusta_server.patches.shadow import Shadow
from rusta_server.patches.shadow_store import make_store
from rusta_server.probes.process import Cancel
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.workspace.discover import Workspace
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import TreeReader

_POLL_S = 0.05


class ShadowPool:
    """At most `size` shadows below `store`. A shadow stays warm between leases and processes."""

    def __init__(
        self,
        workspace: Workspace,
        tokens: Tokens,
        reader: TreeReader,
        sandbox: Sandbox,
        store: Path,
        *,
        size: int = 2,
        cancel: Cancel | None = None,
    ) -> None:
        self.workspace = workspace
        self.sandbox = sandbox
        self.store = store
        self._tokens, self._reader = tokens, reader
        self._size = size
        self._cancel = cancel or Cancel()

    @contextmanager
    def lease(self) -> Iterator[Shadow]:
        """The first free shadow; waits where all are in use.

        Raises:
            ProbeFailure: CANCELLED while waiting, UNREADABLE where no store can be made.
        """
        make_store(self.workspace, self.store)
        number, lock = self._first_free()
        try:
            yield self._open(number)
        finally:
            lock.release()

    def _first_free(self) -> tuple[int, FileLock]:
        while True:
            for number in range(self._size):
                lock = FileLock(self.store / f"shadow-{number}.lock", thread_local=False)
                try:
                    lock.acquire(timeout=0)
                except Timeout:
                    continue
                return number, lock
            self._cancel.check()
            time.sleep(_POLL_S)

    def _open(self, number: int) -> Shadow:
        folder = self.store / f"shadow-{number}"
        return Shadow(self.workspace, self._tokens, self._reader, self.sandbox, folder)

    def clean(self) -> int:
        """Remove every shadow that is not in use; returns the bytes freed."""
        freed = 0
        for folder in sorted(self.store.glob("shadow-*/")):
            lock = FileLock(f"{folder}.lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            with lock:
                freed += sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file())
                shutil.rmtree(folder)
            lock.release()
        return freed

"""The journal: the only way an edit reaches the user's tree, and the way back.

An operation is complete in the journal before the first file changes, and committed by one rename
after the last: killed anywhere between, the next start puts the old bytes back. The tree is all old
or all new, never mixed, and nothing somebody else wrote is overwritten.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.probe import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    NO_SPACE,
    REFUSED,
    ProbeFailure,
)
from rusta_server.contracts.proof import FileChange, Patch
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal_buffers import BufferChange, Buffers, buffer_swap, changes_of
from rusta_server.patches.journal_records import Entry, JournalFile, Manifest, Recovery
from rusta_server.patches.journal_recover import recover_all, roll_back
from rusta_server.patches.journal_revert import way_back
from rusta_server.patches.journal_store import Store
from rusta_server.patches.journal_swap import (
    Swap,
    Swapper,
    digest,
    look,
    missing_folders,
    mode_of,
    require_writable_folder,
    staging_of,
    stale,
)

Locate = Callable[[str], Path]
"""The file a token path names. Raises ProbeFailure(REFUSED) for what is no file of the tree."""
ToToken = Callable[[Path], str]

NEW_FILE_MODE = 0o644
_ID_DIGITS = 8


class Journal:
    """The journal of one workspace in `folder`; `locate` and `to_token` map its paths."""

    def __init__(
        self, folder: Path, locate: Locate, to_token: ToToken, disk: Disk | None = None
    ) -> None:
        self._disk = disk or Disk()
        self._locate = locate
        self._to_token = to_token
        self._store = Store(folder, self._disk)
        self._swapper = Swapper(self._disk)

    @property
    def interrupted(self) -> bool:
        """Is there an operation to recover? Costs one listing; holds no lock."""
        return bool(self._store.ids("pending"))

    def recover(self) -> Recovery:
        """Undo what a crash interrupted. To be called before the tree is looked at.

        Raises:
            ProbeFailure: REFUSED (another rusta is at work), NO_SPACE and what the disk refuses;
                then it stays pending and can be called again.
        """
        with self._store.locked(), self._told("the recovery is not complete"):
            return self._recover()

    def entries(self) -> list[Entry]:
        """Committed operations, oldest first; an applied one that was taken back is `reverted`.
        Damaged ones are left out: they must not stand in the way of those after them."""
        found: list[Entry] = []
        for entry_id in self._store.ids("done"):
            with suppress(ProbeFailure):
                found.append(self._store.load("done", entry_id))
        taken_back = {e.manifest.reverts for e in found}
        marked = (replace(e, reverted=e.id in taken_back) for e in found)
        return sorted(marked, key=lambda e: e.manifest.seq)

    def find(self, prefix: str = "last") -> Entry:
        """The applied entry whose id starts with `prefix` (8 digits at least), or the newest one
        that was not reverted.

        Raises:
            ProbeFailure: INVALID_PARAMS, REFUSED (already reverted, nothing to revert), UNREADABLE
                (the entry was altered).
        """
        applied = [e for e in self.entries() if e.manifest.kind == "apply"]
        if prefix == "last":
            standing = [e for e in applied if not e.reverted]
            if not standing:
                raise ProbeFailure(REFUSED, "there is nothing to revert")
            return standing[-1]
        named = [i for i in self._store.ids("done") if i.startswith(prefix)]
        if len(named) == 1 and len(prefix) >= _ID_DIGITS:
            self._store.load("done", named[0])
        found = [e for e in applied if e.id.startswith(prefix)] if len(prefix) >= _ID_DIGITS else []
        if len(found) != 1:
            many = "several entries have" if len(found) > 1 else "no applied entry has"
            raise ProbeFailure(
                INVALID_PARAMS,
                f"{many} an id that starts with {prefix!r} (at least {_ID_DIGITS} digits)",
                "rusta revert last",
            )
        if found[0].reverted:
            raise ProbeFailure(REFUSED, f"the entry {found[0].id[:12]} is already reverted")
        return found[0]

    def apply(
        self,
        patch: Patch,
        proposal: str,
        trace: str | None = None,
        tree_before: str | None = None,
        confirm: Callable[[], None] | None = None,
        buffers: Buffers | None = None,
    ) -> Entry:
        """Change the tree by `patch`, all of it or nothing. `confirm` is called under the lock,
        before anything is written, and may raise to stop. What is open in `buffers` is changed
        there, not on the disk.

        Raises:
            ProbeFailure: STALE (a file is not what the patch was made for), REFUSED (links,
                read-only files or folders, other users' files, another rusta at work, the editor
                declined), UNREADABLE, NO_SPACE, INTERNAL_ERROR. The tree is then what it was.
        """
        with self._store.locked(), self._told("nothing was changed"):
            self._recover()
            if confirm is not None:
                confirm()
            swaps = [self._forward(change, buffers) for change in patch.files]
            manifest = Manifest(
                kind="apply",
                seq=self._next_seq(),
                files=self._records(swaps),
                proposal=proposal,
                trace=trace,
                tree_before=tree_before,
            )
            return self._run(manifest, swaps, buffers)

    def record(
        self,
        patch: Patch,
        before: Mapping[str, bytes],
        proposal: str,
        trace: str | None = None,
        confirm: Callable[[], None] | None = None,
    ) -> Entry:
        """Write down that an editor has made `patch` of the texts `before`; changes nothing in the
        tree. `confirm` as in `apply`.

        Raises:
            ProbeFailure: INVALID_PARAMS (the patch and the texts do not belong together), and as
                `apply` for what the disk refuses.
        """
        with self._store.locked(), self._told("the patch is in the editor, but not recorded"):
            self._recover()
            if confirm is not None:
                confirm()
            swaps = []
            for change in patch.files:
                old, path = before.get(change.path), self._locate(change.path)
                if old is None or digest(old) != change.before_sha256:
                    raise ProbeFailure(
                        INVALID_PARAMS, f"the text of {change.path} before the patch is not known"
                    )
                swaps.append(
                    Swap(
                        token=change.path,
                        path=path,
                        staging=path,
                        before=old,
                        after=_after(change, old),
                        mode=mode_of(path, NEW_FILE_MODE),
                        place="buffer",
                    )
                )
            manifest = Manifest(
                kind="apply",
                seq=self._next_seq(),
                files=self._records(swaps),
                proposal=proposal,
                trace=trace,
            )
            return self._run(manifest, swaps, None)

    def revert(self, prefix: str = "last", buffers: Buffers | None = None) -> tuple[Entry, Entry]:
        """Take an entry's own hunks back; answers (the entry, the entry of its revert).

        Files that are as we left them get their exact old bytes. Where a file was edited since,
        only our hunks go, and only where they are untouched and unmistakable. What is open in
        `buffers` goes back there.

        Raises:
            ProbeFailure: as `find` and `apply`; STALE naming each conflict.
        """
        with self._store.locked(), self._told("nothing was changed"):
            self._recover()
            entry = self.find(prefix)
            old_and_new = [
                (
                    self._store.content("done", entry, n, "old"),
                    self._store.content("done", entry, n, "new"),
                )
                for n in range(len(entry.manifest.files))
            ]
            later = [e for e in self.entries() if e.manifest.seq > entry.manifest.seq]
            swaps = way_back(entry, old_and_new, self._locate, later, buffers)
            manifest = Manifest(
                kind="revert",
                seq=self._next_seq(),
                files=self._records(swaps),
                proposal=entry.manifest.proposal,
                reverts=entry.id,
            )
            return entry, self._run(manifest, swaps, buffers)

    def _recover(self) -> Recovery:
        return recover_all(self._store, self._swapper, self._locate)

    def _forward(self, change: FileChange, buffers: Buffers | None) -> Swap:
        token = change.path
        path = self._locate(token)
        buffer = buffers.text(token) if buffers is not None else None
        if buffer is not None:
            if digest(buffer) != change.before_sha256:
                raise stale(f"{token} was edited since")
            return buffer_swap(token, path, buffer, _after(change, buffer), NEW_FILE_MODE)
        found = look(path, token)
        require_writable_folder(path, token)
        if digest(found.data) != change.before_sha256:
            raise stale(f"{token} is not what it was")
        after = _after(change, found.data)
        made = missing_folders(path.parent) if found.data is None else []
        mode = NEW_FILE_MODE if found.mode is None else found.mode
        return Swap(token, path, path, found.data, after, mode, tuple(made))

    def _records(self, swaps: Sequence[Swap]) -> tuple[JournalFile, ...]:
        return tuple(
            JournalFile(
                path=swap.token,
                before_sha256=digest(swap.before),
                after_sha256=digest(swap.after),
                mode=swap.mode,
                made=tuple(self._to_token(folder) for folder in swap.made),
                place=swap.place,
            )
            for swap in swaps
        )

    def _run(self, manifest: Manifest, swaps: list[Swap], buffers: Buffers | None) -> Entry:
        """The editor is asked last before the renames: it may decline, they hardly ever fail."""
        entry = self._store.add(manifest, [(swap.before, swap.after) for swap in swaps])
        staged = [
            replace(swap, staging=staging_of(swap.path, entry.id, number))
            for number, swap in enumerate(swaps)
            if swap.place == "disk"
        ]
        changes = changes_of(swaps) if buffers is not None else []
        edited: list[BufferChange] = []
        put: list[Swap] = []
        try:
            for swap in staged:
                self._swapper.stage(swap)
            if buffers is not None and changes:
                buffers.put(changes, manifest.kind)
                edited = changes
            for swap in staged:
                put.append(swap)
                self._swapper.put(swap)
            self._swapper.sync(staged)
            self._store.commit(entry)
        except BaseException as error:
            # Also for KeyboardInterrupt: half a patch is nothing to leave behind.
            roll_back(self._store, self._swapper, entry, staged, put)
            if buffers is not None and edited:
                _take_back(buffers, edited, error)
            raise
        return entry

    def _next_seq(self) -> int:
        return max((entry.manifest.seq for entry in self.entries()), default=0) + 1

    @contextmanager
    def _told(self, untouched: str) -> Iterator[None]:
        """OSErrors as what a user can act on."""
        try:
            yield
        except OSError as error:
            if self.interrupted:
                untouched = "the old text comes back when rusta is started next"
            name = Path(str(error.filename)).name if error.filename else "the disk"
            if error.errno in (ENOSPC, EDQUOT):
                raise ProbeFailure(
                    NO_SPACE, f"the disk is full; {untouched}", "rusta clean frees shadow copies"
                ) from error
            code = REFUSED if error.errno in (EACCES, EPERM, EROFS) else INTERNAL_ERROR
            raise ProbeFailure(code, f"{name}: {error.strerror}; {untouched}") from error


def _after(change: FileChange, before: bytes | None) -> bytes | None:
    """Raises ProbeFailure(INVALID_PARAMS)."""
    if change.after_sha256 is None:
        return None
    after = apply_edits(before or b"", change.edits)
    if sha256_hex(after) != change.after_sha256:
        raise ProbeFailure(INVALID_PARAMS, f"the patch of {change.path} does not fit its hashes")
    return after


def _take_back(buffers: Buffers, edited: Sequence[BufferChange], error: BaseException) -> None:
    try:
        buffers.put([change.back for change in edited], "undo")
    except ProbeFailure as failure:
        names = ", ".join(change.token for change in edited)
        raise ProbeFailure(
            REFUSED, f"{error}; and {names} could not be taken back: {failure}", "undo it there"
        ) from error

"""The way back: what each file of an applied entry should be without our hunks."""

from collections.abc import Callable, Sequence
from pathlib import Path

from rusta_server.contracts.probe import STALE, ProbeFailure
from rusta_server.patches.journal_buffers import Buffers, buffer_swap
from rusta_server.patches.journal_records import Entry, JournalFile
from rusta_server.patches.journal_swap import (
    Found,
    Swap,
    look,
    missing_folders,
    require_writable_folder,
)
from rusta_server.patches.threeway import HunkConflictError, unapply


def way_back(
    entry: Entry,
    contents: Sequence[tuple[bytes | None, bytes | None]],
    locate: Callable[[str], Path],
    later: Sequence[Entry],
    buffers: Buffers | None = None,
) -> list[Swap]:
    """Swaps that take `entry` back; `contents` are (old, new) of its files, `later` the entries
    after it. A file that is back already needs none. What is open in an editor goes back there,
    whoever put the patch.

    Raises:
        ProbeFailure: STALE, naming every file that cannot go back and why; REFUSED as `look`.
    """
    swaps: list[Swap] = []
    conflicts: list[str] = []
    for file, (old, new) in zip(entry.manifest.files, contents, strict=True):
        path = locate(file.path)
        buffer = buffers.text(file.path) if buffers is not None else None
        found = look(path, file.path) if buffer is None else Found(buffer)
        try:
            target = _without_ours(old, new, found.data)
        except HunkConflictError as conflict:
            conflicts.append(f"{file.path} {conflict}")
            continue
        if target == found.data:
            continue
        if buffer is not None:
            swaps.append(buffer_swap(file.path, path, buffer, target, file.mode))
        else:
            require_writable_folder(path, file.path)
            swaps.append(_swap(file, path, found, target, locate))
    if conflicts:
        raise ProbeFailure(
            STALE,
            f"cannot revert {entry.id[:12]}: {'; '.join(conflicts)}; nothing was changed",
            _remedy(entry, later),
        )
    return swaps


def _without_ours(old: bytes | None, new: bytes | None, now: bytes | None) -> bytes | None:
    """Raises HunkConflictError."""
    if now == new:
        return old
    if now == old:
        return now
    if now is None:
        raise HunkConflictError("was deleted since")
    if new is None:
        raise HunkConflictError("was written anew since we deleted it")
    if old is None:
        raise HunkConflictError("was edited since we created it")
    return unapply(old, new, now)


def _swap(
    file: JournalFile,
    path: Path,
    found: Found,
    target: bytes | None,
    locate: Callable[[str], Path],
) -> Swap:
    mode = file.mode if found.mode is None else found.mode
    # Folders that come with the file: those it made, or those somebody removed after it.
    made = tuple(locate(folder) for folder in file.made)
    if found.data is None:
        made = tuple(missing_folders(path.parent))
    return Swap(file.path, path, path, found.data, target, mode, made)


def _remedy(entry: Entry, later: Sequence[Entry]) -> str:
    for other in reversed(later):
        standing = other.manifest.kind == "apply" and not other.reverted
        if standing and set(other.files) & set(entry.files):
            return f"rusta revert {other.id[:12]}"
    unsaved = ""
    if entry.buffered:
        unsaved = " (it was put into an editor's buffer: if that was not saved, revert it there)"
    return (
        f"undo your edits of {', '.join(entry.files)}, then: rusta revert {entry.id[:12]}{unsaved}"
    )

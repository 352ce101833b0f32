"""Undoing what was interrupted: by a crash, found at the next start, or by an error, at once."""

from collections.abc import Callable
from pathlib import Path

from rusta_server.contracts.probe import ProbeFailure
from rusta_server.patches.journal_records import Conflict, Entry, Recovery
from rusta_server.patches.journal_store import Store
from rusta_server.patches.journal_swap import Swap, Swapper, staging_of


def recover_all(store: Store, swapper: Swapper, locate: Callable[[str], Path]) -> Recovery:
    """Undo the pending entry (the lock allows for one). Needs the lock. Can itself be interrupted:
    an entry leaves `pending` only when its files are settled."""
    store.sweep()
    restored: list[str] = []
    conflicts: list[Conflict] = []
    for entry_id in store.ids("pending"):
        try:
            entry = store.load("pending", entry_id)
            swaps = _swaps(store, entry, locate)
        except ProbeFailure as failure:
            # A damaged entry says nothing about the tree; what is left of it stays for the user.
            store.keep(entry_id)
            conflicts.append(Conflict(entry_id, str(failure), str(store.root / "conflicts")))
            continue
        ours = [(number, swap) for number, swap in enumerate(swaps) if swap.place == "disk"]
        outcomes = [(number, swap, swapper.restore(swap)) for number, swap in ours]
        swapper.sync([swap for _, swap in ours])
        restored += [swap.token for _, swap, outcome in outcomes if outcome == "restored"]
        hit = [(number, swap) for number, swap, outcome in outcomes if outcome == "conflict"]
        for number, swap in hit:
            kept = store.copy_of("conflicts", entry, number, "old")
            conflicts.append(
                Conflict(entry.id, swap.token, None if swap.before is None else str(kept))
            )
        if hit:
            store.keep(entry.id)
        elif entry.buffered and entry.manifest.kind == "apply":
            # Nobody knows whether the editor did its part: in doubt the patch counts as applied,
            # for reverting what is not there changes nothing.
            store.commit(entry)
        else:
            store.discard(entry)
    return Recovery(tuple(sorted(restored)), tuple(conflicts))


def roll_back(
    store: Store, swapper: Swapper, entry: Entry, swaps: list[Swap], put: list[Swap]
) -> None:
    """Undo an operation that failed under our eyes: `put` are the files that may have changed.

    An OSError here leaves the entry pending; the caller reports the first error, recovery does the
    rest at the next start.
    """
    if not store.is_pending(entry):
        return  # interrupted behind the commit: it is applied
    try:
        for swap in swaps:
            if swap in put:
                swapper.restore(swap)
            else:
                swapper.unstage(swap)
                if swap.before is None:
                    swapper.remove_made(swap)
        swapper.sync(swaps)
        store.discard(entry)
    except OSError:
        return


def _swaps(store: Store, entry: Entry, locate: Callable[[str], Path]) -> list[Swap]:
    found: list[Swap] = []
    for number, file in enumerate(entry.manifest.files):
        path = locate(file.path)
        found.append(
            Swap(
                token=file.path,
                path=path,
                staging=staging_of(path, entry.id, number),
                before=store.content("pending", entry, number, "old"),
                after=store.content("pending", entry, number, "new"),
                mode=file.mode,
                made=tuple(locate(folder) for folder in file.made),
                place=file.place,
            )
        )
    return found

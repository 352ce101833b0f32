"""Files open in an editor: their text is the buffer's, and only the editor changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rusta_server.contracts.probe import REFUSED, ProbeFailure
from rusta_server.patches.journal_swap import Swap, mode_of, require_writable


@dataclass(frozen=True)
class BufferChange:
    """One buffer from `before` to `after`."""

    token: str
    before: bytes
    after: bytes

    @property
    def back(self) -> "BufferChange":
        return BufferChange(self.token, self.after, self.before)


class Buffers(Protocol):
    """The open files of an editor, for worker threads."""

    def text(self, token: str) -> bytes | None:
        """The buffer of a file; None where it is not open.

        Raises:
            ProbeFailure: STALE, it is open but its text is not known.
        """

    def put(self, changes: Sequence[BufferChange], label: str) -> None:
        """Change the buffers in one step the user can undo, and see that they came out so.

        Raises:
            ProbeFailure: STALE (a buffer is not `before`), REFUSED (the editor or its user
                declined). Then no buffer is changed, or the message says which.
        """


def buffer_swap(
    token: str, path: Path, before: bytes, after: bytes | None, new_file_mode: int
) -> Swap:
    """Raises ProbeFailure(REFUSED) for what could not be saved, or cannot be done in a buffer."""
    if after is None:
        raise ProbeFailure(
            REFUSED,
            f"{token} would be deleted and is open in the editor; nothing was changed",
            "close the file, then apply again",
        )
    require_writable(path, token)
    mode = mode_of(path, new_file_mode)
    return Swap(token, path, path, before, after, mode, place="buffer")


def changes_of(swaps: Sequence[Swap]) -> list[BufferChange]:
    """What the editor has to do of `swaps`."""
    return [
        BufferChange(swap.token, swap.before, swap.after)
        for swap in swaps
        if swap.place == "buffer"
        and swap.before is not None
        and swap.after is not None
        and swap.before != swap.after
    ]

"""An editor whose buffers outlive the process under test: it keeps them in files of its own."""

from collections.abc import Sequence
from pathlib import Path

from rusta_server.contracts.probe import REFUSED, STALE, ProbeFailure
from rusta_server.patches.journal_buffers import BufferChange


class FileEditor:
    """`declines`: the user says no. `deaf_after`: so many edits are taken, then none."""

    def __init__(self, folder: Path, declines: bool = False, deaf_after: int = 99) -> None:
        self.folder, self.declines, self.left = folder, declines, deaf_after
        folder.mkdir(parents=True, exist_ok=True)

    def open(self, token: str, text: str) -> None:
        self._path(token).write_bytes(text.encode())

    def text(self, token: str) -> bytes | None:
        path = self._path(token)
        return path.read_bytes() if path.exists() else None

    def put(self, changes: Sequence[BufferChange], label: str) -> None:
        if self.declines or not self.left:
            raise ProbeFailure(REFUSED, "the editor did not make the edit")
        self.left -= 1
        for change in changes:
            if self.text(change.token) != change.before:
                raise ProbeFailure(STALE, f"{change.token} was edited")
        for change in changes:
            self._path(change.token).write_bytes(change.after)

    def _path(self, token: str) -> Path:
        return self.folder / token.replace("/", "_")

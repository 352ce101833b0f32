"""Killed at every system call of an apply and a revert that an editor takes part in.

The editor lives on. Nobody can know then whether it did its part, so in doubt a patch counts as
applied: whatever the moment, one revert gives every old byte back.
"""

from pathlib import Path

import pytest

from rusta_server.contracts.probe import ProbeFailure
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk

from .editor import FileEditor
from .world import KILLED, CountingDisk, MortalDisk, World, in_child

LIB, MAIN = "$WS/src/lib.rs", "$WS/src/main.rs"
OLD, NEW = "one\ntwo\nthree\n", "one\n2\nthree\n"
PATCH = patch_between({LIB: OLD, MAIN: OLD}, {LIB: NEW, MAIN: NEW})
ONLY_OPEN = patch_between({LIB: OLD}, {LIB: NEW})


class Desk:
    def __init__(self, folder: Path, open_only: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.world, self.editor = World(folder), FileEditor(folder / "editor")
        self.world.write({"src/lib.rs": OLD, "src/main.rs": OLD})
        self.editor.open(LIB, OLD)
        self.patch = ONLY_OPEN if open_only else PATCH

    def apply(self, disk: Disk | None = None) -> None:
        self.world.journal(disk).apply(self.patch, "0" * 64, buffers=self.editor)

    def revert(self, disk: Disk | None = None) -> None:
        self.world.journal(disk).revert(buffers=self.editor)

    def main(self) -> str:
        return (self.world.root / "src/main.rs").read_text()

    def is_old(self) -> bool:
        return self.editor.text(LIB) == OLD.encode() and self.main() == OLD


@pytest.mark.parametrize("open_only", [False, True])
def test_a_kill_during_an_apply(open_only: bool, tmp_path: Path) -> None:
    disk = CountingDisk()
    Desk(tmp_path / "whole", open_only).apply(disk)
    for dies_at in range(disk.steps):
        desk = Desk(tmp_path / str(dies_at), open_only)
        assert in_child(desk.apply, MortalDisk(dies_at)) == KILLED
        desk.world.journal().recover()
        assert not list(desk.world.root.rglob(".rusta-*"))
        edited = desk.editor.text(LIB) == NEW.encode()
        try:
            desk.revert()
        except ProbeFailure as failure:
            assert "nothing to revert" in str(failure)
            assert not edited
        assert desk.is_old(), dies_at


@pytest.mark.parametrize("open_only", [False, True])
def test_a_kill_during_a_revert(open_only: bool, tmp_path: Path) -> None:
    whole, disk = Desk(tmp_path / "whole", open_only), CountingDisk()
    whole.apply()
    whole.revert(disk)
    for dies_at in range(disk.steps):
        desk = Desk(tmp_path / str(dies_at), open_only)
        desk.apply()
        assert in_child(desk.revert, MortalDisk(dies_at)) == KILLED
        desk.world.journal().recover()
        try:
            desk.revert()
        except ProbeFailure as failure:
            assert "nothing to revert" in str(failure)
        assert desk.is_old(), dies_at

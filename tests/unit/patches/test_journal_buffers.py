"""Files open in an editor: changed there and not on the disk, recorded, and taken back."""

import errno
from pathlib import Path

import pytest

from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, STALE, ProbeFailure
from rusta_server.contracts.proof import Patch
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk

from ...faults.editor import FileEditor
from ...faults.world import FailingDisk, QuickDisk, World

LIB, MAIN = "$WS/src/lib.rs", "$WS/src/main.rs"
OLD, NEW = "one\ntwo\nthree\n", "one\n2\nthree\n"


class Desk:
    """A tree with two files; `lib.rs` is open, with an unsaved line."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        self.world.write({"src/lib.rs": OLD, "src/main.rs": OLD})
        self.editor = FileEditor(folder / "editor")
        self.unsaved = f"// mine\n{OLD}"
        self.editor.open(LIB, self.unsaved)

    @property
    def patch(self) -> Patch:
        return patch_between({LIB: self.unsaved, MAIN: OLD}, {LIB: f"// mine\n{NEW}", MAIN: NEW})

    def apply(self, disk: Disk | None = None) -> None:
        self.world.journal(disk).apply(self.patch, "0" * 64, buffers=self.editor)

    def state(self) -> tuple[str, str, str]:
        """lib.rs in the editor and on the disk, main.rs on the disk."""
        buffer = self.editor.text(LIB)
        assert buffer is not None
        on_disk = [(self.world.root / name).read_text() for name in ("src/lib.rs", "src/main.rs")]
        return buffer.decode(), on_disk[0], on_disk[1]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_open_file_changes_in_the_editor_the_closed_one_on_the_disk(desk: Desk) -> None:
    desk.apply()
    assert desk.state() == (f"// mine\n{NEW}", OLD, NEW)
    (entry,) = desk.world.journal().entries()
    assert entry.files == (LIB, MAIN)
    assert entry.buffered == (LIB,)


def test_revert_takes_both_back(desk: Desk) -> None:
    before = desk.state()
    desk.apply()
    desk.world.journal().revert(buffers=desk.editor)
    assert desk.state() == before


def test_revert_leaves_what_was_typed_since(desk: Desk) -> None:
    desk.apply()
    desk.editor.open(LIB, f"// mine\n{NEW}// more\n")
    desk.world.journal().revert(buffers=desk.editor)
    assert desk.state() == (f"// mine\n{OLD}// more\n", OLD, OLD)


def test_a_saved_buffer_is_reverted_without_an_editor(desk: Desk) -> None:
    desk.apply()
    desk.world.write({"src/lib.rs": f"// mine\n{NEW}"})
    desk.world.journal().revert()
    assert desk.state()[1:] == (f"// mine\n{OLD}", OLD)


def test_an_unsaved_buffer_is_no_business_of_the_terminal(desk: Desk) -> None:
    desk.apply()
    after = desk.state()
    with pytest.raises(ProbeFailure, match="lines were edited") as raised:
        desk.world.journal().revert()
    assert raised.value.code == STALE
    assert "revert it there" in (raised.value.remedy or "")
    assert desk.state() == after


def test_a_buffer_that_is_not_what_was_proven_refuses_all(desk: Desk) -> None:
    patch = desk.patch
    desk.editor.open(LIB, OLD)
    before = desk.state()
    with pytest.raises(ProbeFailure, match="was edited since") as raised:
        desk.world.journal().apply(patch, "0" * 64, buffers=desk.editor)
    assert raised.value.code == STALE
    assert desk.state() == before


def test_an_editor_that_declines_leaves_the_disk_alone(desk: Desk) -> None:
    desk.editor.declines = True
    before = desk.state()
    with pytest.raises(ProbeFailure, match="did not make the edit"):
        desk.apply()
    assert desk.state() == before
    assert desk.world.journal().entries() == []
    assert not list(desk.world.root.rglob(".rusta-*"))


class _BreaksAtRename(QuickDisk):
    """The tree's own renames fail; those of the journal's folder work."""

    def replace(self, source: Path, target: Path) -> None:
        if target.suffix == ".rs":
            raise OSError(errno.EACCES, "denied", str(target))
        super().replace(source, target)


def test_what_the_editor_did_is_taken_back_where_the_disk_refuses(desk: Desk) -> None:
    before = desk.state()
    with pytest.raises(ProbeFailure) as raised:
        desk.apply(_BreaksAtRename())
    assert raised.value.code == REFUSED
    assert desk.state() == before
    assert desk.world.journal().entries() == []


def test_it_is_told_where_the_editor_does_not_take_it_back(desk: Desk) -> None:
    desk.editor.left = 1
    with pytest.raises(ProbeFailure, match=r"lib\.rs could not be taken back") as raised:
        desk.apply(_BreaksAtRename())
    assert raised.value.remedy == "undo it there"
    assert desk.state()[1:] == (OLD, OLD)


def test_a_full_disk_is_found_before_the_editor_is_asked(desk: Desk) -> None:
    desk.editor.declines = True  # would say so, were it asked
    with pytest.raises(ProbeFailure, match="disk is full"):
        desk.apply(FailingDisk(0))


def test_an_edit_of_the_editors_own_is_recorded_and_reverted(desk: Desk) -> None:
    before = {LIB: desk.unsaved.encode(), MAIN: OLD.encode()}
    journal = desk.world.journal()
    entry = journal.record(desk.patch, before, "0" * 64)
    assert desk.state() == (desk.unsaved, OLD, OLD)  # nothing was written
    assert entry.buffered == (LIB, MAIN)
    desk.editor.open(LIB, f"// mine\n{NEW}")
    desk.world.write({"src/main.rs": NEW})
    journal.revert(buffers=desk.editor)
    assert desk.state() == (desk.unsaved, OLD, OLD)


def test_a_text_that_is_not_the_patchs_is_not_recorded(desk: Desk) -> None:
    with pytest.raises(ProbeFailure, match="before the patch is not known") as raised:
        desk.world.journal().record(desk.patch, {LIB: b"other", MAIN: OLD.encode()}, "0" * 64)
    assert raised.value.code == INVALID_PARAMS
    assert desk.world.journal().entries() == []


def test_a_read_only_file_is_not_changed_in_its_buffer(desk: Desk) -> None:
    (desk.world.root / "src/lib.rs").chmod(0o444)
    before = desk.state()
    with pytest.raises(ProbeFailure, match="is read-only") as raised:
        desk.apply()
    assert raised.value.remedy == "chmod u+w src/lib.rs"
    assert desk.state() == before


def test_a_patch_that_deletes_an_open_file_asks_to_close_it(desk: Desk) -> None:
    patch = patch_between({LIB: desk.unsaved}, {})
    with pytest.raises(ProbeFailure, match="is open in the editor"):
        desk.world.journal().apply(patch, "0" * 64, buffers=desk.editor)

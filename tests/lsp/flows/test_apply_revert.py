"""Apply and revert in an editor: through its own edits, verified by hash, and the way back."""

from pathlib import Path
from typing import Any

import pytest

from ...e2e.world import cargo, crate
from .crates import GREET, TWO, fix_of, greeting, quiet, wait_for_proof
from .desk import STILL, Desk, rusta
from .editor import Editor
from .profiles import PROFILES, Opener, start, stop


@pytest.mark.parametrize("profile", PROFILES)
def test_the_command_edits_the_buffer_in_one_undo_step(
    profile: str, editor: Opener, tmp_path: Path
) -> None:
    root = greeting(tmp_path)
    one = editor(root, profile)
    buffer = one.open(root / "src/lib.rs")
    wait_for_proof(one)

    applied = one.command("rusta.applyPatch")

    assert applied["document"] == "apply/1", applied
    assert applied["result"]["verified"]
    assert applied["result"]["buffers"] == ["$WS/src/lib.rs"]
    assert buffer.undo == [GREET] and buffer.text != GREET
    assert buffer.path.read_text() == GREET  # the user saves
    assert len(one.labels) == 1 and one.labels[0]
    one.save()
    assert cargo(root, "test", "--offline").returncode == 0
    quiet(one)

    reverted = one.command("rusta.revert")

    assert reverted["document"] == "revert/1", reverted
    assert reverted["result"]["entry"] == applied["result"]["entry"]
    assert buffer.text == GREET and len(buffer.undo) == 2


def test_a_code_actions_own_edit_is_recorded(editor: Opener, tmp_path: Path) -> None:
    root = greeting(tmp_path)
    one = editor(root)
    buffer = one.open(root / "src/lib.rs")

    recorded = one.choose(fix_of(one))

    assert recorded is not None and recorded["document"] == "apply/1", recorded
    assert recorded["result"]["verified"]
    assert one.labels == []  # nobody was asked twice
    assert one.command("rusta.revert")["document"] == "revert/1"
    assert buffer.text == GREET


def test_an_edit_that_is_not_the_proposals_is_not_recorded(desk: Desk) -> None:
    desk.editor.type(desk.buffer, GREET + "// another edit\n")
    answer = desk.editor.command("rusta.applied", proposal=desk.proposal)
    assert "is not what the proof says" in answer["error"]["message"]
    assert desk.standing == desk.before


def test_revert_works_after_editor_and_server_were_restarted(desk: Desk, editor: Opener) -> None:
    desk.apply()
    desk.editor.save()
    other = start(desk.root, desk.environ, "neovim", settings=STILL)
    try:
        buffer = other.open(desk.root / "src/lib.rs")
        assert buffer.text != GREET
        assert other.command("rusta.revert")["document"] == "revert/1"
        assert buffer.text == GREET
        other.save()
        assert other.end() == 0
    finally:
        stop(other)
    assert desk.buffer.path.read_text() == GREET


def test_revert_in_the_terminal_after_the_editor_saved(desk: Desk) -> None:
    desk.apply()
    desk.editor.save()
    assert rusta(desk.environ, "revert", "-C", desk.root)["document"] == "revert/1"
    assert desk.buffer.path.read_text() == GREET


def test_a_proposal_of_the_editor_is_applied_in_the_terminal(desk: Desk) -> None:
    desk.editor.close(desk.buffer)
    applied = rusta(desk.environ, "apply", desk.proposal[:10], "-C", desk.root)
    assert applied["result"]["verified"], applied


def test_revert_of_a_file_that_is_closed_goes_to_the_disk(desk: Desk) -> None:
    desk.apply()
    desk.editor.save()
    desk.editor.close(desk.buffer)
    assert desk.revert()["result"]["buffers"] == []
    assert desk.buffer.path.read_text() == GREET


def test_revert_leaves_unrelated_edits(desk: Desk) -> None:
    desk.apply()
    desk.editor.type(desk.buffer, f"// mine 🦀\n{desk.buffer.text}\n// and more\n")
    assert desk.revert()["document"] == "revert/1"
    assert desk.buffer.text == f"// mine 🦀\n{GREET}\n// and more\n"


def test_an_undo_of_the_users_own_leaves_nothing_to_do(desk: Desk) -> None:
    desk.apply()
    desk.editor.type(desk.buffer, GREET)
    reverted = desk.revert()
    assert reverted["result"]["buffers"] == []
    assert len(desk.editor.labels) == 1  # the apply's
    assert desk.revert()["error"]["message"] == "there is nothing to revert"


def test_a_conflict_is_explained_and_nothing_is_changed(desk: Desk) -> None:
    desk.apply()
    text = desk.buffer.text
    (ours,) = (line for line in text.splitlines() if line not in GREET.splitlines())
    desk.editor.type(desk.buffer, text.replace(ours, f"{ours} // edited"))
    now = desk.buffer.text
    answer = desk.revert()
    assert answer["document"] == "error/1"
    assert "our lines were edited" in answer["error"]["message"]
    assert answer["error"]["remedy"].startswith("undo your edits of $WS/src/lib.rs")
    assert desk.buffer.text == now
    assert any("our lines were edited" in message for message in desk.editor.messages)
    desk.editor.type(desk.buffer, text)


def test_the_newest_patch_is_reverted_or_the_one_that_is_named(desk: Desk) -> None:
    first = desk.apply()["result"]["entry"]
    fixed = desk.buffer.text
    desk.editor.type(desk.buffer, GREET)
    second = desk.apply()["result"]["entry"]
    assert first != second
    assert desk.revert()["result"]["entry"] == second
    desk.editor.type(desk.buffer, fixed)
    assert desk.revert(entry=first[:10])["result"]["entry"] == first
    assert desk.buffer.text == GREET


# refusals: what happened, what was left alone, what helps


def refused(desk: Desk, editor: Editor | None = None) -> Any:
    text = desk.buffer.text
    answer = desk.apply(editor)
    assert answer["document"] == "error/1", answer
    assert answer["untouched"]
    assert desk.buffer.text == text
    assert desk.buffer.path.read_text() == GREET
    assert desk.standing == desk.before
    return answer["error"]


def test_a_user_who_declines(desk: Desk) -> None:
    desk.editor.edits = "decline"
    error = refused(desk)
    assert "declined the edit: the user said no; nothing was changed" in error["message"]
    assert error["remedy"] == f"save the open files, then: rusta apply {desk.proposal[:12]}"


def test_a_client_that_applies_no_edits(desk: Desk) -> None:
    lacking = start(desk.root, desk.environ, without=("workspace.applyEdit",), settings=STILL)
    try:
        buffer = lacking.open(desk.root / "src/lib.rs")
        error = refused(desk, lacking)
        assert buffer.text == GREET
        assert "workspace/applyEdit" in error["message"]
        # The command it names does work.
        words = error["remedy"].rpartition(": ")[2].split()
        assert rusta(desk.environ, *words[1:], "-C", desk.root)["document"] == "apply/1"
    finally:
        stop(lacking)


def test_a_client_that_says_yes_and_does_nothing(desk: Desk) -> None:
    desk.editor.edits = "ignore"
    error = refused(desk)
    assert "did not give the text that was proven; nothing was changed" in error["message"]


def test_a_text_that_changed_since_the_proof(desk: Desk) -> None:
    desk.editor.type(desk.buffer, f"// new\n{GREET}")
    assert "was edited since" in refused(desk)["message"]


def test_another_file_that_changed_since_the_proof(desk: Desk) -> None:
    stray = desk.root / "src/elsewhere.rs"
    stray.write_text("// not part of the proof\n")
    try:
        assert "files of the workspace were changed since" in refused(desk)["message"]
    finally:
        stray.unlink()


def test_a_read_only_file(desk: Desk) -> None:
    desk.buffer.path.chmod(0o444)
    try:
        error = refused(desk)
    finally:
        desk.buffer.path.chmod(0o644)
    assert "is read-only" in error["message"]
    assert error["remedy"] == "chmod u+w src/lib.rs"


def test_typing_while_the_edit_is_under_way(desk: Desk) -> None:
    typed = f"// typed\n{GREET}"
    desk.editor.before_edit = lambda: desk.editor.type(desk.buffer, typed)
    answer = desk.apply()
    assert answer["document"] == "error/1", answer
    assert desk.buffer.text == typed
    assert desk.standing == desk.before


def test_an_edit_that_arrives_after_the_answer(desk: Desk) -> None:
    desk.editor.edits = "answer-first"
    assert desk.apply()["result"]["verified"]


# open and closed files together

READER = """\
mod cell;

pub fn read(cell: &cell::Cell) -> u32 {
    cell.value * 2
}

#[test]
fn reads() {
    assert_eq!(read(&cell::Cell::new(2)), 4);
}
"""
CELL = """\
pub struct Cell {
    value: u32,
}

impl Cell {
    pub fn new(value: u32) -> Self {
        Self { value }
    }
}
"""


def test_a_closed_file_changes_on_the_disk_and_goes_back_there(
    editor: Opener, tmp_path: Path
) -> None:
    root = crate(tmp_path / "both", {"src/lib.rs": READER, "src/cell.rs": CELL})
    one = editor(root, settings=STILL)
    buffer = one.open(root / "src/lib.rs")
    proposed = one.command("rusta.proposePatch")
    files = [{f["path"] for f in p["patch"]["files"]} for p in proposed["result"]["proposals"]]
    elsewhere = files.index({"$WS/src/cell.rs"})

    applied = one.command("rusta.applyPatch", proposal=proposed["ids"][elsewhere])

    assert applied["document"] == "apply/1", applied
    assert applied["result"]["verified"]
    assert applied["result"]["buffers"] == []
    assert (root / "src/cell.rs").read_text() != CELL
    assert one.command("rusta.revert")["document"] == "revert/1"
    assert (root / "src/cell.rs").read_text() == CELL
    assert buffer.undo == []


def test_unsaved_text_elsewhere_counts_as_the_tree(editor: Opener, tmp_path: Path) -> None:
    root = crate(tmp_path / "two", {"src/lib.rs": TWO, "src/other.rs": "pub fn one() {}\n"})
    one = editor(root, settings=STILL)
    other, buffer = one.open(root / "src/other.rs"), one.open(root / "src/lib.rs")
    unsaved = "pub fn one() {}\n\npub fn two() {}\n"
    one.type(other, unsaved)
    proposal = one.command("rusta.proposePatch")["ids"][0]
    applied = one.command("rusta.applyPatch", proposal=proposal)
    assert applied["result"]["verified"], applied
    assert other.path.read_text() == "pub fn one() {}\n"
    one.command("rusta.revert")
    assert (buffer.text, other.text) == (TWO, unsaved)

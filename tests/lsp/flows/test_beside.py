"""Beside rust-analyzer: what it offers at a place itself is left to it there."""

from pathlib import Path

import pytest

from .crates import greeting, wait_for_proof
from .editor import Editor
from .profiles import Opener

# rustc suggests `..=` where the error is; rust-analyzer offers what rustc suggests.
RANGE = """\
pub fn up_to(limit: u32) -> Vec<u32> {
    (1...limit).collect()
}

#[test]
fn the_limit_belongs_to_it() {
    assert_eq!(up_to(2), [1, 2]);
}
"""


def fixes(editor: Editor, only: str | None = None) -> list[str]:
    uri, diagnostic = wait_for_proof(editor)
    found = editor.actions(uri, diagnostic["range"], only)
    return [a["title"] for a in found if a["kind"] == "quickfix.rusta" and "disabled" not in a]


def opened(editor: Opener, root: Path, **settings: object) -> Editor:
    one = editor(root, settings={"trusted": True, **settings})
    one.open(root / "src/lib.rs")
    return one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return greeting(tmp_path, RANGE)


def test_an_edit_that_rust_analyzer_offers_is_left_to_it(editor: Opener, root: Path) -> None:
    beside = opened(editor, root, beside_rust_analyzer=True)
    assert fixes(beside) == []
    (asked_for,) = fixes(beside, "quickfix.rusta")
    assert "..=" in asked_for


def test_on_unsaved_text_rust_analyzer_has_none(editor: Opener, root: Path) -> None:
    beside = opened(editor, root, beside_rust_analyzer=True)
    fixes(beside)
    (buffer,) = beside.buffers.values()
    beside.type(buffer, f"// a thought\n{RANGE}")
    beside.published.clear()
    assert len(fixes(beside)) == 1


def test_without_rust_analyzer_everything_is_offered(editor: Opener, root: Path) -> None:
    """None runs among the processes of this editor."""
    assert len(fixes(opened(editor, root))) == 1

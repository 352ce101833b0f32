"""Small crates that are broken in one way, and what is waited for."""

from pathlib import Path
from typing import Any

from ...e2e.world import crate
from .editor import Editor

GREET = """\
pub fn greet(name: String) -> String {
    let shout = name;
    format!("{shout} {name}")
}

#[test]
fn greets() {
    assert_eq!(greet("a".into()), "a a");
}
"""
TWO = """\
pub mod other;

pub fn area(width: u32, height: u32) -> u64 {
    width * height
}

#[test]
fn areas() {
    assert_eq!(area(2, 3), 6);
}
"""
HOPELESS = """\
pub fn one() -> u32 {
    fetch_from_the_moon(7, "cheese")
}
"""


def greeting(folder: Path, text: str = GREET) -> Path:
    return crate(folder / "greeting", {"src/lib.rs": text})


def proven(editor: Editor) -> list[tuple[str, dict[str, Any]]]:
    """(uri, diagnostic) of all errors for which a fix is proven."""
    return [(u, d) for u, found in editor.published.items() for d in found if " % " in d["message"]]


def wait_for_proof(editor: Editor) -> tuple[str, dict[str, Any]]:
    editor.wait(lambda e: bool(proven(e)))
    return proven(editor)[0]


def fix_of(editor: Editor) -> dict[str, Any]:
    """The first proven fix offered where the first error is."""
    uri, diagnostic = wait_for_proof(editor)
    found = editor.actions(uri, diagnostic["range"])
    return next(a for a in found if a["kind"] == "quickfix.rusta" and "disabled" not in a)


def quiet(editor: Editor) -> None:
    """Until no error is left."""
    editor.wait(lambda e: not any(e.published.values()))

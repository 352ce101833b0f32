"""Everything of one lint, or of one file, mended in one step and taken back in one."""

from pathlib import Path
from typing import Any

from ...e2e.world import cargo, crate
from .editor import Editor
from .profiles import Opener

SHAPES = """\
pub mod names;

pub fn area(width: u32, height: u32) -> u32 {
    return width * height;
}

pub fn twice(side: u32) -> u32 {
    return side + side;
}

#[test]
fn areas() {
    assert_eq!(area(2, 3) + twice(2), 10);
}
"""
NAMES = """\
pub fn nameless(names: &[String]) -> bool {
    let none = names.len() == 0;
    return none || names[0].is_empty();
}
"""
RETURN, LEN = "clippy::needless_return", "clippy::len_zero"


def opened(editor: Opener, tmp_path: Path) -> tuple[Editor, Path]:
    root = crate(tmp_path / "shapes", {"src/lib.rs": SHAPES, "src/names.rs": NAMES})
    one = editor(root)
    for name in ("lib", "names"):
        one.open(root / f"src/{name}.rs")
    one.wait(lambda e: codes(e) == {RETURN, LEN})
    return one, root


def codes(one: Editor) -> set[str]:
    return {d["code"] for found in one.published.values() for d in found}


def actions(one: Editor, name: str, code: str, only: str | None = None) -> list[dict[str, Any]]:
    uri = (one.root / f"src/{name}.rs").as_uri()
    where = next(d["range"] for d in one.published[uri] if d["code"] == code)
    return one.actions(uri, where, only)


def texts(one: Editor) -> dict[str, str]:
    return {buffer.path.name: buffer.text for buffer in one.buffers.values()}


def test_all_of_a_lint_in_every_file(editor: Opener, tmp_path: Path) -> None:
    one, root = opened(editor, tmp_path)
    action = next(a for a in actions(one, "lib", RETURN) if "Fix all" in a["title"])
    assert action["title"] == f"Fix all 3 of {RETURN} with proof"

    applied = one.choose(action)

    assert applied is not None and applied["document"] == "apply/1", applied
    after = texts(one)
    assert "return" not in after["lib.rs"] + after["names.rs"]
    assert "names.len() == 0" in after["names.rs"], "another lint was mended too"
    one.save()
    assert cargo(root, "test", "--offline").returncode == 0

    assert one.command("rusta.revert")["document"] == "revert/1"
    assert texts(one) == {"lib.rs": SHAPES, "names.rs": NAMES}


def test_every_lint_of_one_file(editor: Opener, tmp_path: Path) -> None:
    one, _ = opened(editor, tmp_path)
    (action,) = actions(one, "names", LEN, only="source.rusta.fixLints")

    applied = one.choose(action)

    assert applied is not None and applied["document"] == "apply/1", applied
    assert texts(one)["lib.rs"] == SHAPES
    mended = texts(one)["names.rs"]
    assert "names.is_empty();" in mended and "return" not in mended


def test_a_lint_found_once_needs_no_fix_all(editor: Opener, tmp_path: Path) -> None:
    one, _ = opened(editor, tmp_path)
    assert not [a for a in actions(one, "names", LEN) if "Fix all" in a["title"]]


def test_the_reason_is_said_where_nothing_is_changed(editor: Opener, tmp_path: Path) -> None:
    one, _ = opened(editor, tmp_path)
    answer = one.command("rusta.fixLints", lint="clippy::no_such_lint")
    assert answer["document"] == "propose/1"
    assert texts(one) == {"lib.rs": SHAPES, "names.rs": NAMES}
    assert one.messages[-1].startswith("rusta changed nothing")

"""Who goes on typing while an error stands sees its fix proven anew, without another search."""

from pathlib import Path
from typing import Any

import pytest

from .crates import GREET, greeting, wait_for_proof
from .editor import Buffer, Editor
from .profiles import Opener
from .test_commands import document


@pytest.fixture
def proven(editor: Opener, tmp_path: Path) -> tuple[Editor, Buffer, dict[str, Any]]:
    """An editor, its file, and the diagnostic of which a fix is proven."""
    one = editor(greeting(tmp_path))
    buffer = one.open(tmp_path / "greeting/src/lib.rs")
    _, diagnostic = wait_for_proof(one)
    return one, buffer, diagnostic


def typed(one: Editor, buffer: Buffer, text: str) -> None:
    # What is shown from now on must be about the new text.
    one.published.clear()
    one.type(buffer, text)


def probes(one: Editor) -> str:
    """Of the last job."""
    read = document(one, "rusta.trace")
    assert read.job == "propose"
    return " ".join(step.title for step in read.steps if step.kind == "probe")


def test_an_edit_elsewhere(proven: tuple[Editor, Buffer, dict[str, Any]]) -> None:
    one, buffer, before = proven
    assert "rustc.judge" in probes(one)
    typed(one, buffer, f"// A comment.\n\n{GREET}")
    _, diagnostic = wait_for_proof(one)
    assert diagnostic["message"] == before["message"]
    assert diagnostic["range"]["start"]["line"] == before["range"]["start"]["line"] + 2
    again = probes(one)
    assert "cargo.check" in again and "cargo.test" in again
    assert "rustc.judge" not in again

    uri, found = wait_for_proof(one)
    fixes = [a for a in one.actions(uri, found["range"]) if a["kind"] == "quickfix.rusta"]
    one.choose(fixes[0])
    one.wait(lambda e: not any(e.published.values()))
    assert buffer.text.startswith("// A comment.\n\npub fn greet")


def test_an_edit_of_the_line_itself_is_searched_for(
    proven: tuple[Editor, Buffer, dict[str, Any]],
) -> None:
    one, buffer, _ = proven
    typed(one, buffer, GREET.replace("let shout = name;", "let shout: String = name;"))
    wait_for_proof(one)
    assert "rustc.judge" in probes(one)


def test_what_is_not_green_any_more_is_not_offered(
    proven: tuple[Editor, Buffer, dict[str, Any]],
) -> None:
    one, buffer, _ = proven
    typed(one, buffer, GREET.replace('"a a")', '"a b")'))
    one.wait(lambda e: any("abstains" in d["message"] for ds in e.published.values() for d in ds))
    again = probes(one)
    assert again.index("cargo.test") < again.index("rustc.judge")

"""The project breaks under the server: its folder, its manifest, its clock, its size."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import pytest

from rusta_eval.tree_bytes import entries

from .. import profiles
from ..crates import Crate
from .conftest import Sit
from .desk import WARNED, Desk
from .slow import late_watcher

pytestmark = pytest.mark.rusta


def test_a_deleted_workspace(desk: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copytree(desk.crate.root, kept, ignore=shutil.ignore_patterns("target"))
    desk.crate.root.rename(tmp_path / "trash")
    shutil.rmtree(tmp_path / "trash", ignore_errors=True)
    desk.type_line()
    assert str(desk.crate.root) in desk.until_told("is gone.*Help: ")
    desk.assert_well()

    kept.rename(desk.crate.root)
    desk.type_line()
    desk.until_warned(2)
    desk.assert_well()

    # The folder has another identity now; it is watched all the same.
    since = desk.client.mark
    other = desk.crate.path("other")
    other.write_text(WARNED)
    desk.crate.path().write_text("mod other;\n")
    desk.client.close_document(desk.crate.uri())
    desk.until_warned(0, "other")
    assert desk.told(since) == []


def test_a_manifest_broken_and_repaired_by_another_program(desk: Desk) -> None:
    manifest = desk.crate.root / "Cargo.toml"
    whole = manifest.read_text()
    manifest.write_text(whole + "[dependencies\n")
    assert "cargo metadata" in desk.until_told("Cargo.toml.*Help: ")
    desk.type_line()
    desk.until_phase("failed")
    desk.assert_well()

    manifest.write_text(whole)
    desk.until_warned(1)
    assert len(desk.told()) == 1, "one fault is told once"
    desk.assert_well()


def test_a_manifest_that_was_broken_before_it_was_opened(sit: Sit, crate: Crate) -> None:
    manifest = crate.root / "Cargo.toml"
    whole = manifest.read_text()
    manifest.write_text("[package\n")
    desk = sit(crate)
    desk.open()
    desk.until_told("cargo cannot read .*Help: cargo metadata")
    assert desk.actions(0) == []

    manifest.write_text(whole)
    desk.until_warned(0)
    desk.assert_well()


def test_a_manifest_mended_before_anybody_watches(sit: Sit, crate: Crate, tmp_path: Path) -> None:
    """Nobody tells of that change; who is late to watch looks again."""
    manifest = crate.root / "Cargo.toml"
    whole = manifest.read_text()
    manifest.write_text("[package\n")
    desk = sit(crate, env=late_watcher(tmp_path, tmp_path / "watch"))
    desk.open()
    desk.until_told("cargo cannot read ")

    manifest.write_text(whole)
    (tmp_path / "watch").touch()
    desk.until_warned(0)
    desk.assert_well()


def test_a_file_saved_before_anybody_watches(sit: Sit, crate: Crate, tmp_path: Path) -> None:
    crate.path().write_text("mod other;\n")
    crate.path("other").write_text("")
    desk = sit(crate, env=late_watcher(tmp_path, tmp_path / "watch"))
    desk.until_phase("done")

    crate.path("other").write_text(WARNED)
    (tmp_path / "watch").touch()
    desk.until_warned(0, "other")
    desk.assert_well()


def test_a_manifest_mended_while_it_is_read(sit: Sit, crate: Crate) -> None:
    """The editor tells of the change while cargo still reads what was there before."""
    manifest, member = crate.root / "Cargo.toml", crate.root / "slow/Cargo.toml"
    whole = manifest.read_text()
    manifest.write_text(whole + '[workspace]\nmembers = ["slow"]\n')
    member.parent.mkdir()
    os.mkfifo(member)
    desk = sit(crate, capabilities=profiles.capabilities("emacs"))
    desk.open()
    with _reader_of(desk, member) as pipe:
        manifest.write_text(whole)
        changes = [{"uri": manifest.as_uri(), "type": 2}]
        desk.client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        assert desk.phases() == []
        pipe.write("[package\n")
    desk.until_warned(0)
    assert desk.told() == [], "what was mended meanwhile is not told"
    desk.assert_well()


def test_a_broken_member_is_mended(sit: Sit, crate: Crate) -> None:
    """It is the workspace's manifest that cannot be read; the member's is what changes."""
    manifest, member = crate.root / "Cargo.toml", crate.root / "member/Cargo.toml"
    whole = manifest.read_text()
    manifest.write_text(whole + '[workspace]\nmembers = ["member"]\n')
    (member.parent / "src").mkdir(parents=True)
    (member.parent / "src/lib.rs").touch()
    member.write_text("[package\n")
    desk = sit(crate)
    desk.open()
    desk.until_told("cargo cannot read ")

    member.write_text(whole.replace("tiny", "member"))
    desk.until_warned(0)
    desk.assert_well()


def test_a_clock_set_back(desk: Desk) -> None:
    """Everything written so far lies in the future: the sources, cargo's fingerprints, our own."""
    tomorrow = time.time() + 86_400
    for folder in (desk.crate.root, desk.crate.root.parent / "state"):
        for path in entries(folder):
            with suppress(FileNotFoundError):
                os.utime(path, (tomorrow, tomorrow), follow_symlinks=False)
    for line in (1, 2):
        desk.type_line()
        desk.until_warned(line)
    # Through cargo alone, not through the hash of the buffer.
    text = desk.client.documents[desk.crate.uri()][1]
    desk.client.close_document(desk.crate.uri())
    desk.crate.path().write_text("// disk\n" + text)
    desk.until_warned(3)
    assert desk.told() == []


def test_two_thousand_files(sit: Sit, tmp_path: Path) -> None:
    names = [f"m{number:04}" for number in range(2_000)]
    files = {name: f"pub fn f() -> usize {{\n    {n}\n}}\n" for n, name in enumerate(names)}
    files[names[-1]] = WARNED
    crate = Crate(tmp_path / "crate", lib="".join(f"pub mod {n};\n" for n in names), **files)
    desk = sit(crate)
    desk.open(names[-1])
    desk.until_warned(0, names[-1])
    desk.type_line(name=names[-1])
    desk.until_warned(1, names[-1])

    crate.path(names[0]).write_text(WARNED)
    desk.until_warned(0, names[0])
    assert desk.told() == []
    desk.assert_well()


def test_a_file_outside_of_any_project(sit: Sit, crate: Crate, tmp_path: Path) -> None:
    alone = Crate(tmp_path / "alone", lib=WARNED)
    (alone.root / "Cargo.toml").unlink()
    desk = sit(crate)
    desk.client.open(alone.uri(), alone.text())
    desk.open()
    desk.until_warned(0)

    beside = Desk(desk.client, alone)
    beside.type_line()
    assert beside.actions(1) == [] and beside.shown() == []
    answer = desk.client.request(
        "workspace/executeCommand",
        {"command": "rusta.diagnose", "arguments": [{"uri": alone.uri()}]},
    )
    assert "in no cargo project" in desk.client.response(answer)["error"]["message"]
    desk.assert_well()

    # It becomes one: nothing has to be opened anew.
    Crate(tmp_path / "new")
    (tmp_path / "new/Cargo.toml").rename(alone.root / "Cargo.toml")
    desk.client.notify("textDocument/didSave", {"textDocument": {"uri": alone.uri()}})
    beside.until_warned(1)


def test_a_document_without_a_file(desk: Desk) -> None:
    uri = desk.client.open("untitled:Untitled-1", WARNED)
    desk.client.replace(uri, f"// new\n{WARNED}")
    desk.client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    where = {"line": 1, "character": 4}
    params = {"textDocument": {"uri": uri}, "position": where}
    assert desk.client.call("textDocument/hover", params) is None
    report = desk.client.call("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    assert report["items"] == []
    params = {**params, "range": {"start": where, "end": where}, "context": {"diagnostics": []}}
    assert desk.client.call("textDocument/codeAction", params) == []
    assert desk.told() == []
    desk.assert_well()


@contextmanager
def _reader_of(desk: Desk, fifo: Path) -> Iterator[TextIO]:
    """Once somebody reads `fifo`: what they get; the end of it comes with the block's."""
    found: list[int] = []

    def opened() -> bool:
        # Without a reader this fails (ENXIO).
        with suppress(OSError):
            found.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        return bool(found)

    desk.until(opened, lambda: f"a reader of {fifo}")
    with os.fdopen(found[0], "w") as pipe:
        yield pipe

"""Another program (or the kernel, out of memory) kills what runs for us."""

from pathlib import Path

import pytest

from ..crates import BROKEN
from .conftest import Sit
from .desk import WARNED
from .slow import set_slow, slow_build, slow_compiler, slow_tests

pytestmark = pytest.mark.rusta


def test_cargo_is_killed_during_a_check(sit: Sit, tmp_path: Path) -> None:
    crate = slow_build(tmp_path / "crate", WARNED)
    desk = sit(crate)
    desk.open()
    desk.until_runs("build-script")
    for cargo in desk.processes("cargo"):
        cargo.kill()
    desk.until_told("cargo check was killed by signal 9.*Help: ")
    desk.assert_well()

    set_slow(crate, False)
    desk.client.notify("textDocument/didSave", {"textDocument": {"uri": crate.uri()}})
    desk.until_warned(0)
    assert len(desk.told()) == 1


def test_the_compiler_is_killed_during_a_check(sit: Sit, tmp_path: Path) -> None:
    crate = slow_compiler(tmp_path / "crate", WARNED)
    desk = sit(crate)
    desk.open()
    # cargo asks short-lived ones first; the one that waits compiles our crate.
    desk.until(
        lambda: any("--crate-name tiny " in line for line in desk.command_lines("rustc")),
        lambda: "the compiler of our crate",
    )
    desk.until(lambda: desk.status()["jobs"] > 0, lambda: "a check")
    for rustc in desk.processes("rustc"):
        rustc.kill()
    desk.until_told("rustc was killed by signal 9.*Help: ")
    desk.assert_well()

    set_slow(crate, False)
    desk.type_line()
    desk.until_warned(1)


def test_cargo_is_killed_during_a_proof(sit: Sit, tmp_path: Path) -> None:
    """Nothing is offered of a proof that did not end."""
    crate = slow_tests(tmp_path / "crate", BROKEN)
    desk = sit(crate, settings={})
    desk.open()
    desk.until_runs("waiting")
    for cargo in desk.processes("cargo"):
        cargo.kill()
    desk.until_told("cargo test was killed by signal 9.*Help: ")
    assert not [a for a in desk.actions(2) if "proven" in a["title"]]
    desk.assert_well()

    set_slow(crate, False)
    desk.type_line()
    desk.until_shown(lambda shown: any(" % " in d["message"] for d in shown))
    assert [d["range"]["start"]["line"] for d in desk.shown()] == [3]
    assert [a for a in desk.actions(3) if "proven" in a["title"]]
    assert len(desk.told()) == 1

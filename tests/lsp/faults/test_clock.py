"""The machine's clock is set back and forth under a running server: nothing is taken for newer or
older than it is, and nothing is lost."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ..crates import BROKEN, Crate
from .clock import HOUR_S, Clock
from .conftest import QUIET, Sit
from .desk import WARNED, Desk

pytestmark = pytest.mark.rusta
TYPO = "pub fn one() -> u32 { l }\n"
FIXED = "pub fn one() -> u32 { 1 }\n"


@pytest.fixture
def clock(tmp_path: Path, crate: Crate, state: Path) -> Clock:
    return Clock(tmp_path, crate.root, state)


def seat(sit: Sit, crate: Crate, clock: Clock, **settings: object) -> Desk:
    return sit(crate, wrap=clock.wrap, env=clock.env, settings={**QUIET, **settings})


def set_clock(desk: Desk, clock: Clock, hours: int) -> None:
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    clock.set(hours)


def until_codes(desk: Desk, *codes: str, name: str = "lib") -> None:
    desk.until_shown(lambda shown: [d.get("code") for d in shown] == list(codes), name)


def cargo_is_green(crate: Crate) -> bool:
    """By a cargo that rusta has no part in, and in a copy: it writes a Cargo.lock, and nothing is
    applied to another tree than it was proven on."""
    with TemporaryDirectory() as folder:
        shutil.copytree(crate.root / "src", Path(folder) / "src")
        shutil.copy(crate.root / "Cargo.toml", folder)
        argv = ["cargo", "check", "--offline"]
        return subprocess.run(argv, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("jumps", [(-24, 48), (24, -48)])
def test_each_text_is_looked_at_whenever_it_was_typed(
    sit: Sit, crate: Crate, clock: Clock, jumps: tuple[int, int]
) -> None:
    desk = seat(sit, crate, clock)
    uri = desk.open()
    desk.until_warned(0)

    set_clock(desk, clock, jumps[0])
    desk.type_line()
    desk.until_warned(1)
    desk.client.replace(uri, TYPO)
    until_codes(desk, "E0425")

    set_clock(desk, clock, jumps[1])
    desk.type_line()
    desk.until_shown(lambda shown: [d["range"]["start"]["line"] for d in shown] == [1])
    desk.client.replace(uri, FIXED)
    until_codes(desk)
    crate.path().write_text(FIXED)
    desk.client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    until_codes(desk)
    assert cargo_is_green(crate)
    assert desk.told() == []
    desk.assert_well()


def test_saved_files_older_than_what_was_checked(sit: Sit, crate: Crate, clock: Clock) -> None:
    """Another program saves them; a backup comes back with the time it once had."""
    crate.path("other").write_text(FIXED)
    crate.path().write_text(f"mod other;\npub use other::one;\n{WARNED}")
    desk = seat(sit, crate, clock)
    desk.open()
    desk.until_warned(2)
    first = crate.path("other").stat().st_mtime

    set_clock(desk, clock, -24)
    for age, (text, codes) in enumerate([(TYPO, ["E0425"]), (FIXED, []), (TYPO, ["E0425"])]):
        crate.path("other").write_text(text)
        os.utime(crate.path("other"), (first - age * HOUR_S, first - age * HOUR_S))
        until_codes(desk, *codes, name="other")
    desk.assert_well()


def proven(desk: Desk, state: Path) -> str:
    """The id of the one proposal, once it is there."""
    desk.open()
    desk.until_shown(lambda shown: any(" % " in d["message"] for d in shown))
    # What is open is the editor's to change; this one announced no edits.
    desk.client.close_document(desk.crate.uri())
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    return sorted(state.glob("rusta/*/proposals/*.json"))[0].stem


def test_apply_and_revert_with_days_between(
    sit: Sit, clock: Clock, state: Path, crate: Crate
) -> None:
    crate.path().write_text(BROKEN)
    desk = seat(sit, crate, clock, policy={})
    proposal = proven(desk, state)
    for hours in (-24, 72, -1):
        set_clock(desk, clock, hours)
        assert desk.command("rusta.applyPatch", proposal=proposal)["document"] == "apply/1"
        assert crate.text() != BROKEN
        assert cargo_is_green(crate)
        set_clock(desk, clock, -hours)
        assert desk.command("rusta.revert")["document"] == "revert/1"
        assert crate.text() == BROKEN
    assert desk.command("rusta.revert")["document"] == "error/1"
    desk.assert_well()


def test_an_interrupted_apply_is_undone_the_day_before(
    sit: Sit, clock: Clock, state: Path, crate: Crate
) -> None:
    crate.path().write_text(BROKEN)
    first = seat(sit, crate, clock, policy={})
    applied = first.command("rusta.applyPatch", proposal=proven(first, state))
    assert crate.text() != BROKEN
    first.client.close()
    # As a crash before the last step of an apply leaves it.
    entry = next(state.glob(f"rusta/*/journal/done/{applied['result']['entry']}"))
    entry.rename(entry.parents[1] / "pending" / entry.name)

    clock.set(-24)
    second = seat(sit, crate, clock)
    second.open()
    second.command("rusta.revert")
    assert crate.text() == BROKEN
    second.assert_well()


def test_the_last_trace_is_the_last(sit: Sit, clock: Clock, state: Path, crate: Crate) -> None:
    desk = seat(sit, crate, clock)
    desk.open()
    desk.until_warned(0)
    before = desk.command("rusta.diagnose")["trace"]
    set_clock(desk, clock, -24)
    desk.type_line()
    desk.until_warned(1)
    desk.until(lambda: desk.status()["jobs"] == 0, lambda: "an idle queue")
    trace = desk.command("rusta.diagnose")["trace"]
    assert trace != before
    replayed = desk.command("rusta.replayTrace")
    assert (replayed["trace"], replayed["same"]) == (trace, True)
    # The server's clock was indeed set.
    times = json.loads(next(state.glob(f"rusta/*/traces/{trace}.times.json")).read_bytes())
    assert abs(times["ended_unix_s"] - (time.time() - 24 * HOUR_S)) < HOUR_S
    desk.assert_well()

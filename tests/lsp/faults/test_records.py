"""What rusta wrote down is damaged: it says so, and goes on without."""

from pathlib import Path
from typing import Any

import pytest

from ..client import ResponseError
from ..crates import BROKEN, Crate
from .conftest import QUIET, Sit
from .desk import Desk

pytestmark = pytest.mark.rusta


def refused(desk: Desk, name: str, **argument: Any) -> str:
    """Why a command did nothing: an error of the request, or an error document."""
    try:
        answer = desk.command(name, **argument)
    except ResponseError as error:
        assert error.code != -32603, error
        return error.message
    assert answer["document"] == "error/1", answer
    return str(answer["error"]["message"])


def test_a_damaged_trust_file(sit: Sit, crate: Crate, state: Path) -> None:
    trust = state / "rusta" / "trust.json"
    trust.parent.mkdir()
    trust.write_text('{"half a fi')
    desk = sit(crate, settings={**QUIET, "trusted": None})
    desk.client.answers["window/showMessageRequest"] = lambda asked: asked["actions"][0]
    desk.open()
    desk.until_told(f"cannot read .*trust.json.*Help: rm {trust}")
    # The user said yes: that holds, though it cannot be remembered.
    desk.until_told(f"holds until the editor ends.*Help: rm {trust}")
    desk.until_warned(0)
    assert trust.read_text() == '{"half a fi'
    desk.assert_well()

    trust.unlink()
    assert desk.command("rusta.trust")["trusted"]
    assert str(crate.root) in trust.read_text()


def test_a_damaged_trace(desk: Desk, state: Path) -> None:
    trace = next(t for t in state.glob("rusta/*/traces/*.jsonl") if len(t.stem) == 64)
    for damage in (b"", b"{}", b"\xff\xfe", trace.read_bytes().replace(b"plan", b"plum")):
        trace.write_bytes(damage)
        answer = desk.command("rusta.replayTrace", trace=trace.stem)
        assert answer["document"] == "replay/1"
        assert not answer["same"]
    desk.assert_well()

    assert desk.command("rusta.diagnose")["document"] == "diagnose/1"
    assert desk.command("rusta.replayTrace")["same"]


def test_a_damaged_proposal(sit: Sit, tmp_path: Path, state: Path) -> None:
    crate = Crate(tmp_path / "crate", lib=BROKEN)
    desk = sit(crate, settings={"check_on": "save"})
    desk.open()
    desk.until_shown(lambda shown: any(" % " in d["message"] for d in shown))
    kept = list((state / "rusta").glob("*/proposals/*.json"))
    whole = {path: path.read_bytes() for path in kept}
    for damage in (b"", b"{}", b"\xff", whole[kept[0]].replace(b"clone", b"c1one")):
        for path in kept:
            path.write_bytes(damage)
        why = refused(desk, "rusta.applyPatch", proposal=kept[0].stem)
        assert "altered" in why or "damaged" in why, why
    assert crate.text() == BROKEN
    desk.assert_well()

    for path, data in whole.items():
        path.write_bytes(data)
    assert desk.command("rusta.preview", proposal=kept[0].stem)["document"] == "preview/1"

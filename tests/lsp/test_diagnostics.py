"""LSP 3.17, "Publish Diagnostics" and "Pull Diagnostics": one way of the two, and always of the text
the client has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .client import Client, partial_change
from .conftest import Start
from .crates import Crate
from .findings import BROKEN, CHECKED, ERROR, Desk, begin, until

pytestmark = pytest.mark.rusta

PULLS = "workspace/diagnostic/refresh"
PUSHES = "textDocument/publishDiagnostics"


def published(client: Client, uri: str) -> list[dict[str, Any]] | None:
    """What the client shows: the last that was published."""
    found = [p for p in client.said(PUSHES) if p["uri"] == uri]
    return found[-1]["diagnostics"] if found else None


def shown(desk: Desk) -> list[dict[str, Any]]:
    """Pushed or pulled, as the client has it."""
    report = pull(desk.client, desk.uri)
    return report["items"] or published(desk.client, desk.uri) or []


def pull(client: Client, uri: str, **more: Any) -> dict[str, Any]:
    params = {"textDocument": {"uri": uri}, **more}
    found: dict[str, Any] = client.call("textDocument/diagnostic", params)
    return found


def configure(desk: Desk, **settings: Any) -> None:
    desk.client.answers["workspace/configuration"] = [{**CHECKED, **settings}]
    desk.client.notify("workspace/didChangeConfiguration", {"settings": None})


def test_a_client_hears_of_an_error_in_one_way_only(desk: Desk) -> None:
    client = desk.client
    pulls = bool(client.capabilities["workspace"].get("diagnostics", {}).get("refreshSupport"))
    assert bool(client.said(PULLS)) == pulls
    assert bool(client.said(PUSHES)) != pulls
    assert bool(pull(client, desk.uri)["items"]) == pulls


def test_a_chip_is_a_hint_with_the_code_and_the_state_of_the_proof(desk: Desk) -> None:
    (chip,) = shown(desk)
    assert chip["range"] == ERROR
    assert (chip["severity"], chip["code"], chip["source"]) == (4, "E0384", "rusta")
    assert "%" in chip["message"]
    assert "cannot assign" not in chip["message"], "rust-analyzer shows rustc's text"


def test_a_client_that_keeps_data_is_told_the_state_and_the_proposal(desk: Desk) -> None:
    (chip,) = shown(desk)
    keeps = desk.client.capabilities["textDocument"]["publishDiagnostics"].get("dataSupport")
    if not keeps:
        assert "data" not in chip
        return
    assert chip["data"]["state"] == "proven"
    named = {"proposal": chip["data"]["proposal"], "project": chip["data"]["project"]}
    asked = {"command": "rusta.preview", "arguments": [named]}
    opened = desk.client.call("workspace/executeCommand", asked)
    assert opened["proposal"] == named["proposal"]


def test_what_is_published_names_the_version_it_is_about(start: Start, tmp_path: Path) -> None:
    crate = Crate(tmp_path / "own", lib=BROKEN)
    desk = begin(start("helix", crate.root, settings=CHECKED), crate)
    (*_, last) = [p for p in desk.client.said(PUSHES) if p["uri"] == desk.uri]
    assert last["version"] == desk.client.documents[desk.uri][0]


def test_an_unchanged_report_is_said_to_be_so(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    full = pull(desk.client, desk.uri)
    assert full["kind"] == "full"
    again = pull(desk.client, desk.uri, previousResultId=full["resultId"])
    assert again == {"kind": "unchanged", "resultId": full["resultId"]}
    assert pull(desk.client, desk.uri, previousResultId="other")["kind"] == "full"


def test_a_report_about_what_is_not_open_is_empty(desks: Callable[[str], Desk]) -> None:
    for uri in ("file:///nowhere.rs", "untitled:1"):
        report = pull(desks("vscode").client, uri)
        assert (report["kind"], report["items"]) == ("full", [])


@pytest.mark.parametrize("profile", ["vscode", "emacs"])
def test_the_mode_is_switched_live(desks: Callable[[str], Desk], profile: str) -> None:
    """full: the compiler's text, for editors without rust-analyzer; off: nothing."""
    desk = desks(profile)
    try:
        configure(desk, diagnostics="full")
        until(lambda: [d for d in shown(desk) if d["severity"] == 1], "full diagnostics")
        (error,) = [d for d in shown(desk) if d["severity"] == 1]
        assert error["message"].startswith("cannot assign twice")
        assert "%" in error["message"]
        assert error["code"] == "E0384"
        configure(desk, diagnostics="off")
        until(lambda: not shown(desk), "no diagnostics")
        assert desk.actions(), "quick fixes are there in every mode"
    finally:
        configure(desk)
        until(lambda: [d["severity"] for d in shown(desk)] == [4], "chips again")


def test_a_wrong_mode_is_named_and_its_default_counts(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    mark = desk.client.mark
    configure(desk, diagnostics="loud")
    told = desk.client.wait_for("window/logMessage", lambda p: "diagnostics" in p["message"], mark)
    assert 'its default counts, "chip"' in told["message"]
    assert [d["severity"] for d in shown(desk)] == [4]
    configure(desk)


def test_other_text_has_no_old_diagnostics(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    desk.client.change(desk.uri, partial_change((0, 0), (0, 0), "\n"))
    try:
        assert pull(desk.client, desk.uri)["items"] == []
    finally:
        desk.client.change(desk.uri, partial_change((0, 0), (1, 0), ""))
    assert len(pull(desk.client, desk.uri)["items"]) == 1


def test_what_is_mended_is_taken_back_everywhere(start: Start, crate: Crate) -> None:
    """Of files that are not open too: a client keeps what it was told until it is told anew."""
    (crate.root / "src/other.rs").write_text('pub const ONE: u32 = "1";\n')
    lib = "mod other;\npub fn two() -> u32 {\n    other::ONE + 1\n}\n"
    crate.path().write_text(lib)
    client = start(
        "emacs", crate.root, settings={"trusted": True, "idle_ms": 50, "check_on": "idle"}
    )
    client.open(crate.uri(), lib)
    other = crate.uri("other")
    until(lambda: published(client, other), "the error in the file that is not open")
    client.open(other, "pub const ONE: u32 = 1;\n")
    until(lambda: published(client, other) == [], "its end")


def test_columns_are_counted_as_the_client_counts(start: Start, crate: Crate) -> None:
    lib = 'pub fn f() { let _ = "e\u0301😀"; let _: u8 = ""; }\r\n'
    crate.path().write_bytes(lib.encode())
    for encoding, column in (("utf-8", 44), ("utf-16", 41), ("utf-32", 40)):
        client = start(
            "bare",
            crate.root,
            settings={"trusted": True, "check_on": "save"},
            change=lambda c, e=encoding: c.update(general={"positionEncodings": [e]}),
        )
        uri = client.open(crate.uri(), lib)
        until(lambda c=client, u=uri: published(c, u), "the error")
        (found,) = published(client, uri) or []
        assert found["range"]["start"] == {"line": 0, "character": column}
        assert lib.encode()[44:46] == b'""'


def test_a_folder_may_have_any_name(start: Start, tmp_path: Any) -> None:
    """URIs come back as the client spells them."""
    crate = Crate(tmp_path / "a b %20 ü😀#?", lib=BROKEN)
    client = start("bare", crate.root, settings={"trusted": True, "check_on": "save"})
    spelled = crate.uri().replace("/src/", "/%73rc/")
    client.open(spelled, BROKEN)
    until(lambda: published(client, spelled), "the error")
    assert published(client, crate.uri()) is None


def test_nothing_is_shown_of_an_untrusted_project(start: Start, crate: Crate) -> None:
    crate.path().write_text(BROKEN)
    client = start("vscode", crate.root, settings={"trusted": False, "check_on": "idle"})
    client.open(crate.uri(), BROKEN)
    assert pull(client, crate.uri())["items"] == []
    assert not (crate.root / "target").exists()

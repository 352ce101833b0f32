"""LSP 3.17, "Code Action Request" and "Code Action Resolve Request"."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .client import ResponseError, partial_change
from .conftest import Start
from .crates import Crate
from .findings import (
    BROKEN,
    CHECKED,
    ELSEWHERE,
    FIXED,
    UNSURE,
    Desk,
    applied,
    begin,
    here,
    until,
)

pytestmark = pytest.mark.rusta

CONTENT_MODIFIED = -32801


def edit_of(desk: Desk, action: dict[str, Any]) -> dict[str, Any]:
    if "edit" not in action:
        action = desk.client.call("codeAction/resolve", action)
    found: dict[str, Any] = action["edit"]
    return found


def test_the_kinds_that_come_are_announced_and_namespaced(desk: Desk) -> None:
    announced = desk.client.initialized["capabilities"]["codeActionProvider"]["codeActionKinds"]
    assert announced and all("rusta" in kind for kind in announced)
    only = [{"only": [kind]} for kind in ("quickfix", "source", "")]
    for context in ({}, *only):
        for action in desk.actions(**context):
            assert action["kind"] in announced


def test_the_proven_fix_comes_first_and_mends_the_text(desk: Desk) -> None:
    first, *_ = desk.actions()
    assert first["kind"] == "quickfix.rusta"
    assert [d["code"] for d in first["diagnostics"]] == ["E0384"]
    assert applied(edit_of(desk, first), desk.uri, BROKEN) == FIXED


def test_the_edit_waits_for_resolve_only_where_the_client_resolves(desk: Desk) -> None:
    action = desk.fix()
    support = desk.client.capabilities["textDocument"]["codeAction"].get("resolveSupport", {})
    resolves = "edit" in support.get("properties", [])
    assert ("data" in action, "edit" in action) == (resolves, not resolves)


def test_what_was_resolved_is_what_was_listed_with_its_edit(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    listed = desk.fix()
    resolved = desk.client.call("codeAction/resolve", listed)
    assert {**listed, "edit": resolved["edit"]} == resolved


def test_the_edit_has_the_shape_the_client_takes(desk: Desk) -> None:
    support = desk.client.capabilities["workspace"]["workspaceEdit"]
    edit = edit_of(desk, desk.fix())
    if not support.get("documentChanges"):
        assert set(edit) == {"changes"}
        return
    assert "changes" not in edit
    for part in edit["documentChanges"]:
        assert part["textDocument"] == {
            "uri": desk.uri,
            "version": desk.client.documents[desk.uri][0],
        }
        annotated = all("annotationId" in change for change in part["edits"])
        assert annotated == ("changeAnnotationSupport" in support)
    assert ("changeAnnotations" in edit) == ("changeAnnotationSupport" in support)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ([], ["quickfix.rusta", "quickfix.rusta.explain"]),
        (["quickfix"], ["quickfix.rusta", "quickfix.rusta.explain"]),
        (["quickfix.rusta.explain"], ["quickfix.rusta.explain"]),
        (["quick"], []),
        (["refactor"], []),
        (["source.fixAll"], ["source.fixAll.rusta"]),
        (["source.fixAll.rusta"], ["source.fixAll.rusta"]),
        (["source.fixAll.other"], []),
        (["source.rusta"], ["source.rusta.diagnose"]),
        (["no.such", "quickfix.rusta.explain"], ["quickfix.rusta.explain"]),
    ],
    ids=str,
)
def test_only_narrows_by_kinds_and_those_below_them(
    desks: Callable[[str], Desk], only: list[str], expected: list[str]
) -> None:
    found = desks("vscode").actions(**({"only": only} if only else {}))
    assert sorted({action["kind"] for action in found}) == expected


def test_fix_all_mends_the_whole_text(desk: Desk) -> None:
    (action,) = desk.actions(ELSEWHERE, only=["source.fixAll"])
    assert applied(edit_of(desk, action), desk.uri, BROKEN) == FIXED


def test_away_from_the_error_nothing_is_offered_unasked(desk: Desk) -> None:
    assert desk.actions(ELSEWHERE) == []


def test_a_cursor_anywhere_on_the_line_is_enough(desk: Desk) -> None:
    """Quick fixes are looked up by position in our own store: Neovim sends only its own."""
    for character in (0, 4, 10, 99):
        at = {"line": 2, "character": character}
        assert desk.actions({"start": at, "end": at})[0]["kind"] == "quickfix.rusta"


def test_a_single_fix_that_is_sure_enough_is_preferred_and_no_other(desks: Callable[[str], Desk]) -> None:  # fmt: skip
    desk = desks("vscode")
    assert [a.get("isPreferred") for a in desk.actions()] == [True, None]


def test_under_the_threshold_it_is_not_preferred_and_asks_for_confirmation(
    desks: Callable[[str], Desk],
) -> None:
    desk = desks("vscode")
    client = desk.client
    before = client.answers["workspace/configuration"]
    client.answers["workspace/configuration"] = [{**CHECKED, **UNSURE}]
    try:
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        until(lambda: "isPreferred" not in desk.actions()[0], "the new threshold")
        until(lambda: desk.actions()[0].get("disabled") is None, "a proof under it")
        assert desk.actions(only=["source.fixAll"]) == []
        annotations = edit_of(desk, desk.fix())["changeAnnotations"]
        assert [a["needsConfirmation"] for a in annotations.values()] == [True]
    finally:
        client.answers["workspace/configuration"] = before
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        until(lambda: desk.actions()[0].get("isPreferred"), "the old threshold")


def test_an_old_action_is_content_modified_at_resolve(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    action = desk.fix()
    desk.client.change(desk.uri, partial_change((0, 0), (0, 0), "\n"))
    try:
        with pytest.raises(ResponseError) as refused:
            desk.client.call("codeAction/resolve", action)
        assert refused.value.code == CONTENT_MODIFIED
        assert desk.actions() == [] or all("edit" not in a for a in desk.actions())
    finally:
        desk.client.change(desk.uri, partial_change((0, 0), (1, 0), ""))
    assert edit_of(desk, desk.fix())


@pytest.mark.parametrize(
    "data", [None, {}, 5, [1], {"project": "x", "proposal": "y"}, {"proposal": "0" * 64}], ids=str
)
def test_an_action_that_is_none_of_ours_is_content_modified(
    desks: Callable[[str], Desk], data: Any
) -> None:
    with pytest.raises(ResponseError) as refused:
        desks("vscode").client.call("codeAction/resolve", {"title": "x", "data": data})
    assert refused.value.code == CONTENT_MODIFIED


def test_a_disabled_action_tells_why_where_the_client_shows_it(start: Start, crate: Crate) -> None:
    """And only where the user asked for actions."""
    crate.path().write_text("pub fn f() -> u32 {\n    fetch_from_the_moon(7)\n}\n")
    quick = {**CHECKED, "policy": {"search": {"max_candidates": 5}}}
    desk = begin(start("vscode", crate.root, settings=quick), crate)
    at = {"line": 1, "character": 6}
    place = {"start": at, "end": at}
    fix, *others = desk.actions(place, triggerKind=1)
    assert "abstains" in fix["disabled"]["reason"]
    assert not fix.keys() & {"edit", "data", "isPreferred"}
    assert not any("disabled" in action for action in others)
    assert not any("disabled" in action for action in desk.actions(place, triggerKind=2))


def test_a_client_that_shows_no_reasons_gets_no_disabled_action(start: Start, crate: Crate) -> None:
    crate.path().write_text("pub fn f() -> u32 {\n    fetch_from_the_moon(7)\n}\n")
    client = start("neovim", crate.root, settings=CHECKED)
    uri = client.open(crate.uri(), crate.text())
    at = {"line": 1, "character": 6}
    ask = ("textDocument/codeAction", here(uri, {"start": at, "end": at}))
    until(lambda: client.call(*ask), "the error to be known")
    assert {action["kind"] for action in client.call(*ask)} == {"quickfix.rusta.explain"}


def test_a_client_without_literals_gets_commands(desks: Callable[[str], Desk]) -> None:
    desk = desks("bare")
    announced = desk.client.initialized["capabilities"]["executeCommandProvider"]["commands"]
    found = desk.actions()
    assert found
    for command in found:
        assert isinstance(command["command"], str), "a Command, no CodeAction"
        assert command["command"] in announced
    assert found[0]["command"] == "rusta.applyPatch"


def test_every_command_of_an_action_is_announced(desk: Desk) -> None:
    announced = desk.client.initialized["capabilities"]["executeCommandProvider"]["commands"]
    for action in [*desk.actions(), *desk.actions(only=["source"])]:
        if "command" in action:
            assert action["command"]["command"] in announced


def test_of_an_unknown_document_nothing_is_offered(desks: Callable[[str], Desk]) -> None:
    client = desks("vscode").client
    for uri in ("file:///nowhere/lib.rs", "untitled:1"):
        assert client.call("textDocument/codeAction", here(uri)) == []


def test_the_options_are_announced_only_to_clients_that_know_them(
    desks: Callable[[str], Desk],
) -> None:
    """LSP 3.17, `codeActionProvider`: without literals it is a boolean."""
    assert desks("bare").client.initialized["capabilities"]["codeActionProvider"] is True


def test_revert_is_offered_only_while_a_patch_stands(start: Start, tmp_path: Path) -> None:
    """Applied and taken back again leaves entries in the journal, but nothing to revert."""
    crate = Crate(tmp_path / "reverted", lib=BROKEN)
    desk = begin(start("helix", crate.root, settings=CHECKED), crate)

    def offered() -> list[str]:
        return [a["kind"] for a in desk.actions(only=["source.rusta.revert"])]

    def command(name: str, argument: dict[str, Any]) -> dict[str, Any]:
        params = {"command": f"rusta.{name}", "arguments": [argument]}
        answer: dict[str, Any] = desk.client.call("workspace/executeCommand", params)
        return answer

    assert offered() == []
    proven = desk.fix()["command"]["arguments"][0]
    desk.client.close_document(desk.uri)
    assert command("applyPatch", proven)["result"]["verified"]
    desk.client.open(desk.uri, crate.text(), version=9)
    assert offered() == ["source.rusta.revert"]
    desk.client.close_document(desk.uri)
    assert command("revert", {"uri": desk.uri})["document"] == "revert/1"
    desk.client.open(desk.uri, crate.text(), version=19)
    assert offered() == []
    assert command("revert", {"uri": desk.uri})["error"]["message"] == "there is nothing to revert"


def test_an_action_that_is_a_command_needs_no_resolve(desks: Callable[[str], Desk]) -> None:
    """VS Code asks all the same."""
    desk = desks("vscode")
    explain = next(a for a in desk.actions() if a["kind"] == "quickfix.rusta.explain")
    assert desk.client.call("codeAction/resolve", explain) == explain

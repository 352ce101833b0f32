"""LSP 3.17, "Code Lens Request": the confidence, or the abstention with its next probe."""

from collections.abc import Callable
from typing import Any

import pytest

from .client import Message, partial_change
from .findings import CHECKED, ERROR, Desk, until

pytestmark = pytest.mark.rusta


def lenses(desk: Desk) -> list[Message]:
    found: list[Message] = desk.client.call(
        "textDocument/codeLens", {"textDocument": {"uri": desk.uri}}
    )
    return found


def test_an_error_has_one_lens_with_its_confidence(desk: Desk) -> None:
    (lens,) = lenses(desk)
    assert lens["range"] == ERROR
    assert lens["command"]["title"].startswith("E0384: ")
    assert "%" in lens["command"]["title"]


def test_a_lens_needs_no_resolve_and_calls_what_is_announced(desk: Desk) -> None:
    """A client without resolve support has to be able to show it."""
    capabilities = desk.client.initialized["capabilities"]
    (lens,) = lenses(desk)
    assert not capabilities["codeLensProvider"].get("resolveProvider")
    assert lens["command"]["command"] in capabilities["executeCommandProvider"]["commands"]


def test_the_client_is_told_of_new_lenses_where_it_can_be(desk: Desk) -> None:
    support: Any = desk.client.capabilities["workspace"].get("codeLens", {})
    told = bool(desk.client.said("workspace/codeLens/refresh"))
    assert told == bool(support.get("refreshSupport"))


def test_of_another_text_there_is_none(desks: Callable[[str], Desk]) -> None:
    desk = desks("helix")
    desk.client.change(desk.uri, partial_change((0, 0), (0, 0), " "))
    try:
        assert lenses(desk) == []
    finally:
        desk.client.change(desk.uri, partial_change((0, 0), (0, 1), ""))
    assert len(lenses(desk)) == 1


def test_they_can_be_switched_off_live(desks: Callable[[str], Desk]) -> None:
    desk = desks("neovim")
    client = desk.client
    before = client.answers["workspace/configuration"]
    client.answers["workspace/configuration"] = [{**CHECKED, "lens": False}]
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    try:
        until(lambda: lenses(desk) == [], "no lenses")
    finally:
        client.answers["workspace/configuration"] = before
        client.notify("workspace/didChangeConfiguration", {"settings": None})
    until(lambda: lenses(desk), "lenses again")

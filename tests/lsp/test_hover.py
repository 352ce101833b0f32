"""LSP 3.17, "Hover Request": an explanation where there is evidence, else nothing: ordinary hover
is rust-analyzer's."""

import re
from collections.abc import Callable

import pytest

from .client import Message, partial_change
from .findings import CHECKED, ELSEWHERE, ERROR, Desk, here, until

pytestmark = pytest.mark.rusta


def hover(desk: Desk, at: Message = ERROR) -> Message | None:
    found: Message | None = desk.client.call("textDocument/hover", here(desk.uri, at))
    return found


def test_an_error_is_explained_with_its_proof(desk: Desk) -> None:
    found = hover(desk)
    assert found is not None
    assert found["range"] == ERROR
    text = found["contents"]["value"]
    assert "E0384" in text
    assert "cargo check is green" in text
    assert "%" in text


def test_every_claim_cites_what_can_be_opened(desk: Desk) -> None:
    found = hover(desk)
    assert found is not None
    claims = [line for line in found["contents"]["value"].splitlines() if line.startswith("- ")]
    assert claims
    for claim in claims:
        assert re.search(r"\]\(\w+:/|`rusta show [0-9a-f]{8,}`", claim), claim


def test_the_text_is_of_a_kind_the_client_takes(desks: Callable[[str], Desk]) -> None:
    for profile in ("vscode", "helix"):
        found = hover(desks(profile))
        assert found is not None
        assert found["contents"]["kind"] == "markdown"
    plain = hover(desks("bare"))
    assert plain is not None
    assert plain["contents"]["kind"] == "plaintext"
    for mark in ("**", "](", "*Where*"):
        assert mark not in plain["contents"]["value"]


def test_both_ends_of_the_error_belong_to_it(desks: Callable[[str], Desk]) -> None:
    for at in (ERROR["start"], ERROR["end"]):
        assert hover(desks("vscode"), {"start": at, "end": at}) is not None


def test_elsewhere_there_is_nothing(desk: Desk) -> None:
    assert hover(desk, ELSEWHERE) is None
    past = {"line": 9_999, "character": 9_999}
    assert hover(desk, {"start": past, "end": past}) is None


def test_of_another_text_there_is_nothing(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    desk.client.change(desk.uri, partial_change((0, 0), (0, 0), " "))
    try:
        assert hover(desk) is None
    finally:
        desk.client.change(desk.uri, partial_change((0, 0), (0, 1), ""))
    assert hover(desk) is not None


def test_it_can_be_switched_off_live(desks: Callable[[str], Desk]) -> None:
    desk = desks("vscode")
    client = desk.client
    before = client.answers["workspace/configuration"]
    client.answers["workspace/configuration"] = [{**CHECKED, "hover": False}]
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    try:
        until(lambda: hover(desk) is None, "no hover")
    finally:
        client.answers["workspace/configuration"] = before
        client.notify("workspace/didChangeConfiguration", {"settings": None})
    until(lambda: hover(desk) is not None, "hover again")

"""LSP 3.17, "Configuration Request" and "DidChangeConfiguration Notification"."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from .client import ResponseError
from .conftest import Start
from .crates import Crate
from .findings import CHECKED, Desk, until
from .test_code_lens import lenses

pytestmark = pytest.mark.rusta

ASKED = "window/showMessageRequest"


def _refuse(_: Any) -> None:
    raise ResponseError({"code": -32603, "message": "no configuration today"})


def test_the_section_is_asked_for_where_the_client_has_settings(start: Start) -> None:
    server = start("vscode")
    asked = server.wait_for("workspace/configuration")
    assert [item["section"] for item in asked["items"]] == ["rusta"]


@pytest.mark.parametrize(
    "answer", [_refuse, None, [], [None], ["nonsense"], [{"unknown": 1}]],
    ids=lambda answer: "refused" if callable(answer) else str(answer),
)  # fmt: skip
def test_a_client_may_have_no_settings_for_us(start: Start, crate: Crate, answer: Any) -> None:
    """Defaults are in force then; among them that the user is asked before anything runs."""
    server = start(
        "vscode",
        crate.root,
        answers={"workspace/configuration": answer},
        initializationOptions=None,
    )
    server.wait_for(ASKED)
    assert server.is_alive()


def test_a_client_without_settings_configures_by_initialization_options(
    start: Start, crate: Crate
) -> None:
    server = start("bare", crate.root, settings={"trusted": False})
    until(lambda: server.call("rusta/status", {})["projects"], "the project")
    assert server.is_alive()
    assert server.said(ASKED) == []


@pytest.mark.parametrize(
    "pushed",
    [{"rusta": {**CHECKED, "lens": False}}, {**CHECKED, "lens": False},
     {"rusta": {**CHECKED, "lens": False, "unknown": 5}, "other": {"lens": True}}],
    ids=["section", "flat", "others"],
)  # fmt: skip
def test_settings_may_be_pushed(desks: Callable[[str], Desk], pushed: dict[str, Any]) -> None:
    desk = desks("bare")
    try:
        desk.client.notify("workspace/didChangeConfiguration", {"settings": pushed})
        assert lenses(desk) == []
    finally:
        desk.client.notify("workspace/didChangeConfiguration", {"settings": {"rusta": CHECKED}})
    assert lenses(desk)


@pytest.mark.parametrize(
    "pushed", [None, {}, [], 5, {"rusta": None}, {"rust-analyzer": {"cargo": {}}}], ids=str
)
def test_settings_of_others_change_nothing(desks: Callable[[str], Desk], pushed: Any) -> None:
    desk = desks("bare")
    client = desk.client
    client.notify(
        "workspace/didChangeConfiguration", {"settings": {"rusta": {**CHECKED, "lens": False}}}
    )
    try:
        client.notify("workspace/didChangeConfiguration", {"settings": pushed})
        assert lenses(desk) == []
    finally:
        client.notify("workspace/didChangeConfiguration", {"settings": {"rusta": CHECKED}})
    assert lenses(desk)


@pytest.mark.parametrize(
    ("name", "value"),
    [("diagnostics", "loud"), ("idle_ms", 0), ("idle_ms", "soon"), ("policy", 5), ("hover", "yes"),
     ("hover", 1), ("beside_rust_analyzer", "yes"), ("check_on", False)],
)  # fmt: skip
def test_a_wrong_setting_is_told_of_and_the_others_count(
    desks: Callable[[str], Desk], name: str, value: Any
) -> None:
    desk = desks("bare")
    mark = desk.client.mark
    settings = {"rusta": {**CHECKED, "lens": False, name: value}}
    desk.client.notify("workspace/didChangeConfiguration", {"settings": settings})
    try:
        told = desk.client.wait_for("window/logMessage", since=mark)
        assert f"rusta.{name} is {json.dumps(value)}" in told["message"]
        assert lenses(desk) == []
    finally:
        desk.client.notify("workspace/didChangeConfiguration", {"settings": {"rusta": CHECKED}})
    assert lenses(desk)


def test_a_wrong_setting_has_its_default(desks: Callable[[str], Desk]) -> None:
    """Not the value before it: what is in force can be told from the settings alone."""
    desk = desks("bare")
    try:
        for lens in (False, "no"):
            settings = {"rusta": {**CHECKED, "lens": lens}}
            desk.client.notify("workspace/didChangeConfiguration", {"settings": settings})
        assert lenses(desk)
    finally:
        desk.client.notify("workspace/didChangeConfiguration", {"settings": {"rusta": CHECKED}})


def test_what_was_off_begins_when_it_is_switched_on(start: Start, crate: Crate) -> None:
    crate.path().write_text("pub fn f() -> u8 {\n}\n")
    server = start("vscode", crate.root, settings={"trusted": True, "check_on": "off"})
    server.open(crate.uri(), crate.text())
    until(lambda: server.call("rusta/status", {})["projects"], "the project")
    assert not (crate.root / "target").exists(), "off: nothing runs in the background"
    server.answers["workspace/configuration"] = [{"trusted": True, "check_on": "save"}]
    server.notify("workspace/didChangeConfiguration", {"settings": None})
    server.wait_for("workspace/diagnostic/refresh")


def test_the_settings_have_a_published_schema() -> None:
    """What these tests send is what the schema allows."""
    from rusta_server.lsp.settings import EditorSettings

    schema = EditorSettings.model_json_schema()
    jsonschema.validate(CHECKED, schema)
    for wrong in ({"diagnostics": "loud"}, {"idle_ms": 0}, {"lens": 5}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)

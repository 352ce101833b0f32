"""LSP 3.17, "Execute a command": what every command has to keep to; `flows/` tests what they do."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from rusta_server.schema.published import file_name, folder

from .findings import Desk

pytestmark = pytest.mark.rusta

INVALID_PARAMS = -32602
NAMES = (
    "rusta.explain",
    "rusta.diagnose",
    "rusta.proposePatch",
    "rusta.applyPatch",
    "rusta.revert",
    "rusta.replayTrace",
    "rusta.memoryExport",
)


@pytest.fixture
def vscode(desks: Callable[[str], Desk]) -> Desk:
    return desks("vscode")


def run(desk: Desk, command: str, **more: Any) -> Any:
    return desk.client.call("workspace/executeCommand", {"command": command, **more})


def test_the_commands_are_announced(desk: Desk) -> None:
    announced = desk.client.initialized["capabilities"]["executeCommandProvider"]["commands"]
    assert set(NAMES) <= set(announced)
    assert all(name.startswith("rusta.") for name in announced)


@pytest.mark.parametrize("arguments", [{}, {"arguments": None}, {"arguments": []}], ids=str)
def test_arguments_may_be_left_out(vscode: Desk, arguments: dict[str, Any]) -> None:
    if arguments == {"arguments": None}:
        arguments = {"arguments": [None]}
    document = run(vscode, "rusta.memoryExport", **arguments)
    assert document["document"] == "memory/1"


@pytest.mark.parametrize("name", ["rusta.diagnose", "rusta.explain", "rusta.memoryExport"])
def test_an_answer_is_a_document_of_the_published_schema(vscode: Desk, name: str) -> None:
    document = run(vscode, name, arguments=[{"uri": vscode.uri}])
    schema = folder().joinpath(file_name(document["document"]))
    jsonschema.validate(document, json.loads(schema.read_text("utf-8")))


@pytest.mark.parametrize("name", NAMES)
def test_two_arguments_are_one_too_many(vscode: Desk, name: str) -> None:
    params = {"command": name, "arguments": [{}, {}]}
    assert vscode.client.error_of("workspace/executeCommand", params) == INVALID_PARAMS


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_no_project_is_told_of(vscode: Desk, name: str) -> None:
    params = {"command": name, "arguments": [{"uri": "file:///nowhere/a.rs"}]}
    if name == "rusta.replayTrace":
        params["arguments"] = [{"trace": "0" * 16}]
    response = vscode.client.response(vscode.client.request("workspace/executeCommand", params))
    assert response["error"]["code"] == INVALID_PARAMS
    assert response["error"]["message"]

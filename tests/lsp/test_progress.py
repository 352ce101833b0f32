"""LSP 3.17, "Work Done Progress": for what takes over a second, and always to an end."""

from pathlib import Path
from typing import Any

import psutil
import pytest

from .client import SILENCE, Client, ResponseError
from .conftest import Start
from .crates import FINE, Crate
from .findings import until

pytestmark = pytest.mark.rusta

CREATE, PROGRESS = "window/workDoneProgress/create", "$/progress"
CHECKS = {"trusted": True, "check_on": "save"}


def slow(folder: Path, seconds: int) -> Crate:
    """A crate whose check takes that long."""
    crate = Crate(folder / f"slow{seconds}", lib=FINE)
    sleep = f"std::thread::sleep(std::time::Duration::from_secs({seconds}));"
    (crate.root / "build.rs").write_text(f"fn main() {{ {sleep} }}")
    return crate


def assert_well_formed(client: Client) -> None:
    """Each token: created first, begun once, reported within, ended once."""
    tokens = {p["token"] for p in client.said(PROGRESS)}
    assert tokens <= {p["token"] for p in client.said(CREATE)}
    for token in tokens:
        kinds = [p["value"]["kind"] for p in client.said(PROGRESS) if p["token"] == token]
        assert kinds[0] == "begin"
        assert kinds[-1] == "end"
        assert set(kinds[1:-1]) <= {"report"}


def build_scripts(client: Client) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(client.process.pid).children(recursive=True):
        try:
            if "build-script" in child.name():
                found.append(child)
        except psutil.Error:
            continue
    return found


def test_what_takes_long_has_a_beginning_and_an_end(start: Start, tmp_path: Path) -> None:
    crate = slow(tmp_path, 3)
    client = start("vscode", crate.root, settings=CHECKS)
    client.open(crate.uri(), FINE)
    begun = client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "begin")
    assert begun["value"]["title"].startswith("rusta")
    assert begun["value"]["cancellable"] is True
    client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "end")
    percentages = [p["value"].get("percentage") or 0 for p in client.said(PROGRESS)]
    assert all(0 <= percentage <= 100 for percentage in percentages)
    assert_well_formed(client)


def test_what_is_quick_has_none(start: Start, crate: Crate) -> None:
    """An explanation from the documentation needs no process."""
    client = start("vscode", crate.root, settings={"trusted": False})
    until(lambda: client.call("rusta/status", {})["projects"], "the project")
    params = {"command": "rusta.explain", "arguments": [{"code": "E0382"}]}
    client.call("workspace/executeCommand", params)  # the first one loads the engine
    mark = client.mark
    client.call("workspace/executeCommand", params)
    assert client.said(CREATE, mark) == []
    assert_well_formed(client)


def test_cancelling_the_progress_ends_the_background_check(start: Start, tmp_path: Path) -> None:
    """Down to its processes."""
    crate = slow(tmp_path, 600)
    client = start("vscode", crate.root, settings=CHECKS)
    client.open(crate.uri(), FINE)
    begun = client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "begin")
    until(lambda: build_scripts(client), "the build script")
    client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "end")
    until(lambda: not build_scripts(client), "the end of the build script", 5)
    until(lambda: client.call("rusta/status", {})["jobs"] == 0, "the end of the job")
    assert [p["phase"] for p in client.call("rusta/status", {})["projects"].values()] == ["unknown"]
    assert_well_formed(client)


def test_cancelling_the_progress_of_a_command_ends_the_command(
    start: Start, tmp_path: Path
) -> None:
    crate = slow(tmp_path, 600)
    client = start("vscode", crate.root, settings={"trusted": True, "check_on": "off"})
    client.open(crate.uri(), FINE)
    until(lambda: client.call("rusta/status", {})["projects"], "the project")
    flying = client.request("workspace/executeCommand", {"command": "rusta.diagnose"})
    begun = client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "begin")
    client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    answer = client.response(flying)
    assert "error" in answer or answer["result"]["document"] == "error/1"
    until(lambda: not build_scripts(client), "the end of the build script", 5)
    client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "end")
    assert_well_formed(client)


def test_cancelling_the_request_ends_the_command_and_its_progress(
    start: Start, tmp_path: Path
) -> None:
    crate = slow(tmp_path, 600)
    client = start("vscode", crate.root, settings={"trusted": True, "check_on": "off"})
    client.open(crate.uri(), FINE)
    until(lambda: client.call("rusta/status", {})["projects"], "the project")
    flying = client.request("workspace/executeCommand", {"command": "rusta.diagnose"})
    client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "begin")
    client.notify("$/cancelRequest", {"id": flying})
    assert client.response(flying)["error"]["code"] == -32800
    client.wait_for(PROGRESS, lambda p: p["value"]["kind"] == "end")
    until(lambda: not build_scripts(client), "the end of the build script", 5)
    assert len(client.responses(flying)) == 1
    assert_well_formed(client)


def _refuse(_: Any) -> None:
    raise ResponseError({"code": -32603, "message": "no room"})


@pytest.mark.parametrize("answer", [_refuse, SILENCE], ids=["refused", "silent"])
def test_without_the_clients_yes_nothing_begins(start: Start, tmp_path: Path, answer: Any) -> None:
    crate = slow(tmp_path, 2)
    client = start("vscode", crate.root, settings=CHECKS, answers={CREATE: answer})
    client.open(crate.uri(), FINE)
    client.wait_for(CREATE)
    client.wait_for("workspace/diagnostic/refresh")
    assert client.said(PROGRESS) == []


@pytest.mark.parametrize("token", ["rusta-unknown", 7, ""])
def test_cancelling_what_is_unknown_changes_nothing(start: Start, token: Any) -> None:
    client = start("vscode")
    client.notify("window/workDoneProgress/cancel", {"token": token})
    assert client.is_alive()

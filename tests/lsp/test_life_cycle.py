"""LSP 3.17, "Lifecycle Messages": initialize, shutdown, exit, and ends that nobody announced."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from . import profiles
from .client import Client
from .conftest import Start
from .crates import BROKEN, Crate

NOT_INITIALIZED, INVALID_REQUEST, INVALID_PARAMS = -32002, -32600, -32602
HERE = {"textDocument": {"uri": "file:///a.rs"}, "position": {"line": 0, "character": 0}}


# initialize


@pytest.mark.parametrize("profile", [*profiles.NAMES, "bare"])
def test_initialize_answers_every_client(start: Start, profile: str) -> None:
    server = start(profile)
    assert server.initialized["serverInfo"]["name"]
    assert server.initialized["capabilities"]["textDocumentSync"]
    assert server.exit() == 0


def test_requests_before_initialize_are_refused_and_notifications_dropped(start: Start) -> None:
    server = start(None)
    for method in ("textDocument/hover", "shutdown", "no/such", "$/no", "workspace/executeCommand"):
        assert server.error_of(method, HERE) == NOT_INITIALIZED
    server.notify("initialized", {})
    server.notify("textDocument/didOpen", {"textDocument": {}})
    server.notify("workspace/didChangeConfiguration", {"settings": {}})
    assert server.error_of("textDocument/hover", HERE) == NOT_INITIALIZED
    assert [m for m in server.received if "method" in m] == []
    server.initialize()


def test_nothing_is_said_before_initialize_is_answered(start: Start) -> None:
    server = start()
    assert "result" in server.received[0]


def test_a_second_initialize_is_refused_and_changes_nothing(start: Start) -> None:
    server = start("vscode")
    assert server.error_of("initialize", {"processId": None, "rootUri": None, "capabilities": {}}) == INVALID_REQUEST  # fmt: skip
    assert server.is_alive()


def test_a_second_initialized_changes_nothing(start: Start) -> None:
    server = start("vscode")
    server.is_alive()
    asked = len(server.said("client/registerCapability"))
    server.notify("initialized", {})
    assert server.is_alive()
    assert len(server.said("client/registerCapability")) == asked


def test_initialize_with_params_of_another_shape_may_be_tried_again(start: Start) -> None:
    server = start(None)
    for params in (None, [], {}, {"processId": "x", "capabilities": {}},
                   {"rootUri": 5, "capabilities": {}}, {"capabilities": []},
                   {"workspaceFolders": [{"uri": "file:///"}], "capabilities": {}},
                   {"clientInfo": {"version": "1"}, "capabilities": {}}):  # fmt: skip
        assert server.error_of("initialize", params) == INVALID_PARAMS
        assert server.error_of("textDocument/hover", HERE) == NOT_INITIALIZED
    server.initialize()


@pytest.mark.parametrize(
    "params",
    [
        {"processId": None, "rootUri": None, "rootPath": None, "initializationOptions": None},
        {"rootUri": "file:///no/such/folder", "initializationOptions": ["no", "object"]},
        {"workspaceFolders": [{"uri": "untitled:x", "name": "x"}], "trace": "verbose"},
        {"workspaceFolders": [], "locale": "de", "unknown": {"field": 1}},
        {"initializationOptions": {"diagnostics": 5}},
    ],
    ids=str,
)
def test_initialize_takes_what_the_specification_allows(
    start: Start, params: dict[str, Any]
) -> None:
    server = start("vscode", **params)
    assert server.is_alive()


def test_initialize_takes_capabilities_it_does_not_know(start: Start) -> None:
    def add(capabilities: dict[str, Any]) -> None:
        capabilities["textDocument"]["telepathy"] = {"dynamicRegistration": True}
        capabilities["general"]["positionEncodings"] = ["utf-7", "utf-16"]

    server = start("vscode", change=add)
    assert server.initialized["capabilities"].get("positionEncoding", "utf-16") == "utf-16"


def test_what_comes_right_behind_initialize_is_answered_in_its_turn(start: Start) -> None:
    """Clients that do not wait for the answer get all the others after it, and lose none."""
    server = start(None)
    messages = [
        {"id": 1, "method": "initialize",
         "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        *({"id": i, "method": "no/such"} for i in range(2, 60)),
        {"id": 60, "method": "shutdown"},
        {"method": "exit"},
    ]  # fmt: skip
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    server.write(b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(b), b) for b in bodies))
    assert server.ended() == 0
    assert [m["id"] for m in server.received if "method" not in m] == list(range(1, 61))


@pytest.mark.rusta
@pytest.mark.parametrize(
    "wrong",
    [{"workspace": 5}, {"textDocument": {"hover": {"contentFormat": "markdown"}}},
     {"window": {"workDoneProgress": "yes"}}],
    ids=str,
)  # fmt: skip
def test_a_capability_of_another_shape_is_one_the_client_has_not(
    start: Start, wrong: dict[str, Any]
) -> None:
    """The others count, and nobody is left without a server for it."""
    server = start("bare", change=lambda capabilities: capabilities.update(wrong))
    assert server.is_alive()


@pytest.mark.parametrize(
    ("encodings", "chosen"),
    [(None, {"utf-16"}), ([], {"utf-16"}), (["utf-8"], {"utf-8", "utf-16"}),
     (["utf-32"], {"utf-32", "utf-16"}), (["utf-32", "utf-8"], {"utf-32", "utf-8", "utf-16"})],
)  # fmt: skip
def test_the_position_encoding_is_one_the_client_has(
    start: Start, encodings: list[str] | None, chosen: set[str]
) -> None:
    def offer(capabilities: dict[str, Any]) -> None:
        if encodings is not None:
            capabilities["general"] = {"positionEncodings": encodings}

    server = start("bare", change=offer)
    assert server.initialized["capabilities"].get("positionEncoding", "utf-16") in chosen


def test_trace_may_be_set_at_any_time(start: Start) -> None:
    server = start()
    for value in ("verbose", "messages", "off", "nonsense"):
        server.notify("$/setTrace", {"value": value})
    assert server.is_alive()


# shutdown and exit


def test_after_shutdown_only_exit_is_accepted(start: Start) -> None:
    server = start()
    assert server.call("shutdown") is None
    for method in ("textDocument/hover", "shutdown", "initialize", "no/such"):
        assert server.error_of(method, HERE) == INVALID_REQUEST
    server.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.rs"}})
    server.notify("exit")
    assert server.ended() == 0


def test_shutdown_takes_params_that_mean_nothing(start: Start) -> None:
    server = start()
    assert server.call("shutdown", {}) is None


def test_exit_without_shutdown_ends_with_1(start: Start) -> None:
    server = start()
    server.notify("exit")
    assert server.ended() == 1


def test_exit_before_initialize_ends_with_1(start: Start) -> None:
    server = start(None)
    server.notify("exit")
    assert server.ended() == 1


def test_exit_right_behind_shutdown_loses_no_answer(start: Start) -> None:
    server = start()
    msg_id = server.request("shutdown")
    server.notify("exit")
    assert server.ended() == 0
    assert len(server.responses(msg_id)) == 1


@pytest.mark.parametrize("asked", [True, False])
def test_the_end_of_stdin_ends_the_server(start: Start, asked: bool) -> None:
    server = start()
    if asked:
        server.call("shutdown")
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.ended() == (0 if asked else 1)


def test_a_client_that_reads_no_more_ends_the_server(
    command: list[str], environment: dict[str, str]
) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=writing,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    ) as server:
        os.close(writing)
        os.close(reading)
        assert server.stdin is not None
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "no/such"}'
        server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        server.stdin.flush()
        try:
            assert server.wait(20) == 1
        finally:
            server.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_good_order(start: Start, number: signal.Signals) -> None:
    server = start()
    server.process.send_signal(number)
    assert server.ended() >= 0  # it ended by itself, not by the signal


# processId


def test_the_death_of_the_parent_ends_the_server(start: Start) -> None:
    """stdin may be held open by others for long."""
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = start(processId=parent.pid)
    assert server.is_alive()
    parent.kill()
    parent.communicate()
    assert server.ended() == 1


def test_a_parent_that_is_gone_already_ends_the_server(start: Start) -> None:
    parent = subprocess.Popen(["true"])
    parent.wait()
    assert start(processId=parent.pid).ended() == 1


@pytest.mark.parametrize("pid", [0, -1, 2**31 - 1])
def test_a_process_id_that_is_none_is_no_disaster(start: Start, pid: int) -> None:
    server = start(processId=pid)
    assert server.is_alive() or server.ended() == 1


# what runs


@pytest.mark.rusta
@pytest.mark.parametrize("how", ["shutdown", "SIGTERM", "stdin"])
def test_an_end_while_jobs_run_ends_them_too(start: Start, tmp_path: Path, how: str) -> None:
    """The shutdown is answered at once, every request in flight gets its one answer, and no process
    is left behind."""
    crate = Crate(tmp_path / "busy", lib=BROKEN)
    (crate.root / "build.rs").write_text(
        "fn main() { std::thread::sleep(std::time::Duration::from_secs(600)); }"
    )
    server = start("vscode", crate.root, settings={"trusted": True, "check_on": "idle"})
    server.open(crate.uri(), BROKEN)
    flying = server.request("workspace/executeCommand", {"command": "rusta.diagnose"})
    tree = psutil.Process(server.process.pid)
    children = _wait_for_build_script(tree)
    if how == "shutdown":
        began = time.monotonic()
        assert server.call("shutdown") is None
        assert time.monotonic() - began < 5
        server.notify("exit")
        assert server.ended() == 0
        assert [len(server.responses(i)) for i in (flying,)] == [1]
    elif how == "SIGTERM":
        server.process.terminate()
        assert server.ended() == 1
    else:
        assert server.process.stdin is not None
        server.process.stdin.close()
        assert server.ended() == 1
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def _wait_for_build_script(server: psutil.Process) -> list[psutil.Process]:
    """The processes under the server once the build script sleeps."""
    for _ in range(1200):
        children = server.children(recursive=True)
        names = []
        for child in children:
            try:
                names.append(child.name())
            except psutil.Error:
                continue
        if any("build-script" in name for name in names):
            return children
        time.sleep(0.05)
    raise AssertionError("no build script began to run")


def test_a_server_may_be_started_from_anywhere(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    """Its output is frames from the first byte to the last."""
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize",
         "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]  # fmt: skip
    bodies = [json.dumps(message).encode() for message in messages]
    done = subprocess.run(
        command,
        input=b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(b), b) for b in bodies),
        capture_output=True,
        env={**os.environ, **environment},
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout.startswith(b"Content-")
    assert done.stdout.rstrip().endswith(b"}")
    assert list(tmp_path.iterdir()) == []


def test_two_servers_do_not_know_of_each_other(start: Start) -> None:
    one, other = start(), start()
    assert one.exit() == 0
    assert other.is_alive()


def test_the_client_is_a_client() -> None:
    """A `Client` notices a server that breaks the rules; else the suite would prove nothing."""
    script = (
        'import sys; body = b\'{"jsonrpc": "2.0", "id": 1, "method": "workspace/applyEdit", "params": {}}\';'
        "sys.stdout.buffer.write(b'Content-Length: %d\\r\\n\\r\\n' % len(body) + body)"
    )
    client = Client([sys.executable, "-c", script], {})
    client.ended()
    client.close()
    assert len(client.problems) == 2  # params without an edit, and nothing was announced

"""Trust: nothing of a repository runs before its user agreed."""

from pathlib import Path
from typing import Any

import pytest

from .client import SILENCE, Client
from .conftest import Start
from .crates import Crate
from .findings import BROKEN, here, phases, until

pytestmark = pytest.mark.rusta

ASKED = "window/showMessageRequest"
UNDECIDED = {"trusted": None, "check_on": "save"}


@pytest.fixture
def broken(tmp_path: Path) -> Crate:
    """Whatever runs of it leaves a trace in target/."""
    crate = Crate(tmp_path / "foreign", lib=BROKEN)
    (crate.root / "build.rs").write_text("fn main() {}")
    return crate


def has_run(crate: Crate) -> bool:
    return (crate.root / "target").exists()


def settled(client: Client) -> bool:
    """Whether the project is known and nothing is under way."""
    status = client.call("rusta/status", {})
    return bool(status["projects"]) and status["jobs"] == 0


def yes(params: Any) -> Any:
    return params["actions"][0]


def no(params: Any) -> Any:
    return params["actions"][1]


@pytest.mark.parametrize("answer", [no, None, SILENCE], ids=["no", "closed", "silent"])
def test_without_a_yes_nothing_runs(start: Start, broken: Crate, answer: Any) -> None:
    server = start("vscode", broken.root, settings=UNDECIDED, answers={ASKED: answer})
    uri = server.open(broken.uri(), BROKEN)
    asked = server.wait_for(ASKED)
    assert str(broken.root) in asked["message"]
    until(lambda: settled(server), "an end of all work")
    server.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert {a["kind"] for a in server.call("textDocument/codeAction", here(uri))} == set()
    until(lambda: settled(server), "an end of all work")
    assert not has_run(broken)
    assert len(server.said(ASKED)) == 1, "asked once"


def test_explanations_from_the_documentation_need_no_trust(start: Start, broken: Crate) -> None:
    server = start("vscode", broken.root, settings={"trusted": False, "check_on": "save"})
    until(lambda: settled(server), "the project")
    params = {"command": "rusta.explain", "arguments": [{"code": "E0384", "uri": broken.uri()}]}
    document = server.call("workspace/executeCommand", params)
    assert document["document"] == "explain/1", document
    assert document["result"]["explanations"][0]["claims"]
    assert not has_run(broken)


def test_a_yes_is_remembered_and_a_revocation_too(start: Start, broken: Crate) -> None:
    first = start("emacs", broken.root, settings=UNDECIDED, answers={ASKED: yes})
    first.open(broken.uri(), BROKEN)
    first.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])
    assert len(first.said(ASKED)) == 1
    assert first.exit() == 0

    second = start("emacs", broken.root, settings=UNDECIDED)
    second.open(broken.uri(), BROKEN)
    second.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])
    assert second.said(ASKED) == []
    revoke = {"command": "rusta.revokeTrust", "arguments": [{"uri": broken.uri()}]}
    mark = second.mark
    assert second.call("workspace/executeCommand", revoke)["trusted"] is False
    second.wait_for("textDocument/publishDiagnostics", lambda p: not p["diagnostics"], mark)
    assert second.exit() == 0

    third = start("emacs", broken.root, settings=UNDECIDED)
    third.open(broken.uri(), BROKEN)
    third.wait_for(ASKED)
    assert phases(third) == ["unknown"]


def test_a_client_with_a_trust_of_its_own_is_believed(start: Start, broken: Crate) -> None:
    server = start("emacs", broken.root, settings={"trusted": False, "check_on": "save"})
    server.open(broken.uri(), BROKEN)
    until(lambda: settled(server), "an end of all work")
    assert not has_run(broken)
    server.answers["workspace/configuration"] = [{"trusted": True, "check_on": "save"}]
    server.notify("workspace/didChangeConfiguration", {"settings": None})
    server.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])
    mark = server.mark
    server.answers["workspace/configuration"] = [{"trusted": False, "check_on": "save"}]
    server.notify("workspace/didChangeConfiguration", {"settings": None})
    server.wait_for("textDocument/publishDiagnostics", lambda p: not p["diagnostics"], mark)
    assert server.said(ASKED) == []


def configure(server: Client, **settings: Any) -> None:
    server.answers["workspace/configuration"] = [{"check_on": "save", **settings}]
    server.notify("workspace/didChangeConfiguration", {"settings": None})


def test_a_trust_of_the_client_ends_with_its_setting(start: Start, broken: Crate) -> None:
    """It was the client's word and nobody else's: now the user is asked."""
    server = start("emacs", broken.root, settings={"trusted": True, "check_on": "save"})
    server.open(broken.uri(), BROKEN)
    server.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])
    mark = server.mark
    configure(server)
    server.wait_for("textDocument/publishDiagnostics", lambda p: not p["diagnostics"], mark)
    server.wait_for(ASKED, since=mark)
    diagnose = {"command": "rusta.diagnose", "arguments": [{"uri": broken.uri()}]}
    refused = server.call("workspace/executeCommand", diagnose)
    assert "is not trusted" in refused["error"]["message"]


def test_what_the_user_said_counts_again_when_the_client_says_nothing(
    start: Start, broken: Crate
) -> None:
    server = start("emacs", broken.root, settings=UNDECIDED, answers={ASKED: yes})
    server.open(broken.uri(), BROKEN)
    server.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"])

    mark = server.mark
    configure(server, trusted=False)
    server.wait_for("textDocument/publishDiagnostics", lambda p: not p["diagnostics"], mark)
    diagnose = {"command": "rusta.diagnose", "arguments": [{"uri": broken.uri()}]}
    refused = server.call("workspace/executeCommand", diagnose)
    assert "the editor does not trust" in refused["error"]["message"]

    mark = server.mark
    configure(server)
    server.wait_for("textDocument/publishDiagnostics", lambda p: p["diagnostics"], mark)
    assert len(server.said(ASKED)) == 1, "asked at the start, and not again"


@pytest.mark.parametrize("word", ["yes", "true", 1])
def test_a_trust_that_is_no_boolean_is_none(start: Start, broken: Crate, word: Any) -> None:
    server = start("vscode", broken.root, settings={"trusted": word, "check_on": "save"})
    server.open(broken.uri(), BROKEN)
    told = server.wait_for("window/logMessage")
    assert "rusta.trusted" in told["message"] and "boolean" in told["message"]
    server.wait_for(ASKED)
    until(lambda: settled(server), "an end of all work")
    assert not has_run(broken)


def test_every_workspace_is_asked_about_by_itself(
    start: Start, broken: Crate, tmp_path: Path
) -> None:
    other = Crate(tmp_path / "other", lib=BROKEN)
    folders = [{"uri": c.root.as_uri(), "name": c.root.name} for c in (broken, other)]
    server = start(
        "vscode", broken.root, settings=UNDECIDED, answers={ASKED: no}, workspaceFolders=folders
    )
    for crate in (broken, other):
        server.wait_for(ASKED, lambda p, c=crate: str(c.root) in p["message"])
    assert server.is_alive()
    assert len(server.said(ASKED)) == 2

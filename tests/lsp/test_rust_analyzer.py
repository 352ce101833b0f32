"""`rusta/rustAnalyzer`: the editor's own rust-analyzer, asked through the editor. A real one stands
behind the client here; rusta has no other source, and starts none of its own."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from rusta_eval.lsp_client import Client as Analyzer

from . import profiles
from .client import SILENCE, Client
from .conftest import Start
from .crates import Crate
from .findings import here, phases, until

pytestmark = pytest.mark.rusta
BROKEN = """\
pub fn count(words: &[&str]) -> usize {
    /* 😀 */ let mut seen = HashMap::new();
    for word in words {
        *seen.entry(*word).or_insert(0) += 1;
    }
    seen.len()
}

#[test]
fn counts() {
    assert_eq!(count(&["a", "b", "a"]), 2);
}
"""
FINE = "pub fn one() -> u32 {\n    1\n}\n"
ALONE: dict[str, Any] = {
    "trusted": True,
    "check_on": "idle",
    "idle_ms": 50,
    "policy": {
        "sources": {"rustc": False, "templates": False},
        "lm": {"enabled": False},
        "thresholds": {"patch": 5_000},
    },
}


class Beside:
    """A rust-analyzer that counts columns in UTF-16, and what it was asked through the editor."""

    def __init__(self, crate: Crate) -> None:
        self.asked: list[str | None] = []
        self._crate = crate
        self._analyzer = Analyzer(["rust-analyzer"], {"RA_LOG": "error"}, {})
        params = {
            "processId": None,
            "rootUri": crate.root.as_uri(),
            "initializationOptions": {"checkOnSave": False, "cachePriming": {"enable": False}},
            "capabilities": {
                "experimental": {"serverStatusNotification": True},
                "textDocument": {
                    "codeAction": profiles.capabilities("vscode")["textDocument"]["codeAction"]
                },
            },
        }
        _, said = self._analyzer.result(self._analyzer.request("initialize", params))
        self.version = said["result"]["serverInfo"]["version"]
        self._analyzer.notify("initialized", {})

        def ready(message: dict[str, Any]) -> bool:
            ready_now: bool = message["params"].get("quiescent", False)
            return message["method"] == "experimental/serverStatus" and ready_now

        self._analyzer.wait_for(ready)
        self._version = 0

    def show(self, text: str) -> None:
        """What the editor shows it."""
        self._version += 1
        document = {"uri": self._crate.uri(), "languageId": "rust", "version": self._version}
        if self._version == 1:
            self._analyzer.notify(
                "textDocument/didOpen", {"textDocument": {**document, "text": text}}
            )
        else:
            changes = {"textDocument": document, "contentChanges": [{"text": text}]}
            self._analyzer.notify("textDocument/didChange", changes)

    def answer(self, params: dict[str, Any]) -> dict[str, Any]:
        """`rusta/rustAnalyzer`, as a client implements it."""
        assert params["uri"] == self._crate.root.as_uri()
        self.asked.append(params["method"])
        if params["method"] is None:
            return {"version": self.version, "positionEncoding": "utf-16"}
        _, response = self._analyzer.call(params["method"], params["params"])
        return {key: response[key] for key in ("result", "error") if key in response}

    def close(self) -> None:
        self._analyzer.close()


@pytest.fixture
def broken(tmp_path: Path) -> Crate:
    return Crate(tmp_path / "broken", lib=BROKEN)


@pytest.fixture
def beside(broken: Crate) -> Iterator[Beside]:
    one = Beside(broken)
    yield one
    one.close()


def not_able(capabilities: dict[str, Any]) -> None:
    """Counts in UTF-16."""
    capabilities.pop("general", None)


def able(capabilities: dict[str, Any]) -> None:
    not_able(capabilities)
    capabilities.setdefault("experimental", {})["rustAnalyzer"] = True


def offered(client: Client, crate: Crate, text: str) -> list[str]:
    """The titles of the proven fixes, once all work is done."""
    until(lambda: phases(client) in (["done"], ["failed"]), "the end of the proofs", 240)
    line = next(i for i, each in enumerate(text.split("\n")) if "HashMap::" in each)
    start = len(text.split("\n")[line].partition("HashMap")[0].encode("utf-16-le")) // 2
    place = {"line": line, "character": start}
    found = client.call(
        "textDocument/codeAction", here(crate.uri(), {"start": place, "end": place})
    )
    return [a["title"] for a in found if a.get("kind") == "quickfix.rusta" and "disabled" not in a]


def own_analyzers(client: Client) -> list[psutil.Process]:
    children = psutil.Process(client.process.pid).children(recursive=True)
    return [child for child in children if child.name() == "rust-analyzer"]


def test_the_editors_own_is_asked_and_none_is_started(start: Start, broken: Crate, beside: Beside):
    answers = {"rusta/rustAnalyzer": beside.answer}
    client = start("vscode", broken.root, settings=ALONE, change=able, answers=answers)
    beside.show(BROKEN)
    client.open(broken.uri(), BROKEN)
    titles = offered(client, broken, BROKEN)
    assert any("Import `std::collections::HashMap`" in title for title in titles)
    assert beside.asked[:2] == [None, "textDocument/codeAction"]
    assert own_analyzers(client) == []


def test_of_unsaved_text_too(start: Start, broken: Crate, beside: Beside):
    broken.path().write_text(FINE)
    answers = {"rusta/rustAnalyzer": beside.answer}
    client = start("vscode", broken.root, settings=ALONE, change=able, answers=answers)
    text = f"// a thought\n{BROKEN}"
    beside.show(text)
    client.open(broken.uri(), text)
    assert offered(client, broken, text)


Answer = Callable[[Any], Any]


@pytest.mark.parametrize("change", [able, not_able], ids=["null", "not-able"])
def test_where_the_editor_has_none_nothing_is_lost_but_its_edits(
    start: Start, broken: Crate, change: Callable[[dict[str, Any]], None]
):
    asked: list[Any] = []
    answers: dict[str, Answer] = {"rusta/rustAnalyzer": lambda params: asked.append(params)}
    client = start("vscode", broken.root, settings=ALONE, change=change, answers=answers)
    client.open(broken.uri(), BROKEN)
    assert offered(client, broken, BROKEN) == []
    assert len(asked) == (1 if change is able else 0)
    assert own_analyzers(client) == []


def test_one_that_never_answers_holds_nothing_up(start: Start, broken: Crate):
    answers = {"rusta/rustAnalyzer": SILENCE}
    client = start("vscode", broken.root, settings=ALONE, change=able, answers=answers)
    client.open(broken.uri(), BROKEN)
    until(lambda: phases(client) == ["proving"], "the proof to begin")
    began = time.monotonic()
    client.call("rusta/status", {})
    assert time.monotonic() - began < 2


def test_configured_one_of_its_own_is_started(start: Start, broken: Crate):
    own = {**ALONE["policy"], "sources": {**ALONE["policy"]["sources"], "rust_analyzer": "on"}}
    client = start("vscode", broken.root, settings={**ALONE, "policy": own}, change=not_able)
    client.open(broken.uri(), BROKEN)
    until(lambda: own_analyzers(client), "a rust-analyzer of the server's own", 240)
    # Whether it has answered yet or not, it ends with the server.
    (analyzer,) = own_analyzers(client)
    client.process.kill()
    assert psutil.wait_procs([analyzer], timeout=20)[1] == []

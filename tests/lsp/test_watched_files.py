"""LSP 3.17, "DidChangeWatchedFiles Notification": what changes outside of the editor."""

from collections.abc import Callable

import pytest

from .client import Client
from .conftest import Start
from .crates import FINE, Crate
from .findings import until

pytestmark = pytest.mark.rusta

PUSHED = "textDocument/publishDiagnostics"
BROKEN = FINE.replace("42", '"42"')
FAST = {"trusted": True, "check_on": "idle", "idle_ms": 50}
CREATED, CHANGED, DELETED = 1, 2, 3


def tell(client: Client, uri: str, kind: int = CHANGED) -> None:
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": kind}]})


def checked(client: Client) -> Callable[[], bool]:
    return lambda: [p["phase"] for p in client.call("rusta/status", {})["projects"].values()] == ["done"]  # fmt: skip


@pytest.mark.parametrize("profile", ["vscode", "emacs", "helix"])
def test_a_client_that_watches_is_asked_to(start: Start, profile: str) -> None:
    client = start(profile)
    (registration,) = client.wait_for("client/registerCapability")["registrations"]
    assert registration["method"] == "workspace/didChangeWatchedFiles"
    globs = {w["globPattern"] for w in registration["registerOptions"]["watchers"]}
    assert {"**/*.rs", "**/Cargo.toml", "**/Cargo.lock"} <= globs


@pytest.mark.parametrize("profile", ["neovim", "bare"])
def test_one_that_does_not_is_not_asked(start: Start, profile: str) -> None:
    client = start(profile)
    assert client.is_alive()
    assert client.said("client/registerCapability") == []


def test_what_the_client_tells_of_is_checked_again(start: Start, crate: Crate) -> None:
    client = start("emacs", crate.root, settings=FAST)
    until(checked(client), "the first check")
    crate.path().write_text(BROKEN)
    tell(client, crate.uri())
    client.wait_for(PUSHED, lambda p: p["uri"] == crate.uri() and p["diagnostics"])
    crate.path().write_text(FINE)
    mark = client.mark
    tell(client, crate.uri())
    client.wait_for(PUSHED, lambda p: p["uri"] == crate.uri() and not p["diagnostics"], mark)


def test_without_the_client_the_server_watches(start: Start, crate: Crate) -> None:
    client = start("bare", crate.root, settings=FAST)
    until(checked(client), "the first check")
    crate.path().write_text(BROKEN)
    client.wait_for(PUSHED, lambda p: p["uri"] == crate.uri() and p["diagnostics"])


def test_files_come_and_go(start: Start, crate: Crate) -> None:
    crate.path().write_text(FINE + "mod late;\n")
    client = start("emacs", crate.root, settings=FAST)
    client.wait_for(PUSHED, lambda p: p["diagnostics"])
    mark = client.mark
    crate.path("late").write_text("")
    tell(client, crate.uri("late"), CREATED)
    client.wait_for(PUSHED, lambda p: p["uri"] == crate.uri() and not p["diagnostics"], mark)
    mark = client.mark
    crate.path("late").unlink()
    tell(client, crate.uri("late"), DELETED)
    client.wait_for(PUSHED, lambda p: p["diagnostics"], mark)


def test_a_manifest_that_changed_is_read_again(start: Start, crate: Crate) -> None:
    crate.path().write_text('#[cfg(feature = "loud")]\npub fn f() -> u8 {\n    "8"\n}\n')
    client = start("emacs", crate.root, settings=FAST)
    until(checked(client), "the first check")
    manifest = crate.root / "Cargo.toml"
    manifest.write_text(manifest.read_text() + '\n[features]\ndefault = ["loud"]\nloud = []\n')
    tell(client, manifest.as_uri())
    client.wait_for(PUSHED, lambda p: p["uri"] == crate.uri() and p["diagnostics"])


def test_the_open_text_counts_not_the_one_on_disk(start: Start, crate: Crate) -> None:
    client = start("emacs", crate.root, settings=FAST)
    client.open(crate.uri(), FINE)
    until(checked(client), "the first check")
    crate.path().write_text(BROKEN)
    tell(client, crate.uri())
    until(checked(client), "the check after it")
    assert [p for p in client.said(PUSHED) if p["diagnostics"]] == []


@pytest.mark.parametrize("uri", ["file:///nowhere/a.rs", "untitled:1", "", "file:///a%00.rs"])
def test_news_of_other_files_changes_nothing(start: Start, crate: Crate, uri: str) -> None:
    client = start("vscode", crate.root)
    for kind in (CREATED, CHANGED, DELETED):
        tell(client, uri, kind)
    assert client.is_alive()

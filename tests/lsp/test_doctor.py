"""`rusta doctor --lsp` after a client was there."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import Start

pytestmark = pytest.mark.rusta


def doctor(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("rusta"), "doctor", "--lsp", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def told(environment: dict[str, str], client: str) -> dict[str, Any]:
    """The server writes it down beside its work."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        done = doctor(environment, "--json")
        document: dict[str, Any] = json.loads(done.stdout)
        if document.get("client") == client:
            return document
    raise AssertionError(document)


@pytest.mark.parametrize(
    ("profile", "encoding", "announced"),
    [("neovim", "utf-8", True), ("bare", "utf-16", False)],
)
def test_it_says_who_was_there_and_what_they_can(
    start: Start, environment: dict[str, str], profile: str, encoding: str, announced: bool
) -> None:
    client = start(profile, clientInfo={"name": f"{profile}'s", "version": "1.2"})
    document = told(environment, f"{profile}'s")
    assert document["document"] == "lsp/1"
    assert document["client_version"] == "1.2"
    assert (
        document["encoding"]
        == encoding
        == client.initialized["capabilities"].get("positionEncoding", "utf-16")
    )
    capabilities = {c["name"]: c["announced"] for c in document["capabilities"]}
    assert capabilities["workspace.applyEdit"] is announced
    assert capabilities["window.workDoneProgress"] is announced


def test_people_read_what_happens_without(start: Start, environment: dict[str, str]) -> None:
    start("bare", clientInfo={"name": "plain"})
    told(environment, "plain")
    done = doctor(environment)
    assert done.returncode == 0
    assert "plain with rusta" in done.stdout
    assert "✗  workspace.applyEdit" in done.stdout
    assert "commands change only" in done.stdout


def test_before_any_client_it_says_what_to_do(tmp_path: Path) -> None:
    done = doctor({"XDG_STATE_HOME": str(tmp_path), "COLUMNS": "200"}, "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)["error"]
    assert error["message"] == "no editor has started rusta yet"
    assert "README" in error["remedy"]

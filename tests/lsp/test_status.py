"""`rusta/status`: what a client, or a person who wonders, is told of the server."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from rusta_server.contracts.documents import ServerStatusDocument

from . import profiles
from .client import Client

pytestmark = pytest.mark.rusta
ARTIFACT = Path(__file__).parents[1] / "unit/lm/tiny_artifact"


@pytest.fixture
def home(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has no model of their own."""
    return {**environment, "XDG_DATA_HOME": str(tmp_path / "data")}


@pytest.fixture
def client(command: list[str], home: dict[str, str], tmp_path: Path) -> Iterator[Client]:
    one = Client(command, home, profiles.capabilities("bare"), None, tmp_path)
    one.initialize()
    yield one
    one.close()
    assert one.problems == []


@pytest.fixture
def rusta(command: list[str], home: dict[str, str]) -> Callable[..., Any]:
    """`rusta … --json`, beside the server."""

    def run(*args: str) -> Any:
        argv = [*command[:-1], *args, "--json"]
        done = subprocess.run(
            argv, env={**os.environ, **home}, capture_output=True, text=True, check=False
        )
        return json.loads(done.stdout)

    return run


def test_the_byte_model_is_that_of_rusta_lm_status_and_is_not_loaded_for_it(
    client: Client, rusta: Callable[..., Any], tmp_path: Path
) -> None:
    def model() -> Any:
        return client.call("rusta/status", {})["model"]

    assert model() == rusta("lm", "status")

    installed = rusta("lm", "install", str(ARTIFACT))
    assert installed["usable"]
    assert str(tmp_path / "data") in installed["detail"]
    assert model() == installed

    (tmp_path / "data/rusta/model/weights.bin").write_bytes(b"other")
    damaged = model()
    assert damaged == rusta("lm", "status")
    assert not damaged["usable"]
    assert "weights.bin is damaged" in damaged["detail"]
    assert "rusta lm install" in damaged["remedy"]

    mapped = [m.path for m in psutil.Process(client.process.pid).memory_maps()]
    assert not [path for path in mapped if "onnxruntime" in path]


def test_it_is_a_published_document(client: Client) -> None:
    answer = client.call("rusta/status", {"watch": True})
    assert ServerStatusDocument.model_validate(answer).document == "server-status/1"

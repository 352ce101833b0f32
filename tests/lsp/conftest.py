"""`pytest tests/lsp --server-command "…"` runs the suite against any language server.

Tests marked `rusta` look at what rusta alone has (its requests, findings and commands); with another
server they are left out.
"""

import contextlib
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from . import profiles
from .client import Client
from .crates import Crate
from .findings import BROKEN, CHECKED, Desk, begin


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--server-command", help="the language server to test, on stdio")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rusta: needs what rusta alone has")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--server-command") is None:
        return
    left_out = [item for item in items if item.get_closest_marker("rusta")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("rusta")]


class Start(Protocol):
    """Starts a server. With a profile it is initialized too: on `root`, with `settings` as its
    configuration; `params` are further ones of `initialize`."""

    def __call__(
        self,
        profile: str | None = "bare",
        root: Path | None = None,
        *,
        settings: dict[str, Any] | None = None,
        change: Callable[[dict[str, Any]], object] = lambda _: None,
        answers: dict[str, Any] | None = None,
        **params: Any,
    ) -> Client: ...


@pytest.fixture(scope="session")
def command(request: pytest.FixtureRequest) -> list[str]:
    given = request.config.getoption("--server-command")
    if given is not None:
        return shlex.split(given)
    return [str(Path(sys.executable).with_name("rusta")), "serve"]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """State, caches and settings of its own, for all servers of the session."""
    home = tmp_path_factory.mktemp("home")
    return {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("STATE", "CACHE", "CONFIG")}


@pytest.fixture
def start(command: list[str], environment: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    yield from _starting(command, environment, tmp_path)


@pytest.fixture(scope="module")
def start_shared(
    command: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """`start` for servers that a whole module talks to."""
    yield from _starting(command, environment, tmp_path_factory.mktemp("empty"))


class Lasting:
    """Servers that many tests talk to, by name. One that ended is started anew: what a test breaks
    is that test's failure alone."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._known: dict[str, Client] = {}

    def __call__(self, name: str = "", **how: Any) -> Client:
        client = self._known.get(name)
        if client is None or client.has_ended:
            client = self._known[name] = self._start(**how)
        return client


@pytest.fixture(scope="module")
def lasting(start_shared: Start) -> Lasting:
    return Lasting(start_shared)


@pytest.fixture
def crate(tmp_path: Path) -> Crate:
    return Crate(tmp_path / "crate", lib="pub fn answer() -> u32 {\n    42\n}\n")


@pytest.fixture(scope="session")
def desks(
    command: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Desk]]:
    """By profile: a server that has proven the fix of a broken crate, for all tests to look at. All
    count in UTF-16."""
    folder = tmp_path_factory.mktemp("desks")
    starting = _starting(command, environment, folder)
    start = next(starting)
    known: dict[str, Desk] = {}
    crate = Crate(folder / "broken", lib=BROKEN)

    def count_in_utf_16(capabilities: dict[str, Any]) -> None:
        capabilities.pop("general", None)

    def desk(profile: str) -> Desk:
        if profile not in known:
            client = start(profile, crate.root, settings=CHECKED, change=count_in_utf_16)
            known[profile] = begin(client, crate)
        return known[profile]

    yield desk
    with contextlib.suppress(StopIteration):
        next(starting)


@pytest.fixture(params=profiles.NAMES)
def desk(desks: Callable[[str], Desk], request: pytest.FixtureRequest) -> Desk:
    """The same test for every editor."""
    return desks(request.param)


def _starting(command: list[str], environment: dict[str, str], cwd: Path) -> Iterator[Start]:
    clients: list[Client] = []

    def start(
        profile: str | None = "bare",
        root: Path | None = None,
        *,
        settings: dict[str, Any] | None = None,
        change: Callable[[dict[str, Any]], object] = lambda _: None,
        answers: dict[str, Any] | None = None,
        **params: Any,
    ) -> Client:
        capabilities = profiles.capabilities(profile or "bare")
        change(capabilities)
        given = {"check_on": "off", "trusted": False, **(settings or {})}
        known = {
            "workspace/configuration": lambda asked: [given for _ in asked["items"]],
            **(answers or {}),
        }
        client = Client(command, environment, capabilities, known, cwd)
        clients.append(client)
        if profile is not None:
            client.initialize(root, **{"initializationOptions": given, **params})
        return client

    yield start
    for client in clients:
        client.close()
    assert [problem for client in clients for problem in client.problems] == []
    tracebacks = [
        c.stderr[c.stderr.index("Traceback") - 300 :] for c in clients if "Traceback" in c.stderr
    ]
    assert not tracebacks, "\n".join(tracebacks)

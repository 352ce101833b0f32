"""Servers on machines that can be broken, each with a state of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from .. import profiles
from ..client import Client
from ..crates import Crate
from .desk import WARNED, Desk

QUIET = {"diagnostics": "full", "policy": {"search": {"deadline_s": 1}}}
"""Shows what the compiler says, and spends no time on proofs."""


class Sit(Protocol):
    """Opens an editor on a crate. `wrap` is what the server's command is given to."""

    def __call__(
        self,
        crate: Crate,
        *,
        wrap: tuple[str, ...] = (),
        env: dict[str, str] | None = None,
        settings: dict[str, Any] | None = None,
        capabilities: dict[str, Any] | None = None,
        folders: tuple[Path, ...] = (),
    ) -> Desk: ...


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the documentation is made once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


@pytest.fixture
def crate(tmp_path: Path) -> Crate:
    return Crate(tmp_path / "crate", lib=WARNED)


@pytest.fixture
def sit(command: list[str], cache: Path, state: Path, tmp_path: Path) -> Iterator[Sit]:
    desks: list[Desk] = []

    def sit(
        crate: Crate,
        *,
        wrap: tuple[str, ...] = (),
        env: dict[str, str] | None = None,
        settings: dict[str, Any] | None = None,
        capabilities: dict[str, Any] | None = None,
        folders: tuple[Path, ...] = (),
    ) -> Desk:
        home = {
            "XDG_STATE_HOME": str(state),
            "XDG_CACHE_HOME": str(cache),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
        }
        given = {"trusted": True, "idle_ms": 100, **(QUIET if settings is None else settings)}
        able = capabilities or profiles.capabilities("bare")
        client = Client([*wrap, *command], {**home, **(env or {})}, able, None, tmp_path)
        desks.append(Desk(client, crate))
        opened = [{"uri": f.as_uri(), "name": f.name} for f in (crate.root, *folders)]
        client.initialize(crate.root, initializationOptions=given, workspaceFolders=opened)
        return desks[-1]

    yield sit
    for desk in desks:
        desk.client.close()
    for desk in desks:
        assert desk.client.problems == []
        assert "Traceback" not in desk.client.stderr, desk.client.stderr[-3000:]


@pytest.fixture
def desk(sit: Sit, crate: Crate) -> Desk:
    """A file open, looked at once."""
    one = sit(crate)
    one.open()
    one.until_warned(0)
    return one

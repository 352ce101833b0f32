"""Editors over a real `rusta serve`, with states of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .crates import greeting
from .desk import Desk
from .editor import Editor
from .profiles import Opener, environment, start, stop


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation's index is built once."""
    return tmp_path_factory.mktemp("rusta-cache")


@pytest.fixture
def environ(cache: Path, tmp_path: Path) -> dict[str, str]:
    return environment(cache, tmp_path)


@pytest.fixture
def editor(environ: dict[str, str]) -> Iterator[Opener]:
    """`editor(root, "neovim", settings=…, without=("workspace.applyEdit",))` starts one."""
    started: list[Editor] = []

    def open_one(root: Path, profile: str = "vscode", **options: Any) -> Editor:
        started.append(start(root, environ, profile, **options))
        return started[-1]

    yield open_one
    for one in started:
        stop(one)


@pytest.fixture(scope="module")
def shared(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("desk")
    desk = Desk(greeting(home), environment(cache, home))
    yield desk
    stop(desk.editor)


@pytest.fixture
def desk(shared: Desk) -> Desk:
    shared.reset()
    return shared

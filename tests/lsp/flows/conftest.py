"""Editors of four makes over a real `rusta serve`, each test with a state of its own."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp

from .editor import Editor

_SHIPPED = Path(pytest_lsp.__file__).parent / "clients"
PROFILES = {
    "vscode": _SHIPPED / "visual_studio_code_v1.65.2.json",
    "neovim": _SHIPPED / "neovim_v0.11.0.json",
    "emacs": _SHIPPED / "emacs_v29.1.json",
    "helix": Path(__file__).parent / "helix.json",
}
Opener = Callable[..., Editor]


def capabilities(profile: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(PROFILES[profile].read_text())
    found: dict[str, Any] = loaded.get("capabilities", loaded)
    return found


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation's index is built once."""
    return tmp_path_factory.mktemp("rusta-cache")


def environment(cache: Path, home: Path) -> dict[str, str]:
    own = {
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(cache),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    return {**os.environ, **own}


@pytest.fixture
def environ(cache: Path, tmp_path: Path) -> dict[str, str]:
    return environment(cache, tmp_path)


def start(
    root: Path,
    environ: dict[str, str],
    profile: str = "vscode",
    without: tuple[str, ...] = (),
    **options: Any,
) -> Editor:
    """`without`: capabilities this client lacks, such as `workspace.applyEdit`."""
    able = capabilities(profile)
    for name in without:
        *folders, key = name.split(".")
        at = able
        for folder in folders:
            at = at[folder]
        del at[key]
    return Editor(root, environ, able, **options)


def stop(editor: Editor) -> None:
    editor.kill()
    assert b"Traceback" not in editor.log, editor.log.decode()


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

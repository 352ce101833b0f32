"""What four makes of editors announce, and an editor of each make."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest_lsp

from .editor import Editor

Opener = Callable[..., Editor]
_SHIPPED = Path(pytest_lsp.__file__).parent / "clients"
PROFILES = {
    "vscode": _SHIPPED / "visual_studio_code_v1.65.2.json",
    "neovim": _SHIPPED / "neovim_v0.11.0.json",
    "emacs": _SHIPPED / "emacs_v29.1.json",
    "helix": Path(__file__).parent / "helix.json",
}


def capabilities(profile: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(PROFILES[profile].read_text())
    found: dict[str, Any] = loaded.get("capabilities", loaded)
    return found


def environment(cache: Path, home: Path) -> dict[str, str]:
    own = {
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(cache),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    return {**os.environ, **own}


def start(
    root: Path,
    environ: dict[str, str],
    profile: str = "vscode",
    without: tuple[str, ...] = (),
    more: dict[str, dict[str, Any]] | None = None,
    **options: Any,
) -> Editor:
    """`without`: capabilities this client lacks, such as `workspace.applyEdit`; `more`: those it
    has beside its make's."""
    able = capabilities(profile)
    for name in without:
        *folders, key = name.split(".")
        at = able
        for folder in folders:
            at = at[folder]
        del at[key]
    for folder, values in (more or {}).items():
        able.setdefault(folder, {}).update(values)
    return Editor(root, environ, able, **options)


def stop(editor: Editor) -> None:
    editor.kill()
    assert b"Traceback" not in editor.log, editor.log.decode()

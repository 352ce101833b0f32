"""What real editors announce. Neovim and Emacs as pytest-lsp recorded them; it has no Helix, and no
VS Code that pulls diagnostics: those stand beside this file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest_lsp
from lsprotocol import converters

NAMES = ("vscode", "neovim", "emacs", "helix")
_RECORDED = {"neovim": "neovim@v0.11.0", "emacs": "emacs@v29.1"}


def capabilities(name: str) -> dict[str, Any]:
    """ClientCapabilities as JSON; `bare` is a client that announces nothing."""
    found: dict[str, Any] = json.loads(_text(name))
    return found


@cache
def _text(name: str) -> str:
    if name == "bare":
        return "{}"
    if name in _RECORDED:
        found = pytest_lsp.client_capabilities(_RECORDED[name])
        return json.dumps(converters.get_converter().unstructure(found))
    text = (Path(__file__).parent / f"{name}.json").read_text("utf-8")
    return json.dumps(json.loads(text)["capabilities"])

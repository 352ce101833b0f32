"""Neovim with rusta and rust-analyzer on the same buffer: each does its own, nothing comes twice."""

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Neovim


@pytest.mark.usefixtures("rust_analyzer")
@pytest.mark.parametrize("name", ["syntax-three-dot-range", "visibility-private-field-read"])
def test_nothing_comes_twice(neovim: Neovim, copy_of: Callable[[str], Path], name: str) -> None:
    seen = neovim("beside.lua", copy_of(name))

    shown = Counter((*d["range"], d["message"]) for d in seen["diagnostics"])
    assert {d["source"] for d in seen["diagnostics"]} >= {"rusta", "rustc"}
    assert {key: count for key, count in shown.items() if count > 1} == {}

    assert {action["client"] for action in seen["actions"]} == {"rusta", "rust-analyzer"}
    menus = defaultdict(list)
    for action in seen["actions"]:
        if action.get("text") is not None:
            menus[tuple(action["place"])].append(action)
    assert any(a["client"] == "rust-analyzer" for menu in menus.values() for a in menu)
    assert [twice for menu in menus.values() for twice in same_edits(menu)] == []


def same_edits(menu: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The titles of what makes of the text the same, where not both are rust-analyzer's."""
    by_text: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for action in menu:
        by_text[action["text"]].append(action)
    return [
        (one["title"], other["title"])
        for actions in by_text.values()
        for one in actions
        for other in actions
        if one is not other and one["client"] == "rusta"
    ]

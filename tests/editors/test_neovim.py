"""Neovim as a user has it, without a plugin: from the first question to the way back."""

from collections.abc import Callable
from pathlib import Path

from .conftest import Neovim


def test_one_whole_flow(neovim: Neovim, copy_of: Callable[[str], Path]) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()

    seen = neovim("flow.lua", crate)

    assert str(crate) in seen["trust"]["prompt"]
    assert seen["trust"]["titles"] == ["Trust and check", "Not now"]
    assert seen["diagnostic"]["code"] == "E0382"
    assert "%" in seen["diagnostic"]["message"]
    assert "E0382" in seen["hover"]
    assert "](file://" in seen["hover"], "no citation that opens"
    assert any("proven" in title for title in seen["actions"])
    assert seen["after"] != seen["before"] == original.decode()
    assert seen["check"]["code"] == 0, seen["check"]["stderr"]
    assert seen["revert"] == {"document": "revert/1"}
    assert seen["reverted"].encode() == original == file.read_bytes()

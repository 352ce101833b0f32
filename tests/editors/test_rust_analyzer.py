"""Neovim with rusta and rust-analyzer on the same buffer: each does its own, nothing comes twice,
and rusta may ask the other through the editor."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Neovim

EDITORS = ROOT / "docs" / "editors.md"
WITHOUT_IMPORT = """\
pub fn count(words: &[&str]) -> usize {
    let mut seen = HashMap::new();
    for word in words {
        *seen.entry(*word).or_insert(0) += 1;
    }
    seen.len()
}
"""
NO_OTHER = {
    "trusted": True,
    "policy": {"sources": {"rustc": False, "templates": False}, "lm": {"enabled": False}},
}


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


@pytest.mark.usefixtures("rust_analyzer")
def test_rusta_asks_the_one_of_the_editor(
    neovim: Neovim, tmp_path: Path, environ: dict[str, str]
) -> None:
    """By the handler that docs/editors.md shows. rusta has no other source here."""
    crate = without_import(tmp_path)
    (shown,) = re.findall(r"```lua\n(vim\.lsp\.handlers.*?)```", EDITORS.read_text(), re.DOTALL)
    environ |= {"BRIDGE": shown, "SETTINGS": json.dumps(NO_OTHER)}
    seen = neovim("bridge.lua", crate)
    assert seen["asked"][:2] == ["", "textDocument/codeAction"]
    assert "codeAction/resolve" in seen["asked"]
    assert seen["edits"][0] == "use std::collections::HashMap;\n\n"


@pytest.mark.usefixtures("rust_analyzer")
def test_the_plugin_asks_it_and_nobody_waits_for_it(
    plugin: Neovim, tmp_path: Path, environ: dict[str, str]
) -> None:
    crate = without_import(tmp_path)
    environ["SETTINGS"] = json.dumps(NO_OTHER)
    seen = plugin("neovim/bridge.lua", crate)
    assert seen["asked"][:2] == ["", "textDocument/codeAction"]
    assert seen["edits"][0] == "use std::collections::HashMap;\n\n"


@pytest.mark.usefixtures("rust_analyzer")
def test_either_may_die(
    plugin: Neovim, copy_of: Callable[[str], Path], environ: dict[str, str]
) -> None:
    environ["FAULT"] = "either"
    seen = plugin("neovim/faults.lua", copy_of("moves-name-into-greeting"))
    assert seen["symbols"] > 1, "rust-analyzer noticed that rusta was killed"
    assert seen["preview"], "rusta noticed that rust-analyzer was killed"


def without_import(folder: Path) -> Path:
    crate = folder / "demo"
    (crate / "src").mkdir(parents=True)
    (crate / "Cargo.toml").write_text('[package]\nname = "demo"\nversion = "0.1.0"\n[workspace]\n')
    (crate / "src/lib.rs").write_text(WITHOUT_IMPORT)
    return crate


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

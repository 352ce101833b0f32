"""Helix in a terminal, by the recipe of docs/helix.md, read out of the page."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import LIMIT_S, ROOT, found, search_little
from .terminal import Terminal

PAGE = ROOT / "docs" / "helix.md"


@pytest.fixture
def helix(environ: dict[str, str], tmp_path: Path) -> Iterator[Callable[[Path], Terminal]]:
    """Helix with a file of a crate open, set up as the page says, and rusta trusted."""
    program = found("helix")
    search_little(environ)
    settings = tmp_path / "config" / "helix"
    settings.mkdir(parents=True)
    languages, config = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (settings / "languages.toml").write_text(languages)
    (settings / "config.toml").write_text(config)
    # Without rust-analyzer, which is another test's: it takes as long as all of this one.
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("cargo", "rustc", "rustup", "cargo-clippy", "clippy-driver", "rustfmt"):
        (tools / name).symlink_to(shutil.which(name) or name)
    rusta = Path(shutil.which("rusta", path=environ["PATH"]) or "rusta")
    path = os.pathsep.join([str(tools), str(rusta.parent), "/usr/bin", "/bin"])
    terminal = Terminal(found("tmux"), tmp_path / "tmux", LIMIT_S / 3)

    def start(file: Path) -> Terminal:
        terminal.start([program, str(file)], {**environ, "PATH": path, "TERM": "xterm-256color"})
        asked = terminal.until("Trust and check")
        assert str(file.parents[1]) in asked
        terminal.keys("Enter")
        return terminal

    yield start
    terminal.close()


def test_from_the_hint_to_a_proven_patch_and_back(
    helix: Callable[[Path], Terminal], copy_of: Callable[[str], Path]
) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()
    terminal = helix(file)
    terminal.until(r"E0382 · \d+ %")
    terminal.keys("g", "g")
    terminal.keys("]", "d")

    # The hover explains; three of the passages it names are opened.
    terminal.keys("Space", "k")
    terminal.until(r"E0382 — .*rusta show [0-9a-f]{10}")
    named: dict[str, None] = {}
    for _ in range(8):
        named |= dict.fromkeys(re.findall(r"rusta show ([0-9a-f]{10})", terminal.screen()))
        terminal.keys("C-d")
        time.sleep(0.2)
    terminal.keys("Escape")
    assert len(named) >= 3
    for anchor in list(named)[:3]:
        terminal.types(f':lsp-workspace-command rusta.showAnchor {{"anchor":"{anchor}"}}')
        terminal.until(rf"shown/anchor-[0-9a-f]+-{anchor}")
        terminal.keys("g", "a")
        terminal.until("greeting/src/lib.rs")

    # A proven fix by the menu, saved, and checked.
    terminal.keys("Space", "a")
    terminal.until(r"\(proven, \d+ %")
    terminal.keys("Enter")
    terminal.until(r"\[\+\]")
    terminal.types(":write")
    fixed = terminal.until_file(file, original)
    check = ["cargo", "check", "--offline", "--quiet"]
    assert subprocess.run(check, cwd=crate, timeout=LIMIT_S).returncode == 0

    # Taken back by the key of the page, and saved.
    terminal.keys("+", "r")
    terminal.until(r"\[\+\]")
    terminal.types(":write")
    assert terminal.until_file(file, fixed) == original


def test_an_abstention_stands_at_the_end_of_the_line(
    helix: Callable[[Path], Terminal], hopeless: Path
) -> None:
    terminal = helix(hopeless / "src" / "lib.rs")
    screen = terminal.until("abstains: ")
    assert "E0425" in screen

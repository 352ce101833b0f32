"""Neovim in a terminal, set up as docs/neovim.md says: what a user sees of the plugin, as pictures
too (RUSTA_SHOTS keeps them)."""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import LIMIT_S, ROOT, found, search_little
from .terminal import Terminal

PAGE = ROOT / "docs" / "neovim.md"


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    return Path(os.environ.get("RUSTA_SHOTS") or tmp_path / "shots") / "neovim"


@pytest.fixture
def neovim(environ: dict[str, str], tmp_path: Path) -> Iterator[Callable[[Path], Terminal]]:
    """Neovim with a file of a crate open, and rusta trusted.

    Its screen is attached to a Neovim that listens: an unpacked one cannot start itself again, as
    it does for a screen of its own."""
    search_little(environ)
    (shown,) = re.findall(r"```lua\n(.*?)```", PAGE.read_text(), re.DOTALL)
    settings = tmp_path / "config" / "nvim"
    settings.mkdir(parents=True)
    plugin = str(ROOT / "clients" / "neovim")
    (settings / "init.lua").write_text(
        shown.replace("/path/to/rusta/clients/neovim", plugin)
        # Where an installed Neovim finds its parsers by itself.
        + 'vim.opt.runtimepath:append(vim.env.VIMRUNTIME .. "/../../../lib/nvim")\n'
        + "vim.o.swapfile, vim.o.termguicolors = false, true\n"
    )
    program, socket = found("neovim-0.12"), tmp_path / "listens"
    environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    terminal = Terminal(found("tmux"), tmp_path / "tmux", LIMIT_S / 3, size=(110, 30))
    with subprocess.Popen([program, "--headless", "--listen", socket], env=environ) as listens:

        def start(file: Path) -> Terminal:
            while not socket.exists():
                assert listens.poll() is None
                time.sleep(0.1)
            terminal.start([program, "--server", str(socket), "--remote-ui"], environ)
            terminal.until("NVIM v0")
            terminal.types(f":edit {file}")
            terminal.until("Trust and check")
            terminal.types("1")
            return terminal

        yield start
        terminal.close()
        listens.terminate()


def test_from_the_chip_to_a_proven_patch_and_back(
    neovim: Callable[[Path], Terminal], copy_of: Callable[[str], Path], shots: Path
) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()
    terminal = neovim(file)
    terminal.until(r"E0382 · \d+ %")
    terminal.picture(shots / "chip.png")

    terminal.types(":lua vim.diagnostic.jump({ count = 1 })")
    terminal.types(":Rusta explain")
    terminal.until("E0382")
    terminal.until(r"\[1\]")
    terminal.picture(shots / "why.png")
    terminal.keys("q")

    terminal.types(":Rusta propose")
    terminal.until("cargo check green")
    terminal.picture(shots / "preview.png")
    terminal.keys("a")
    terminal.until("applied to 1 file")
    terminal.types(":write")
    fixed = terminal.until_file(file, original)
    check = ["cargo", "check", "--offline", "--quiet"]
    assert subprocess.run(check, cwd=crate, timeout=LIMIT_S).returncode == 0

    terminal.types(":Rusta revert")
    terminal.until("reverted 1 file")
    terminal.types(":write")
    assert terminal.until_file(file, fixed) == original


def test_an_abstention_in_green_with_its_test_plan(
    neovim: Callable[[Path], Terminal], hopeless: Path, shots: Path
) -> None:
    terminal = neovim(hopeless / "src" / "lib.rs")
    terminal.until("abstains: ")
    terminal.types(":lua vim.diagnostic.jump({ count = 1 })")
    terminal.types(":Rusta propose")
    plan = terminal.until("Not certain yet")
    assert "next: " in plan
    terminal.picture(shots / "abstention.png")

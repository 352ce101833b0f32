"""A program in a terminal of its own: what is on its screen, and keys for it. By tmux."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

SIZE = (220, 45)
# What comes sooner behind an Escape is taken for the same key with Alt.
_ESCAPE_S = 0.5
_PAGE = (
    "<meta charset=utf-8><body style='margin:0;background:{background};color:{foreground}'>"
    "<pre style='margin:8px;font:14px/17px DejaVu Sans Mono,monospace'>{code}</pre>"
)


class Terminal:
    """`socket` is where this tmux listens: another than that of the user. `size`: columns, rows."""

    def __init__(
        self, tmux: str, socket: Path, limit_s: float, size: tuple[int, int] = SIZE
    ) -> None:
        self._tmux = [tmux, "-S", str(socket), "-f", os.devnull]
        self._limit_s = limit_s
        self._size = size

    def start(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        size = ["-x", str(self._size[0]), "-y", str(self._size[1])]
        self._call(["new-session", "-d", *size, *command], environ)

    def keys(self, *keys: str) -> None:
        self._call(["send-keys", *keys])
        if "Escape" in keys:
            time.sleep(_ESCAPE_S)

    def types(self, text: str) -> None:
        """Text as it is, then Enter."""
        self._call(["send-keys", "-l", text])
        self.keys("Enter")

    def screen(self) -> str:
        return self._call(["capture-pane", "-p"])

    def until(self, pattern: str) -> str:
        """The screen once `pattern` is on it; AssertionError with the last one after a while."""
        end = time.monotonic() + self._limit_s
        while True:
            screen = self.screen()
            if re.search(pattern, screen):
                return screen
            assert time.monotonic() < end, f"waited in vain for {pattern!r}:\n{screen}"
            time.sleep(0.1)

    def until_file(self, file: Path, changed_from: bytes) -> bytes:
        """The file's bytes once they are other ones. An editor may write it by moving it aside."""
        end = time.monotonic() + self._limit_s
        while True:
            with contextlib.suppress(FileNotFoundError):
                if (found := file.read_bytes()) not in (b"", changed_from):
                    return found
            assert time.monotonic() < end, f"{file} is as it was:\n{self.screen()}"
            time.sleep(0.1)

    def picture(self, path: Path) -> None:
        """The screen with its colours, as a PNG."""
        columns, rows = self._size
        console = Console(record=True, file=io.StringIO(), width=columns, color_system="truecolor")
        for line in self._call(["capture-pane", "-p", "-e"]).splitlines():
            console.print(Text.from_ansi(line), soft_wrap=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        page = path.with_suffix(".html")
        page.write_text(
            console.export_html(theme=MONOKAI, inline_styles=True, code_format=_PAGE), "utf-8"
        )
        chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
        done = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--screenshot={path}", f"--window-size={columns * 8.43 + 16:.0f},{rows * 17 + 16}",
             page.as_uri()],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        page.unlink()
        assert done.returncode == 0 and path.exists(), done.stderr

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True)

    def _call(self, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], env=environ, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

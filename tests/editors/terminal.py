"""A program in a terminal of its own: what is on its screen, and keys for it. By tmux."""

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

WIDTH, HEIGHT = 220, 45


class Terminal:
    """`socket` is where this tmux listens: another than that of the user."""

    def __init__(self, tmux: str, socket: Path, limit_s: float) -> None:
        self._tmux = [tmux, "-S", str(socket), "-f", os.devnull]
        self._limit_s = limit_s

    def start(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        self._call(["new-session", "-d", *size, *command], environ)

    def keys(self, *keys: str) -> None:
        self._call(["send-keys", *keys])

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

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True)

    def _call(self, arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            [*self._tmux, *arguments], env=environ, capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

"""A server whose clock can be set, on a disk whose files are as old as that makes them.

libfaketime answers what the server asks for the time. Only the server: what it starts would hang
under it, so the variable that loads it is gone before the server begins; and it breaks the call
that sleep is made of (EINVAL), so the server waits in another way. The kernel, which stamps files,
knows nothing of it; instead all files there are move the other way.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from rusta_eval.tree_bytes import entries

HOUR_S = 3600
_BEGIN = (
    "import os, runpy, sys, threading, time\n"
    "del os.environ['LD_PRELOAD'], sys.argv[0]\n"
    "time.sleep = lambda seconds: threading.Event().wait(seconds) and None\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


class Clock:
    """`wrap` and `env` are for the server; `set` may be called as long as it is idle."""

    wrap = (sys.executable, "-c", _BEGIN)

    def __init__(self, folder: Path, *disk: Path) -> None:
        """`disk`: the folders whose files have a time that matters."""
        self._stamp = folder / "clock"
        self._disk = disk
        self.ahead_s = 0
        self._write()

    @property
    def env(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._stamp),
            "FAKETIME_NO_CACHE": "1",
            # As on a machine: setting the clock does not move the time that timeouts go by.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, hours: int) -> None:
        """Forward, or back where `hours` is negative."""
        self.ahead_s += hours * HOUR_S
        self._write()
        for path in self._files():
            with suppress(FileNotFoundError):
                stat = path.lstat()
                age_ns = hours * HOUR_S * 10**9
                times = (stat.st_atime_ns - age_ns, stat.st_mtime_ns - age_ns)
                os.utime(path, ns=times, follow_symlinks=False)

    def _files(self) -> Iterator[Path]:
        for folder in self._disk:
            yield from entries(folder)

    def _write(self) -> None:
        # It is read all the time, and must never be found half written.
        part = self._stamp.with_suffix(".part")
        part.write_text(f"{self.ahead_s:+d}\n")
        part.replace(self._stamp)


@cache
def _library() -> str:
    """The variant for programs with threads, as the dynamic linker is to be told."""
    argv = ["faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        raise AssertionError("help: scripts/system-packages tests") from error
    return done.stdout.strip()

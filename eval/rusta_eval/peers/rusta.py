"""rusta itself, as a user calls it: `rusta fix` in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from rusta_eval.peers.outcome import Outcome

SECONDS = 180.0


def repair(folder: Path) -> Outcome:
    """Changes the crate in `folder`, whatever confidence rusta has in its patch."""
    return _run(folder, "--min-confidence", "0")


def repair_at_default(folder: Path) -> Outcome:
    """Changes the crate in `folder` only where rusta is sure enough by its own threshold."""
    return _run(folder)


def _run(folder: Path, *options: str) -> Outcome:
    """Exit 0 is a repaired crate and 1 an abstention; anything else is a failure of rusta."""
    script = Path(sys.executable).with_name("rusta")
    words = [str(script), "fix", str(folder), "--json", "--yes", *options]
    process = subprocess.Popen(
        words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Outcome(applied=False, note="too slow")
    if process.returncode in (0, 1):
        return Outcome(applied=process.returncode == 0, note=_reason(out))
    last = err.decode("utf-8", "replace").strip().splitlines()[-1:]
    return Outcome(applied=False, note=f"exit {process.returncode} {' '.join(last)}"[:200])


def _reason(out: bytes) -> str:
    """The outcome rusta names in its JSON, empty where it names none."""
    try:
        document = json.loads(out)
    except ValueError:
        return "no JSON"
    return str(document.get("outcome", "")) if isinstance(document, dict) else "no object"

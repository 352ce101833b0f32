"""rusta itself, as a user calls it: `rusta fix` in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from rusta_eval.peers.outcome import Outcome

SECONDS = 240.0


def repair(folder: Path) -> Outcome:
    """Changes the crate in `folder`, verified by the check alone, as the peers are: the tests
    judge afterwards."""
    return _repair(folder, "--no-tests")


def repair_with_tests(folder: Path) -> Outcome:
    """The same, verified by what tests there are."""
    return _repair(folder)


def _repair(folder: Path, *more: str) -> Outcome:
    """Whatever confidence rusta has in its patch.

    Every run has state and caches of its own: what rusta learned from one case must not help it
    with the next."""
    script = Path(sys.executable).with_name("rusta")
    words = [str(script), "fix", str(folder), "--json", "--yes", "--min-confidence", "0", *more]
    with tempfile.TemporaryDirectory() as home:
        own = {"XDG_STATE_HOME": f"{home}/state", "XDG_CACHE_HOME": f"{home}/cache"}
        process = subprocess.Popen(
            words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True, env=os.environ | own,
        )  # fmt: skip
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Outcome(applied=False, note="too slow")
    last = " ".join(err.decode("utf-8", "replace").strip().splitlines()[-1:])[:200]
    return outcome(process.returncode, out, last)


def outcome(code: int, out: bytes, said: str) -> Outcome:
    """Reads `rusta fix --json`: exit 0 is a repaired crate, 1 an abstention with the same document.

    Anything else is a failure of rusta, told by its exit code and what it `said` last."""
    try:
        document = json.loads(out)
        status, steps = str(document["status"]), document["steps"]
        applied = [step for step in steps if step["outcome"] == "applied"]
        sure = all(bool(step["at_threshold"]) for step in applied)
        score = min((int(step["features"]["score"]) for step in applied), default=None)
    except (ValueError, TypeError, KeyError):
        return Outcome(applied=False, failed=True, note=f"exit {code}: {said}")
    # A crate that is still broken may have been changed in part: it counts as unrepaired.
    return Outcome(applied=code == 0, sure=sure, checks=len(applied), score=score, note=status)

"""On a terminal each patch is shown with its diff, proof and confidence, and rusta asks."""

import os
import pty
import re
import select
import subprocess
import time
from pathlib import Path

import pytest

from rusta_eval.tree_bytes import digest

from .world import TIMEOUT_S, Rusta, copy_example

QUESTION = "Apply this patch?"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("quit", 1)])
def test_a_person_is_asked(rusta: Rusta, tmp_path: Path, answer: str, code: int) -> None:
    crate = copy_example("syntax-missing-comma-in-struct", tmp_path)
    before = digest(crate)
    shown, exit_code = _on_a_terminal(rusta, ("fix", str(crate)), answer)
    offer, _, after = shown.partition(QUESTION)
    assert "+    pub length: u32," in offer
    assert re.search(r"\b\d\d %", offer), "the confidence is shown"
    assert "tests pass" in offer
    assert exit_code == code, after
    assert (digest(crate) == before) == (answer != "y")
    assert ("rusta revert" in after) == (answer == "y")


def _on_a_terminal(rusta: Rusta, words: tuple[str, ...], answer: str) -> tuple[str, int]:
    """Run `rusta` on a pseudo-terminal, answer its question, return what it wrote and its code."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        rusta.argv(*words),
        env={**rusta.environ, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, answered, deadline = b"", False, time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not answered and QUESTION.encode() in shown:
            os.write(ours, f"{answer}\n".encode())
            answered = True
    os.close(ours)
    return shown.decode(), running.wait(TIMEOUT_S)

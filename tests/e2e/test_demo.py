"""The demo runs the real commands, shows them, and leaves the checkout alone."""

import subprocess
import sys
from pathlib import Path

from rusta_eval.tree_bytes import digest

from .world import EXAMPLES, TIMEOUT_S, Rusta


def _demo(rusta: Rusta, *words: str, temp: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rusta_eval.demo", *words],
        env={**rusta.environ, "TMPDIR": str(temp), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def test_the_demo_repairs_and_reverts_a_copy(rusta: Rusta, tmp_path: Path) -> None:
    before = digest(EXAMPLES)
    done = _demo(rusta, "syntax-missing-comma-in-struct", temp=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for shown in (
        "$ rusta explain syntax-missing-comma-in-struct",
        "$ rusta fix syntax-missing-comma-in-struct --yes --min-confidence 0",
        "$ rusta revert last -C syntax-missing-comma-in-struct",
        "+    pub length: u32,",
        "the same bytes as before",
        "1 of 1 repaired",
    ):
        assert shown in done.stdout
    assert digest(EXAMPLES) == before
    assert list(tmp_path.iterdir()) == [], "the copies are removed"


def test_the_demo_says_so_where_rusta_cannot_run(rusta: Rusta, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    without = Rusta(rusta.home, {"PATH": str(tools)})
    done = _demo(without, "syntax-missing-comma-in-struct", temp=tmp_path)
    assert done.returncode == 2
    assert "rustup" in done.stderr


def test_an_unknown_crate_is_refused(rusta: Rusta, tmp_path: Path) -> None:
    done = _demo(rusta, "no-such-crate", temp=tmp_path)
    assert done.returncode != 0
    assert "no-such-crate" in done.stderr

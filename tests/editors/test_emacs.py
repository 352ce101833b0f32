"""Emacs with eglot, by the recipe of docs/emacs.md, read out of the page."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import HERE, LIMIT_S, ROOT, found, search_little

PAGE = ROOT / "docs" / "emacs.md"
Emacs = Callable[..., dict[str, Any]]


@pytest.fixture(params=["emacs-28", "emacs-30"])
def emacs(request: pytest.FixtureRequest, environ: dict[str, str], tmp_path: Path) -> Emacs:
    """Runs the flow in either Emacs until a diagnostic matches `wait_for`."""
    program = found(request.param)
    search_little(environ)
    recipe = "\n".join(re.findall(r"```elisp\n(.*?)```", PAGE.read_text(), re.DOTALL))

    def run(crate: Path, wait_for: str, **more: str) -> dict[str, Any]:
        report = tmp_path / "report.json"
        own = {"RECIPE": recipe, "REPORT": str(report), "WAIT_FOR": wait_for, "HOME": str(tmp_path)}
        # cargo and rustup live below the real home.
        homes = {
            f"{tool.upper()}_HOME": environ.get(
                f"{tool.upper()}_HOME", str(Path.home() / f".{tool}")
            )
            for tool in ("cargo", "rustup")
        }
        done = subprocess.run(
            [program, "--batch", "-l", HERE / "emacs" / "flow.el", crate / "src" / "lib.rs"],
            env={**environ, **homes, **own, **more},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        seen: dict[str, Any] = json.loads(report.read_text())
        return seen

    return run


def test_from_the_diagnostic_to_a_proven_patch_and_back(
    emacs: Emacs, copy_of: Callable[[str], Path]
) -> None:
    crate = copy_of("moves-name-into-greeting")
    file = crate / "src" / "lib.rs"
    original = file.read_bytes()

    seen = emacs(crate, " %")

    assert str(crate) in seen["questions"][0][0]
    assert "use of moved value" in seen["problem"] or "borrow of moved value" in seen["problem"]
    assert seen["explanation"].startswith("E0382 ")
    assert len(seen["citations"]) == 3
    assert all(text.strip() for _, text in seen["citations"])
    assert "+++ b/src/lib.rs" in seen["diff"]
    assert seen["after"] != seen["before"] == original.decode()
    assert seen["check"] == 0
    assert re.fullmatch(r"Replayed \d+ steps to the same bytes", seen["replayed"])
    assert any("proven" in title for title in seen["actions"])
    assert seen["by-action"] != seen["before"]
    assert file.read_bytes() == original


def test_an_abstention_says_what_comes_next(emacs: Emacs, hopeless: Path) -> None:
    text = (hopeless / "src/lib.rs").read_text()
    seen = emacs(hopeless, "abstains", ABSTAINS="1")
    assert "abstains" in seen["problem"] and "next: " in seen["problem"]
    assert any(told.startswith("rusta abstains: ") and "; next: " in told for told in seen["told"])
    assert (hopeless / "src/lib.rs").read_text() == text

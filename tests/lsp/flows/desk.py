"""One editor with one proven fix, used by many tests: proving takes seconds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .crates import GREET
from .editor import Buffer, Editor
from .profiles import start

# No background work: what the tests look at is decided by commands.
STILL = {"idle_ms": 60_000, "check_on": "off", "trusted": True}


class Desk:
    """An editor with one broken file open, and a proposal for it."""

    def __init__(self, root: Path, environ: dict[str, str]) -> None:
        self.root, self.environ = root, environ
        self.editor = start(root, environ, settings=STILL)
        self.buffer: Buffer = self.editor.open(root / "src/lib.rs")
        proposed = self.editor.command("rusta.proposePatch")
        assert proposed["document"] == "propose/1", proposed
        self.proposal: str = proposed["ids"][0]

    def beside(self, more: dict[str, dict[str, Any]]) -> Editor:
        """Another editor with the same file open, and with more capabilities."""
        other = start(self.root, self.environ, settings=STILL, more=more)
        other.open(self.buffer.path)
        return other

    def apply(self, editor: Editor | None = None) -> Any:
        return (editor or self.editor).command("rusta.applyPatch", proposal=self.proposal)

    def revert(self, **argument: str) -> Any:
        return self.editor.command("rusta.revert", **argument)

    @property
    def standing(self) -> int:
        """Entries of the journal, those of reverts included."""
        folder = Path(self.environ["XDG_STATE_HOME"]) / "rusta"
        return len(list(folder.glob("*/journal/done/*")))

    def reset(self) -> None:
        one = self.editor
        one.edits, one.before_edit = "apply", lambda: None
        one.messages.clear()
        one.labels.clear()
        while self.revert()["document"] == "revert/1":
            pass
        (self.root / "src/lib.rs").write_text(GREET)
        if self.buffer.uri not in one.buffers:
            self.buffer = one.open(self.buffer.path)
        if self.buffer.text != GREET:
            one.type(self.buffer, GREET)
        self.buffer.undo.clear()
        one.messages.clear()
        one.labels.clear()
        self.before = self.standing


def rusta(environ: dict[str, str], *words: str | Path) -> Any:
    argv = [sys.executable, "-m", "rusta_server.cli.main", *map(str, words), "--json"]
    done = subprocess.run(argv, env=environ, capture_output=True, timeout=120, check=False)
    return json.loads(done.stdout)

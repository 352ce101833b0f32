"""What a shadow holds, remembered between processes, so that a sync copies only what changed."""

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from rusta_server.patches.shadow_files import Stamp

VERSION = 2


@dataclass(frozen=True)
class Kept:
    """One file of the shadow: the sha256 of its content, the user's file it was copied from, and
    its own stamp right after the write (a later one betrays a build that wrote into the tree)."""

    sha256: str
    executable: bool
    source: Stamp
    shadow: Stamp


@dataclass
class Manifest:
    """`lock_for`: what the Cargo.lock in the shadow was made from; empty where it is the user's
    own. `seeded_for`: the sha256 of the Cargo.lock whose dependencies were last looked for in
    other target folders."""

    files: dict[str, Kept] = field(default_factory=dict)
    lock_for: str = ""
    seeded_for: str = ""
    _saved: str = field(default="", repr=False, compare=False)

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """The manifest at `path`; an empty one where it is missing or not ours."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            data = json.loads(path.read_text("utf-8"))
            if data["version"] == VERSION:
                files = {
                    token: Kept(sha, bool(x), _stamp(source), _stamp(shadow))
                    for token, (sha, x, source, shadow) in data["files"].items()
                }
                return cls(files, str(data["lock_for"]), str(data["seeded_for"]))
        return cls()

    def forget_lock_unless(self, inputs: str) -> None:
        """A Cargo.lock made in the shadow is good for what it was made from."""
        if self.lock_for != inputs:
            self.lock_for = ""

    def save(self, path: Path) -> None:
        data = {
            "version": VERSION,
            "lock_for": self.lock_for,
            "seeded_for": self.seeded_for,
            "files": {
                token: (kept.sha256, kept.executable, kept.source, kept.shadow)
                for token, kept in self.files.items()
            },
        }
        # dumps, not dump: only the former has an implementation in C.
        text = json.dumps(data, separators=(",", ":"))
        if text == self._saved:
            return
        fd, name = tempfile.mkstemp(dir=path.parent, prefix="manifest.")
        with os.fdopen(fd, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).replace(path)
        self._saved = text


def _stamp(values: list[int]) -> Stamp:
    size, mtime, ctime, inode = values
    return (int(size), int(mtime), int(ctime), int(inode))

"""Token paths: the machine-independent names of files in hashed records.

`$WS/src/lib.rs` lies in the workspace root, `$WS/../dep/src/lib.rs` in a path dependency beside it;
`$TARGET`, `$SYSROOT` and `$CARGO_HOME` name the target folder, the toolchain and cargo's home.
Paths inside of a shadow get the token of the user's file they mirror.
"""

import os
import re
from pathlib import Path

from rusta_server.contracts.probe import REFUSED, ProbeFailure
from rusta_server.workspace.discover import Workspace

WORKSPACE = "$WS"
_SHADOW = r"/shadow-(?:none-)?\d+"


class Tokens:
    """Maps paths of one workspace to tokens and back. `store` is the folder the shadows lie in."""

    def __init__(self, workspace: Workspace, store: Path) -> None:
        self._workspace = workspace
        named = {
            WORKSPACE: workspace.root,
            "$TARGET": workspace.target_directory,
            "$SYSROOT": workspace.sysroot,
            "$CARGO_HOME": workspace.cargo_home,
        }
        self._named = {name: str(path) for name, path in named.items()}
        places = {path: name for name, path in self._named.items()}
        for root in workspace.roots:
            if root != workspace.root:
                places[str(root)] = f"{WORKSPACE}/{_relative(root, workspace.root)}"
        # The folder above a nested root is wanted as `$WS/..`, never as the bare root's prefix.
        self._places = dict(sorted(places.items(), key=lambda p: (-len(p[0]), p[0])))
        # A name that merely begins like a place (`/a/target-2`) is not in it.
        ends = r"(?![\w-]|\.\w)"
        self._shadow = re.compile(f"{re.escape(str(store))}{_SHADOW}/(tree|target){ends}")
        self._any_place = re.compile("|".join(re.escape(p) + ends for p in self._places))

    def to_token(self, path: str | Path) -> str:
        """The token of an absolute path, or of one relative to the workspace root (as cargo prints
        them). A path that is in none of the known places comes back normalised, as it is."""
        text = os.path.normpath(self._unshadowed(str(self._workspace.root / path)))
        for place, token in self._places.items():
            if text == place:
                return token
            if text.startswith(place + "/"):
                return f"{token}/{text[len(place) + 1 :]}"
        return text

    def from_token(self, token: str) -> Path:
        """The file on the user's disk.

        Raises:
            ProbeFailure: REFUSED where the token is malformed or leads out of its place, be it by
                `..` or by a symbolic link.
        """
        name, _, rest = token.partition("/")
        if name not in self._named or "\\" in rest or "\0" in rest or rest.startswith("/"):
            raise _refused(token, "is not a token path")
        base = Path(self._named[name])
        path = Path(os.path.normpath(base / rest))
        if name == WORKSPACE and self.to_token(path) != token.rstrip("/"):
            raise _refused(token, "is not in its normal form")
        homes = self._workspace.roots if name == WORKSPACE else (base,)
        if not any(path.is_relative_to(home) for home in homes):
            raise _refused(token, "leads out of the workspace")
        real_homes = [home.resolve() for home in homes]
        if not any(path.resolve().is_relative_to(home) for home in real_homes):
            raise _refused(token, "leads out of the workspace through a symbolic link")
        return path

    def scrub(self, text: str) -> str:
        """`text` (messages, rendered diagnostics) with every known place replaced by its token."""
        plain = self._unshadowed(text)
        return self._any_place.sub(lambda m: self._places[m[0]], plain)

    def _unshadowed(self, text: str) -> str:
        places = {
            "tree": str(self._workspace.ancestor.parent).rstrip("/"),
            "target": str(self._workspace.target_directory),
        }
        return self._shadow.sub(lambda m: places[m[1]], text)


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path, start)).as_posix()


def _refused(token: str, why: str) -> ProbeFailure:
    return ProbeFailure(REFUSED, f"{token!r} {why}")

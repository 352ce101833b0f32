"""Where rusta keeps what must survive `cargo clean`: proposals, journal, traces, blobs, trust.

XDG base directories (freedesktop.org basedir-spec 0.8); folders are made lazily, mode 0700.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import platformdirs

from rusta_server.contracts.probe import UNREADABLE, ProbeFailure

_ROOT = "workspace-root"


@dataclass(frozen=True)
class StateDirs:
    """The folders of one workspace. Every property makes its folder. `workspace_root`, where it
    is known, is written down beside them, so that the id alone finds the workspace again.

    Raises:
        ProbeFailure: UNREADABLE where a folder cannot be made.
    """

    workspace_id: str
    workspace_root: Path | None = None

    @cached_property
    def root(self) -> Path:
        folder = private_dir(state_home() / self.workspace_id)
        if self.workspace_root is not None and not (folder / _ROOT).exists():
            (folder / _ROOT).write_bytes(os.fsencode(self.workspace_root))
        return folder

    @cached_property
    def proposals(self) -> Path:
        return private_dir(self.root / "proposals")

    @cached_property
    def journal(self) -> Path:
        return private_dir(self.root / "journal")

    @cached_property
    def traces(self) -> Path:
        return private_dir(self.root / "traces")

    @cached_property
    def blobs(self) -> Path:
        return private_dir(self.root / "blobs")

    @cached_property
    def cache(self) -> Path:
        return private_dir(cache_home())


def root_of(workspace_id: str) -> Path | None:
    """Where the workspace with that id lies (or lay); None where it never kept any state."""
    try:
        return Path(os.fsdecode((state_home() / workspace_id / _ROOT).read_bytes()))
    except OSError:
        return None


def state_home() -> Path:
    """`$XDG_STATE_HOME/rusta`. Read when asked, so that a test or a child can move it."""
    return _xdg("XDG_STATE_HOME") or Path(platformdirs.user_state_dir("rusta", appauthor=False))


def cache_home() -> Path:
    """`$XDG_CACHE_HOME/rusta`."""
    return _xdg("XDG_CACHE_HOME") or Path(platformdirs.user_cache_dir("rusta", appauthor=False))


def private_dir(path: Path) -> Path:
    """`path`, made with mode 0700 where it is missing (parents too)."""
    missing = []
    at = path
    while not at.exists():
        missing.append(at)
        at = at.parent
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ProbeFailure(
            UNREADABLE,
            f"cannot make {path}: {error.strerror}",
            "set XDG_STATE_HOME and XDG_CACHE_HOME to folders that can be written",
        ) from error
    return path


def _xdg(variable: str) -> Path | None:
    # The specification has relative paths ignored.
    value = os.environ.get(variable, "")
    return Path(value) / "rusta" if Path(value).is_absolute() else None

"""Where shadows are kept: `<target_directory>/rusta`, or the user's cache folder."""

import os
from pathlib import Path

from rusta_server.contracts.probe import NO_SPACE, UNREADABLE, ProbeFailure
from rusta_server.workspace.discover import Workspace
from rusta_server.workspace.state import cache_home, private_dir

_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This file is a cache directory tag created by rusta.
# For information about cache directory tags see https://bford.info/cachedir/
"""


def store_of(workspace: Workspace) -> Path:
    """The folder for shadows and caches of `workspace`. Makes nothing."""
    target = workspace.target_directory
    nearest = next(p for p in (target, *target.parents) if p.exists())
    if os.access(nearest, os.W_OK | os.X_OK) and not _is_read_only(nearest):
        return target / "rusta"
    return cache_home() / "shadows" / workspace.id


def make_store(workspace: Workspace, store: Path) -> None:
    """Make `store` with cargo's own marker on a target folder we had to create.

    Raises:
        ProbeFailure: NO_SPACE, UNREADABLE; a workspace that was deleted is not made again.
    """
    if not workspace.root.is_dir():
        root = workspace.root
        raise ProbeFailure(UNREADABLE, f"{root} is gone", f"bring back the folder {root}")
    try:
        if store.parent == workspace.target_directory:
            ours = not store.parent.exists()
            # Two jobs may come here at the same time.
            store.parent.mkdir(parents=True, exist_ok=True)
            if ours:
                (store.parent / "CACHEDIR.TAG").write_text(_TAG)
            store.mkdir(exist_ok=True)
        else:
            private_dir(store)
    except OSError as error:
        code = NO_SPACE if error.errno == 28 else UNREADABLE
        remedy = "rusta clean" if code == NO_SPACE else f"make {store.parent} writable"
        raise ProbeFailure(code, f"cannot make {store}: {error.strerror}", remedy) from error


def _is_read_only(path: Path) -> bool:
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)

"""Which workspaces may run code: remembered by `rusta trust DIR`, or given for one run.

Naming DIR on the command line trusts it for that run inside a sandbox. Outside of one
(`--no-sandbox`) a remembered trust or the explicit flag is needed.
"""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from rusta_server.contracts.probe import NOT_TRUSTED, UNREADABLE, ProbeFailure
from rusta_server.workspace.state import private_dir, state_home


class TrustStore:
    """`trust.json`: a map from workspace id to the directory that was trusted."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @property
    def path(self) -> Path:
        return (self._folder or state_home()) / "trust.json"

    def trusted(self, workspace_id: str) -> bool:
        return workspace_id in self._read()

    def entries(self) -> dict[str, str]:
        return dict(sorted(self._read().items()))

    def remember(self, workspace_id: str, root: Path) -> None:
        self._change(lambda entries: entries.update({workspace_id: str(root)}))

    def forget(self, workspace_id: str) -> None:
        self._change(lambda entries: entries.pop(workspace_id, None))

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise ProbeFailure(
                UNREADABLE, f"cannot read {self.path}: {error}", f"rm {self.path}"
            ) from error
        return {str(k): str(v) for k, v in data.items()} if isinstance(data, dict) else {}

    def _change(self, change: Callable[[dict[str, str]], object]) -> None:
        folder = private_dir(self.path.parent)
        with FileLock(str(self.path) + ".lock"):
            entries = self._read()
            change(entries)
            fd, name = tempfile.mkstemp(dir=folder, prefix="trust.")
            with os.fdopen(fd, "w", encoding="utf-8") as out:
                json.dump(entries, out, indent=1, sort_keys=True)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(self.path)


def require_trust(
    store: TrustStore, workspace_id: str, root: Path, *, mode: str, named: bool, consent: bool
) -> None:
    """May code of this workspace run in sandbox mode `mode`?

    `named`: the user named the directory for this run. `consent`: the explicit flag for running
    without a sandbox.

    Raises:
        ProbeFailure: NOT_TRUSTED.
    """
    if consent or store.trusted(workspace_id):
        return
    if mode != "none" and named:
        return
    where = "without a sandbox" if mode == "none" else "in a sandbox"
    raise ProbeFailure(
        NOT_TRUSTED,
        f"{root} is not trusted: its build scripts and tests would run {where}",
        f"rusta trust {root}",
    )

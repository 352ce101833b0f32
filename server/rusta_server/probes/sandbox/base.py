"""What a sandbox is: a way to run a process so that it sees and changes only what it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rusta_server.probes.process import Cancel, Completed


@dataclass(frozen=True)
class Bind:
    """Show `source` at the absolute path `at`. `optional`: skipped where there is no source."""

    source: Path
    at: Path
    writable: bool = False
    optional: bool = False


@dataclass(frozen=True)
class View:
    """What a process may see beside the system's own programs and libraries. Binds are mounted
    outer folders first, so that an inner one lies over its parent."""

    binds: tuple[Bind, ...] = ()


@dataclass(frozen=True)
class Command:
    """What `spawn` takes, so that `argv` runs as a sandbox would run it."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]


class Sandbox(Protocol):
    """`mode` is recorded in every proof. `relocates`: binds appear at their `at`; otherwise a
    process sees the sources where they lie."""

    mode: str
    relocates: bool

    def run(
        self,
        argv: Sequence[str],
        *,
        view: View,
        cwd: Path,
        env: Mapping[str, str],
        timeout_s: float,
        cancel: Cancel | None = None,
        stdin: bytes = b"",
    ) -> Completed:
        """Run `argv`; `cwd` is a path as seen inside.

        Raises:
            ProbeFailure: CANCELLED, TOOL_MISSING, UNREADABLE, NO_SANDBOX.
        """
        ...

    def command(
        self, argv: Sequence[str], *, view: View, cwd: Path, env: Mapping[str, str]
    ) -> Command:
        """For a process that is talked to while it runs."""
        ...

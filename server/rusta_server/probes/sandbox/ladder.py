"""The ladder of sandboxes: bubblewrap, others (not available yet), or the user's explicit none.

Fails closed: with no rung available nothing of the repository runs.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from rusta_server.contracts.probe import NO_SANDBOX, ProbeFailure
from rusta_server.probes.sandbox import bwrap
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.probes.sandbox.none import NoSandbox

_INSTALLERS = (
    ("apt-get", "sudo apt-get install bubblewrap"),
    ("dnf", "sudo dnf install bubblewrap"),
    ("pacman", "sudo pacman -S bubblewrap"),
    ("zypper", "sudo zypper install bubblewrap"),
    ("apk", "sudo apk add bubblewrap"),
)
# Debian's old switch, and Ubuntu's since 23.10.
_SWITCHES = (
    ("kernel/unprivileged_userns_clone", "1"),
    ("kernel/apparmor_restrict_unprivileged_userns", "0"),
)


@dataclass(frozen=True)
class Rung:
    """One mode (`name`) and whether it can be used. `remedy` is the command that gets it."""

    name: str
    sandbox: Sandbox | None
    detail: str
    remedy: str | None = None

    @property
    def available(self) -> bool:
        return self.sandbox is not None


def rungs() -> tuple[Rung, ...]:
    """Every rung, best first, tried for real."""
    return (
        _bubblewrap(),
        Rung("landlock", None, "not available in this version"),
        Rung("sandbox-exec", None, "not available in this version"),
    )


def choose(*, no_sandbox: bool = False) -> Sandbox:
    """The best rung, or none at all where the user said so.

    Raises:
        ProbeFailure: NO_SANDBOX; its remedy is the command that installs bubblewrap.
    """
    if no_sandbox:
        return NoSandbox()
    first = _bubblewrap()
    if first.sandbox is not None:
        return first.sandbox
    helps = first.remedy or remedy()
    if "--no-sandbox" not in helps:
        helps += "  (or pass --no-sandbox: the crate's code then runs with your own rights)"
    raise ProbeFailure(NO_SANDBOX, f"no sandbox to run the crate's code in: {first.detail}", helps)


def remedy() -> str:
    """The command that gets a sandbox on this machine."""
    if not sys.platform.startswith("linux"):
        return "pass --no-sandbox to run the crate's code with your own rights"
    if shutil.which("bwrap") is not None:
        return _user_namespaces()
    for tool, command in _INSTALLERS:
        if shutil.which(tool) is not None:
            return command
    return "install bubblewrap (https://github.com/containers/bubblewrap)"


def _user_namespaces() -> str:
    """bubblewrap is there but may not make a user namespace: which switch forbids it?"""
    for switch, wanted in _SWITCHES:
        try:
            if Path("/proc/sys", switch).read_text().strip() != wanted:
                return f"sudo sysctl -w {switch.replace('/', '.')}={wanted}"
        except OSError:
            continue
    return "allow user namespaces (in a container: docker run --security-opt seccomp=unconfined)"


def _bubblewrap() -> Rung:
    if not sys.platform.startswith("linux"):
        return Rung("bwrap", None, "bubblewrap needs Linux", remedy())
    found = bwrap.find()
    if isinstance(found, str):
        return Rung("bwrap", None, found, remedy())
    return Rung("bwrap", found, str(found.program))

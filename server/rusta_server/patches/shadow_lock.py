"""Dependencies offline: a missing Cargo.lock is generated in the shadow, never in the tree."""

import re

from rusta_server.contracts.probe import UNRESOLVED_DEPENDENCIES, ProbeFailure
from rusta_server.probes.process import Completed

_UNRESOLVED = re.compile(
    r"no matching package named|failed to (get|load source for|download|fetch) "
    r"|attempting to make an HTTP request|you're using offline mode|[Uu]nable to update "
    r"|failed to select a version|perhaps a crate was updated"
)
_STALE_LOCK = re.compile(
    r"(lock file|Cargo\.lock) .*needs to be updated but --|cannot (update|create) the lock file"
)


def lock_is_stale(done: Completed) -> bool:
    """cargo refused because Cargo.lock does not fit the manifests."""
    return done.returncode == 101 and bool(_STALE_LOCK.search(_said(done)))


def refuse_unresolved(done: Completed) -> None:
    """Raises ProbeFailure(UNRESOLVED_DEPENDENCIES) where cargo could not resolve offline."""
    said = _said(done)
    if done.returncode == 101 and _UNRESOLVED.search(said):
        errors = [line for line in said.splitlines() if line.startswith("error")]
        first = (errors[0] if errors else said).removeprefix("error: ")
        raise ProbeFailure(
            UNRESOLVED_DEPENDENCIES, f"cargo cannot resolve offline: {first}", "cargo fetch"
        )


def _said(done: Completed) -> str:
    return done.stderr.decode(errors="replace")

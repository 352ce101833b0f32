"""What cargo says when it cannot resolve dependencies offline."""

import re

from rusta_server.contracts.probe import UNRESOLVED_DEPENDENCIES, ProbeFailure
from rusta_server.probes.process import Completed

_UNRESOLVED = re.compile(
    r"no matching package|failed to (get|load source for|download|fetch|query) "
    r"|attempting to make an HTTP request|you're using offline mode|[Uu]nable to update "
    r"|failed to select a version|perhaps a crate was updated|failed to open .*registry"
)
_STALE_LOCK = re.compile(
    r"cannot (update|create) the lock file|lock file .*needs to be updated but --"
)
# Once one of these was printed the dependencies are resolved, and stderr is the crate's to fill.
_AT_WORK = re.compile(
    r"^ *(Compiling|Checking|Documenting|Finished|Running|Fresh|Dirty|Doc-tests|Blocking) ",
    re.MULTILINE,
)


def lock_is_stale(done: Completed) -> bool:
    """cargo refused because Cargo.lock does not fit the manifests."""
    return bool(_STALE_LOCK.search(_before_work(done)))


def refuse_unresolved(done: Completed) -> None:
    """Raises ProbeFailure(UNRESOLVED_DEPENDENCIES) where cargo could not resolve offline."""
    said = _before_work(done)
    if not _UNRESOLVED.search(said):
        return
    errors = [line for line in said.splitlines() if line.startswith("error")]
    first = (errors[0] if errors else said.strip()).removeprefix("error: ")
    raise ProbeFailure(
        UNRESOLVED_DEPENDENCIES, f"cargo cannot resolve offline: {first}", "cargo fetch"
    )


def _before_work(done: Completed) -> str:
    """What cargo itself said on stderr; empty where it got to work."""
    if done.returncode != 101:
        return ""
    said = done.stderr.decode(errors="replace")
    return "" if _AT_WORK.search(said) else said

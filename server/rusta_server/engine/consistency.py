"""CONSISTENCY_CHECK: a plan's claims held against what the probes answered."""

from collections.abc import Iterable
from typing import NamedTuple

from rusta_server.engine.job import Decide


class Check(NamedTuple):
    """A claim, and whether the evidence bears it out."""

    claim: str
    holds: bool


def consistency_check(checks: Iterable[Check]) -> Decide:
    """The decision to record: `consistent`, or `replan` with the claims that failed."""
    checks = tuple(checks)
    failed = [check.claim for check in checks if not check.holds]
    return Decide(
        what="replan" if failed else "consistent",
        because="CONSISTENCY_CHECK: "
        + (f"{len(failed)} of {len(checks)} claims fail" if failed else f"{len(checks)} hold"),
        data={"failed": failed},
    )

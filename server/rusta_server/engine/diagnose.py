"""Diagnose: what is wrong, and which errors to look at first."""

from rusta_server.contracts.phases import roots
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.results import DiagnoseRequest, DiagnoseResult
from rusta_server.engine.baseline import baseline
from rusta_server.engine.job import Decide, Job


def diagnose(request: DiagnoseRequest, policy: Policy) -> Job[DiagnoseResult]:
    found = yield from baseline(request.selectors, request.gate, request.overlays)
    first = roots(found.findings)
    others = tuple(d for d in found.check.diagnostics if d not in found.findings)
    yield Decide(
        what="roots",
        because="errors of the earliest phase hide or cause the others",
        data={"roots": list(first)},
    )
    return DiagnoseResult(
        ok=found.check.ok,
        gate=found.gate,
        snapshot=found.snapshot,
        diagnostics=found.findings + others,
        roots=first,
    )

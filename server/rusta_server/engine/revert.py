"""Revert: our own hunks go back to the bytes they had."""

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.results import RevertOutcome, RevertRequest
from rusta_server.contracts.tools import RevertParams, RevertResult
from rusta_server.engine.job import Decide, Job, Plan, ask


def revert(request: RevertRequest, policy: Policy) -> Job[RevertOutcome]:
    yield Plan(goal=f"revert {request.entry}", probes=("journal.revert",))
    done: RevertResult = yield from ask(RevertParams(entry=request.entry), method="journal.revert")
    yield Decide(what="reverted", because=f"entry {done.entry[:12]}: {len(done.files)} files")
    return RevertOutcome(
        entry=done.entry, files=done.files, tree_after=done.tree_after, buffers=done.buffers
    )

"""Apply: a proven proposal goes to the tree through the journal, or not at all."""

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import REFUSED, Evidence, ProbeError
from rusta_server.contracts.results import ApplyOutcome, ApplyRequest
from rusta_server.contracts.tools import ApplyParams, ApplyResult
from rusta_server.engine.job import Decide, Job, Ledger, PatchStep, Plan, UnansweredError, ask


def apply(request: ApplyRequest, policy: Policy) -> Job[ApplyOutcome]:
    """Raises UnansweredError where the proof is not green, the policy forbids it or the tree
    changed."""
    proposal = request.proposal
    proposal_id = proposal.record_id
    method = "journal.record" if request.done else "journal.apply"
    verb = "record" if request.done else "apply"
    yield Plan(goal=f"{verb} proposal {proposal_id[:12]}", probes=(method,))
    yield Ledger(
        claim=f"the patch is right: {proposal.title}",
        anchors=tuple(anchor.record_id for anchor in proposal.anchors),
        probes=proposal.proof.probe_keys,
        confidence_bp=proposal.confidence.bp,
    )
    reason = _forbidden(request, policy)
    if reason is not None:
        yield Decide(what="refuse", because=reason)
        error = ProbeError(code=REFUSED, message=reason, remedy="rusta propose")
        raise UnansweredError(Evidence(method=method, key="", error=error))
    yield Decide(what=verb, because=f"agreed by {request.accepted}; the proof is green")
    yield PatchStep(proposal=proposal_id)
    done: ApplyResult = yield from ask(
        ApplyParams(
            proposal=proposal_id,
            patch=proposal.patch,
            tree_before=proposal.proof.tree_before,
            tree_after=proposal.proof.tree_after,
        ),
        method=method,
    )
    return ApplyOutcome(
        entry=done.entry,
        proposal=proposal_id,
        files=done.files,
        tree_after=done.tree_after,
        verified=done.tree_after == proposal.proof.tree_after,
        buffers=done.buffers,
    )


def _forbidden(request: ApplyRequest, policy: Policy) -> str | None:
    proof, confidence = request.proposal.proof, request.proposal.confidence
    if proof.level != "green":
        return "the proof is not green: such a step is applied by hand only"
    if request.accepted == "threshold" and confidence.bp < policy.thresholds.patch:
        return (
            f"confidence {confidence.bp / 100:.0f} % is below "
            f"the threshold {policy.thresholds.patch / 100:.0f} %"
        )
    return None

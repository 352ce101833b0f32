"""Chips: what is said of an error in few words: the proven fix with its p, or why there is none."""

from typing import Literal

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import Abstention, PartialStep, ProposeResult
from rusta_server.lsp.project import Findings


def proposals_for(findings: Findings, error: Diagnostic) -> list[Proposal]:
    """The proven proposals that resolve `error`, best first, those for it alone before those for
    all errors together."""
    found = [
        proposal
        for result in _answers(findings, error)
        for proposal in result.proposals
        if any(resolved.fingerprint == error.fingerprint for resolved in proposal.resolves)
    ]
    unique = {proposal.patch.diff: proposal for proposal in reversed(found)}
    return [p for p in found if unique.get(p.patch.diff) is p]


def abstention_for(findings: Findings, error: Diagnostic) -> Abstention | None:
    """Why nothing is offered for `error`; None while that is not known, or where something is."""
    if proposals_for(findings, error):
        return None
    own = findings.alone.get(error.fingerprint)
    for result in (own, findings.proposed):
        if result is not None and result.abstentions:
            return result.abstentions[0]
    return None


def step_for(findings: Findings, error: Diagnostic) -> PartialStep | None:
    """A step that repairs `error` and leaves fewer errors than there are, where nothing green is
    known. Never more than something to look at: it is not proven."""
    if proposals_for(findings, error):
        return None
    for result in _answers(findings, error):
        for step in result.partial:
            fewer = step.remaining < len(findings.errors)
            if fewer and any(d.fingerprint == error.fingerprint for d in step.resolves):
                return step
    return None


def still(step: PartialStep) -> str:
    return f"{step.title}; still {step.remaining} error{'s' if step.remaining > 1 else ''}"


def percent(proposal: Proposal) -> str:
    return f"{proposal.confidence.bp / 100:.0f} %"


State = Literal["proven", "proving", "failed", "step", "abstains", "unknown"]


def state(findings: Findings, error: Diagnostic) -> State:
    """What `chip` tells of, for clients that show it by a sign or a colour."""
    if proposals_for(findings, error):
        return "proven"
    if findings.phase in ("checking", "proving"):
        return "proving"
    if findings.phase == "failed" and findings.error is not None:
        return "failed"
    if step_for(findings, error) is not None:
        return "step"
    return "abstains" if abstention_for(findings, error) is not None else "unknown"


def chip(findings: Findings, error: Diagnostic) -> str:
    """Such as `72 % · Borrow the name`, `proving a fix …`, `abstains: …`."""
    proposals = proposals_for(findings, error)
    if proposals:
        more = f" (+{len(proposals) - 1})" if len(proposals) > 1 else ""
        return f"{percent(proposals[0])} · {proposals[0].title}{more}"
    if findings.phase in ("checking", "proving"):
        return "proving a fix …"
    if findings.phase == "failed" and findings.error is not None:
        return findings.error.message
    step = step_for(findings, error)
    if step is not None:
        return f"a step: {still(step)}"
    abstention = abstention_for(findings, error)
    if abstention is not None:
        return f"abstains: {abstention.reason}; next: {abstention.next_probe.method}"
    return "not proven yet"


def name_of(error: Diagnostic) -> str:
    return error.code or "syntax"


def _answers(findings: Findings, error: Diagnostic) -> list[ProposeResult]:
    own = findings.alone.get(error.fingerprint)
    return [result for result in (own, findings.proposed) if result is not None]

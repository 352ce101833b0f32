"""Abstain visibly: why nothing (or nothing certain enough) is offered, and the probe that helps."""

from collections.abc import Sequence

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.phases import roots
from rusta_server.contracts.policy import Policy, Thresholds
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import Abstention, NextProbe
from rusta_server.engine.prove import Attempt
from rusta_server.engine.search import Search

_COVER = NextProbe(
    method="cargo.test",
    why="a test that executes the edited lines would tell whether it is right",
)
_BASELINE = NextProbe(
    method="cargo.test",
    why="run the tests at the last green commit to see which failed before",
)


def abstentions(
    policy: Policy,
    targets: tuple[Diagnostic, ...],
    proposals: Sequence[Proposal],
    unsure: Sequence[Proposal],
    failures: Sequence[Attempt],
    search: Search,
) -> tuple[Abstention, ...]:
    """Empty only where the best proposal reaches τ_patch. Below it a proposal is offered with the
    probe that would raise it; with no proposal the reason is what stood in the way."""
    root = targets[roots(targets)[0]].model_copy(update={"rendered": ""})
    if proposals and proposals[0].confidence.bp >= policy.thresholds.patch:
        return ()
    reason, probe = _why(policy.thresholds, root, proposals, unsure, failures, search)
    return (Abstention(diagnostic=root, reason=reason, next_probe=probe),)


def _why(
    thresholds: Thresholds,
    root: Diagnostic,
    proposals: Sequence[Proposal],
    unsure: Sequence[Proposal],
    failures: Sequence[Attempt],
    search: Search,
) -> tuple[str, NextProbe]:
    if proposals:
        below = _below(proposals[0], thresholds.patch)
        return f"not applied without asking: {below}", _COVER
    if unsure:
        below = _below(unsure[0], thresholds.abstain)
        return f"{len(unsure)} edits are proven, but none is sure: {below}", _COVER
    if failures:
        return failures[0].reason, _BASELINE
    counts = search.counts
    if not counts["judged"] and counts["guarded"]:
        refused = "they delete, silence or postpone"
        reason = f"all {counts['guarded']} known edits were refused: {refused}"
    elif not counts["judged"] and (nowhere := _nowhere(root, search)):
        reason = nowhere
    else:
        reason = f"none of {counts['judged']} candidate edits compiles ({search.stopped})"
    return reason, NextProbe(
        method="docs.code",
        params={"code": root.code, "message": root.message},
        why="no known edit repairs this; its documentation says what the rule asks for",
    )


def _nowhere(root: Diagnostic, search: Search) -> str:
    """Why there is nothing to edit; empty where there is something."""
    if not root.spans:
        return "the compiler names no place for this error, so there is nothing to edit"
    primary = next((span for span in root.spans if span.primary), root.spans[0])
    if primary.path not in search.base:
        return f"{primary.path} is no source of the workspace: what generates it is to be changed"
    return ""


def _below(proposal: Proposal, threshold: int) -> str:
    return f"confidence {proposal.confidence.bp / 100:.0f} % is below {threshold / 100:.0f} %"

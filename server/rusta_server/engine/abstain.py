"""Abstain visibly: why nothing (or nothing certain enough) is offered, and the probe that helps."""

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import Abstention, NextProbe
from rusta_server.engine.phases import roots
from rusta_server.engine.prove import Attempt
from rusta_server.engine.search import Search


def abstentions(
    policy: Policy,
    targets: tuple[Diagnostic, ...],
    proposals: list[Proposal],
    failures: list[Attempt],
    search: Search,
) -> tuple[Abstention, ...]:
    """Below τ_patch a proposal is offered with the probe that would raise it; with no proposal the
    reason is the last thing that stood in the way."""
    root = targets[roots(targets)[0]].model_copy(update={"rendered": ""})
    if proposals:
        best = proposals[0].confidence.bp
        if best >= policy.thresholds.patch:
            return ()
        return (
            Abstention(
                diagnostic=root,
                reason=f"not applied without asking: confidence {best / 100:.0f} % is below "
                f"{policy.thresholds.patch / 100:.0f} %",
                next_probe=NextProbe(
                    method="cargo.test",
                    why="a test that executes the edited lines would tell whether it is right",
                ),
            ),
        )
    if failures:
        return (
            Abstention(
                diagnostic=root,
                reason=failures[0].reason,
                next_probe=NextProbe(
                    method="cargo.test",
                    why="run the tests at the last green commit to see which failed before",
                ),
            ),
        )
    judged = search.counts["judged"]
    return (
        Abstention(
            diagnostic=root,
            reason=f"none of {judged} candidate edits compiles ({search.stopped})",
            next_probe=NextProbe(
                method="docs.code",
                params={"code": root.code, "message": root.message},
                why="no known edit repairs this; its documentation says what the rule asks for",
            ),
        ),
    )

"""`proposals.at`: what was proven for the tree as it is, so that an explanation can tell of it."""

from rusta_server.contracts.tools_place import ProposalsParams, ProposalsResult
from rusta_server.probes.context import ProbeContext
from rusta_server.proposals import ProposalStore


def run(params: ProposalsParams, ctx: ProbeContext) -> ProposalsResult:
    """A proposal that was altered on disk is none."""
    found = [
        proposal
        for proposal in ProposalStore(ctx.state.proposals).latest()
        if proposal.proof.tree_before == params.tree
    ]
    found.sort(key=lambda p: (-p.confidence.bp, p.record_id))
    return ProposalsResult(proposals=tuple(found[: params.limit]))

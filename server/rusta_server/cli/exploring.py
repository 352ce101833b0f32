"""`rusta propose --explore`: proposals, and what experiments in the shadow tell of them."""

from rusta_server.cli.options import Common, where


def explored(common: Common, at: str | None) -> int:
    """The exit code: as that of `rusta propose`."""
    from rusta_server.cli.door import finish, opened, position
    from rusta_server.cli.output import ABSTAINED, DONE, out, print_json
    from rusta_server.cli.render.exploration import print_exploration
    from rusta_server.contracts.documents import ExploreDocument
    from rusta_server.contracts.explore import ExploreRequest, ExploreResult
    from rusta_server.traces.golden import GoldenCandidates

    with opened(common) as session:
        request = ExploreRequest(
            selectors=common.selectors, at=position(at, session) if at else None
        )
        finished = session.run("explore", request)
        trace, result = finish(finished, ExploreResult, as_json=common.as_json)
        session.remember(result)
        golden = None
        if result.experiments:
            golden = GoldenCandidates(session.ctx.state.root / "golden").put(
                trace, "explore", result.conclusion
            )
        ids = tuple(proposal.record_id for proposal in result.proposed.proposals)
        if common.as_json:
            print_json(ExploreDocument(trace=trace, ids=ids, result=result, golden=golden))
        else:
            thresholds = session.policy.policy.thresholds
            print_exploration(out, result, thresholds, where(common), trace)
    return ABSTAINED if result.proposed.status == "abstained" else DONE

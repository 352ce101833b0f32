"""ProposePatch: search, prove, guard, score; offer what is proven, abstain visibly otherwise."""

from collections.abc import Generator

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.phases import added, closure
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import (
    Abstention,
    PartialStep,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.contracts.tools import ListParams, ListResult
from rusta_server.engine.abstain import abstentions
from rusta_server.engine.baseline import Found, baseline, found_before, touches
from rusta_server.engine.claims import read_texts
from rusta_server.engine.explain import span_paths
from rusta_server.engine.job import Decide, Job, Step, ask
from rusta_server.engine.node import Node, patch_of
from rusta_server.engine.offering import Offering, title
from rusta_server.engine.search import Search
from rusta_server.engine.upgrades import ask_dependencies

# Sources beyond this many bytes are not read whole: only the files the diagnostics name.
MAX_SOURCE_BYTES = 3_000_000


def propose(request: ProposeRequest, policy: Policy) -> Job[ProposeResult]:
    found = yield from _found(request)
    if not found.findings:
        return _result(found, "clean", (), (), None, {})
    targets = _targets(request, found)
    base = yield from _sources(request, found)
    deps = yield from ask_dependencies(found.findings, base)
    search = Search(
        base=base,
        # What stays broken must be told from what a candidate breaks.
        errors=found.findings,
        wanted=targets if len(targets) < len(found.findings) else (),
        gate=found.gate,
        selectors=request.selectors,
        policy=policy,
        unsaved=request.overlays,
        needs=closure({package.name: package.needs for package in found.snapshot.packages}),
        deps=deps,
    )
    offering = Offering(request, policy, found, targets, base, search)
    yield from offering.run()
    proposals = offering.proposals
    counts = {**search.counts, "proven": len(proposals)}
    abstained = abstentions(policy, targets, proposals, offering.unsure, offering.failures, search)
    for abstention in abstained:
        yield Decide(
            what="abstain",
            because=abstention.reason,
            data=abstention.next_probe.model_dump(mode="json"),
        )
    status = "proposed" if proposals else "abstained"
    partial = None if proposals else search.partial
    return _result(
        found, status, tuple(proposals), abstained, _partial(partial, found, base), counts
    )


def _found(request: ProposeRequest) -> Generator[Step, tuple[Evidence, ...], Found]:
    if request.checked is not None:
        before = yield from found_before(request.checked)
        if before is not None:
            return before
    return (yield from baseline(request.selectors, request.gate, request.overlays))


def _targets(request: ProposeRequest, found: Found) -> tuple[Diagnostic, ...]:
    if request.at is None:
        return found.findings
    return tuple(d for d in found.findings if touches(d, request.at)) or found.findings


def _sources(
    request: ProposeRequest, found: Found
) -> Generator[Step, tuple[Evidence, ...], dict[str, str]]:
    """All Rust sources of the workspace where they are not too many, else those named."""
    named = set(span_paths(list(found.findings)))
    listed: ListResult = yield from ask(ListParams(suffix=".rs"), method="fs.list")
    if sum(file.size for file in listed.files) <= MAX_SOURCE_BYTES:
        named |= {file.path for file in listed.files}
    texts = yield from read_texts(tuple(sorted(named)))
    for overlay in request.overlays:
        if overlay.text is None:
            texts.pop(overlay.path, None)
        else:
            texts[overlay.path] = overlay.text
    return texts


def _partial(node: Node | None, found: Found, base: dict[str, str]) -> PartialStep | None:
    if node is None:
        return None
    return PartialStep(
        title=title(node),
        diff=patch_of(node, base).diff,
        remaining=len(node.errors),
        resolves=tuple(
            d.model_copy(update={"rendered": ""}) for d in added(node.errors, found.findings)
        ),
    )


def _result(
    found: Found,
    status: str,
    proposals: tuple[Proposal, ...],
    abstentions: tuple[Abstention, ...],
    partial: PartialStep | None,
    counts: dict[str, int],
) -> ProposeResult:
    return ProposeResult.model_validate(
        {
            "status": status,
            "gate": found.gate,
            "snapshot": found.snapshot,
            "diagnostics": found.findings,
            "proposals": proposals,
            "abstentions": abstentions,
            "partial": (partial,) if partial is not None else (),
            "counts": counts,
        }
    )

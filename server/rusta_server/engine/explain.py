"""Explain: why, in claims that each cite a passage opening on the user's disk; and of a name where
nothing is reported, what it is."""

from collections.abc import Generator

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.phases import roots
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import At, ExplainRequest, ExplainResult
from rusta_server.contracts.tools_place import ProposalsParams, ProposalsResult
from rusta_server.engine.baseline import Baseline, baseline, touches
from rusta_server.engine.claims import explain_code, explain_diagnostic
from rusta_server.engine.explaining.symbol import explain_symbol
from rusta_server.engine.job import Decide, Job, Ledger, Plan, Step, UnansweredError, ask
from rusta_server.engine.keeping import read_texts
from rusta_server.engine.model import Model
from rusta_server.engine.upgrades import ask_dependencies, claims_of

# What the text itself shows of a name; a type is the compiler's own word.
_SYMBOL_BP = 9_000


def explain(request: ExplainRequest, policy: Policy) -> Job[ExplainResult]:
    missing: set[str] = set()
    if request.code is not None:
        yield Plan(goal=f"find what documents {request.code}", probes=("docs.code",))
        explanation = yield from explain_code(request.code, missing)
        return ExplainResult(
            ok=bool(explanation.claims),
            explanations=(explanation,),
            missing=tuple(sorted(missing)),
        )
    found = yield from baseline(request.selectors, request.gate, request.overlays)
    if request.at is not None:
        at = request.at
        everything = found.findings + tuple(
            d for d in found.check.diagnostics if d not in found.findings
        )
        chosen = [d for d in everything if touches(d, at)]
    else:
        chosen = [found.findings[index] for index in roots(found.findings)]
    chosen = chosen[: request.limit]
    yield Decide(what="explain", because=f"{len(chosen)} diagnostics chosen")
    if not chosen and request.at is not None:
        return (yield from _symbol(request, request.at, found, missing))
    texts = yield from _texts(span_paths(chosen), request.overlays)
    proven: tuple[Proposal, ...] = ()
    if chosen:
        proven = yield from _proven(found, request.overlays)
    model = Model(policy.lm)
    explanations = []
    for diagnostic in chosen:
        fix = next((p for p in proven if _resolves(p, diagnostic)), None)
        explanation = yield from explain_diagnostic(
            diagnostic, texts, policy, missing, model, proven=fix
        )
        deps = yield from ask_dependencies((diagnostic,), texts)
        told = (*explanation.claims, *claims_of(diagnostic, deps))
        unknown = None if told else explanation.unknown
        explanations.append(explanation.model_copy(update={"claims": told, "unknown": unknown}))
    return ExplainResult(ok=True, explanations=tuple(explanations), missing=tuple(sorted(missing)))


def _symbol(
    request: ExplainRequest, at: At, found: Baseline, missing: set[str]
) -> Job[ExplainResult]:
    """Nothing is reported there: what stands there, then."""
    yield Plan(
        goal="say what this name is and where it is used",
        probes=("graph.at", "rustc.judge", "docs.item"),
    )
    texts = yield from _texts((at.path,), request.overlays)
    explanation = yield from explain_symbol(
        at,
        texts,
        request.overlays,
        request.selectors,
        missing,
        compiles=found.gate == "clippy" or found.check.ok,
    )
    told = (explanation,) if explanation is not None else ()
    if explanation is not None:
        yield Ledger(
            claim=f"what {explanation.message} is",
            anchors=tuple(a.record_id for claim in explanation.claims for a in claim.anchors),
            probes=("graph.at",),
            confidence_bp=_SYMBOL_BP if explanation.claims else 0,
        )
    return ExplainResult(ok=True, explanations=told, missing=tuple(sorted(missing)))


def _texts(
    paths: tuple[str, ...], overlays: tuple[Overlay, ...]
) -> Generator[Step, tuple[Evidence, ...], dict[str, str]]:
    """The sources as they are in the editor, else on disk."""
    texts = yield from read_texts(paths)
    for overlay in overlays:
        if overlay.path in paths and overlay.text is not None:
            texts[overlay.path] = overlay.text
    return texts


def _proven(
    found: Baseline, overlays: tuple[Overlay, ...]
) -> Generator[Step, tuple[Evidence, ...], tuple[Proposal, ...]]:
    """What was proven earlier for the tree as it is; of unsaved text nothing is looked up."""
    if overlays:
        return ()
    params = ProposalsParams(tree=found.snapshot.tree)
    try:
        kept: ProposalsResult = yield from ask(params, method="proposals.at")
    except UnansweredError:
        return ()
    return kept.proposals


def _resolves(proposal: Proposal, diagnostic: Diagnostic) -> bool:
    return any(resolved.fingerprint == diagnostic.fingerprint for resolved in proposal.resolves)


def span_paths(diagnostics: list[Diagnostic]) -> tuple[str, ...]:
    """The workspace files that spans of `diagnostics` lie in, notes and suggestions included."""
    paths: set[str] = set()
    for diagnostic in diagnostics:
        spans = [*diagnostic.spans, *(s for note in diagnostic.notes for s in note.spans)]
        paths |= {span.path for span in spans}
        paths |= {
            span.expansion.call_site.path
            for span in spans
            if span.expansion is not None and span.expansion.call_site is not None
        }
        paths |= {edit.path for s in diagnostic.suggestions for edit in s.edits}
    return tuple(sorted(path for path in paths if path.startswith("$WS/")))

"""Explain: why, in claims that each cite a passage opening on the user's disk."""

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.results import ExplainRequest, ExplainResult
from rusta_server.engine.baseline import baseline, touches
from rusta_server.engine.claims import explain_code, explain_diagnostic, read_texts
from rusta_server.engine.job import Decide, Job, Plan
from rusta_server.engine.model import Model
from rusta_server.engine.phases import roots


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
    texts = yield from read_texts(span_paths(chosen))
    model = Model(policy.lm)
    explanations = []
    for diagnostic in chosen:
        explanation = yield from explain_diagnostic(diagnostic, texts, policy, missing, model)
        explanations.append(explanation)
    return ExplainResult(ok=True, explanations=tuple(explanations), missing=tuple(sorted(missing)))


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

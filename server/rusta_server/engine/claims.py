"""Claims: sentences built from evidence, each with its anchors. No citation, no claim."""

from collections.abc import Generator, Mapping

from rusta_server.contracts.anchor import Anchor, Claim, Explanation, Passage
from rusta_server.contracts.diagnostic import Diagnostic, Span
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.tools import CodeDocParams, PassagesResult
from rusta_server.docs.quote import first_sentences
from rusta_server.engine.cite import ALTERNATIVES, cited
from rusta_server.engine.consistency import Check, consistency_check
from rusta_server.engine.explaining.cause import cause_claims
from rusta_server.engine.explaining.chain import chain_claims
from rusta_server.engine.explaining.parts import Part, parts_of
from rusta_server.engine.explaining.remedies import suggestion_claims
from rusta_server.engine.job import Decide, Ledger, Step, UnansweredError, ask
from rusta_server.engine.keeping import blob_anchor
from rusta_server.engine.keeping import read_texts as read_texts
from rusta_server.engine.model import Model

Steps = Generator[Step, tuple[Evidence, ...], Explanation]

# What an explanation is worth by what it rests on; the sum is capped at 9900.
_BP_DIAGNOSTIC, _BP_SPAN, _BP_RULE = 5_000, 2_000, 2_500
# What documents a code, and the passages nearest to its message; further ones tell less and less.
MOST_RULES = 3


def explain_diagnostic(
    diagnostic: Diagnostic,
    texts: Mapping[str, str],
    policy: Policy,
    missing: set[str],
    model: Model | None = None,
    *,
    suggested: bool = True,
    proven: Proposal | None = None,
) -> Steps:
    """Everything that can be said about `diagnostic` with a citation. `texts`: sources by token
    path. Remedies for documentation that is not there are added to `missing`. `model` may say which
    of several equal hits of a search is cited. `suggested`: what the compiler suggests too;
    `proven`, a proposal proven for the tree as it is, is told of instead."""
    blob = yield from blob_anchor(diagnostic.rendered or diagnostic.message, _title(diagnostic))
    parts = parts_of(diagnostic, texts)
    claims = [_diagnosis(diagnostic, blob), *cause_claims(diagnostic, parts, blob)]
    claims += [_span_claim(part, blob) for part in parts]
    claims += chain_claims(diagnostic, blob)
    passages = yield from _passages(diagnostic.code, diagnostic.message, missing, model)
    rules = rule_claims(passages)[:MOST_RULES]
    claims += rules
    if proven is not None:
        claims += [claim for claim in proven.claims if claim.role in ("fix", "proof")]
    elif suggested:
        rule = rules[0].anchors[0] if rules else None
        claims += suggestion_claims(diagnostic, texts, blob, rule)
    checks = [
        Check(f"{_title(diagnostic)} is what the compiler says", bool(diagnostic.message)),
        *(
            Check(f"{span.path}:{span.line} still holds what the compiler saw", within(span, texts))
            for span in diagnostic.spans
            if span.path in texts
        ),
    ]
    yield consistency_check(checks)
    confidence = min(9_900, sum({_worth(claim) for claim in claims}))
    yield Ledger(
        claim=f"why {_title(diagnostic)}",
        anchors=tuple(anchor.record_id for claim in claims for anchor in claim.anchors),
        probes=("cargo.check", "docs.code"),
        confidence_bp=confidence,
    )
    unknown = None
    if confidence < policy.thresholds.answer:
        unknown = "no passage of the installed documentation speaks of this; next: docs.search"
        yield Decide(what="abstain", because=unknown)
    return Explanation(
        code=diagnostic.code,
        message=diagnostic.message,
        claims=tuple(claims),
        unknown=unknown,
    )


def explain_code(code: str, missing: set[str]) -> Steps:
    """The documentation of a code alone."""
    passages = yield from _passages(code, "", missing)
    claims = tuple(rule_claims(passages))
    return Explanation(
        code=code,
        message=passages[0].heading if passages else code,
        claims=claims,
        unknown=None if claims else f"nothing installed documents {code}; next: docs.search",
        about="code",
    )


def rule_claims(passages: tuple[Passage, ...]) -> list[Claim]:
    claims = []
    for passage in passages:
        quote = first_sentences(passage, 2)
        if quote:
            claims.append(Claim(role="rule", text=quote, anchors=(passage.anchor,)))
    return claims


def within(span: Span, texts: Mapping[str, str]) -> bool:
    return span.end <= len(texts[span.path].encode())


def _diagnosis(diagnostic: Diagnostic, blob: Anchor) -> Claim:
    who = "clippy" if (diagnostic.code or "").startswith("clippy::") else "rustc"
    code = f" {diagnostic.code}" if diagnostic.code else ""
    return Claim(
        role="diagnosis", text=f"{who} reports{code}: {diagnostic.message}", anchors=(blob,)
    )


def _span_claim(part: Part, blob: Anchor) -> Claim:
    where = f"`{part.snippet}` at {part.place}" if part.snippet else f"at {part.place}"
    said = f": {part.label}" if part.label else ""
    return Claim(role="span", text=f"{part.role}: {where}{said}", anchors=(part.anchor, blob))


def _passages(
    code: str | None, message: str, missing: set[str], model: Model | None = None
) -> Generator[Step, tuple[Evidence, ...], tuple[Passage, ...]]:
    further = ALTERNATIVES if model is not None and model.cites else 0
    try:
        found: PassagesResult = yield from ask(
            CodeDocParams(code=code, message=message, alternatives=further), method="docs.code"
        )
    except UnansweredError as stop:
        missing.add(stop.error.remedy or stop.error.message)
        return ()
    if found.missing is not None:
        missing.add(found.missing)
    if model is None or not found.alternatives:
        return found.passages
    return (yield from cited(found, message, model))


def _worth(claim: Claim) -> int:
    return {"diagnosis": _BP_DIAGNOSTIC, "span": _BP_SPAN, "rule": _BP_RULE}.get(claim.role, 0)


def _title(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code}: {diagnostic.message}" if diagnostic.code else diagnostic.message

"""The proof of many lints repaired together, and the proposal that is made of it."""

from collections.abc import Generator
from dataclasses import dataclass

from rusta_server.contracts.anchor import Claim
from rusta_server.contracts.candidate import Candidate
from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Patch, Proof, Proposal
from rusta_server.contracts.results import LintRequest
from rusta_server.contracts.tools import TestBaseline
from rusta_server.engine.baseline import Baseline
from rusta_server.engine.claims import explain_diagnostic
from rusta_server.engine.confidence import Standing, confidence
from rusta_server.engine.job import Decide, Ledger, PatchStep, Plan, Step, ask
from rusta_server.engine.keeping import blob_anchor
from rusta_server.engine.node import apply_to
from rusta_server.engine.prove import prove
from rusta_server.patches.build import patch_between

Texts = dict[str, str]
State = tuple[Texts, tuple[Candidate, ...]]


@dataclass(frozen=True)
class Linted:
    """`states`: texts after each round with the steps up to there; `wanted`: what was asked for."""

    base: Texts
    states: tuple[State, ...]
    wanted: tuple[Diagnostic, ...]


def proposed(
    linted: Linted, request: LintRequest, found: Baseline, policy: Policy
) -> Generator[Step, tuple[Evidence, ...], tuple[Proposal | None, str]]:
    """The most of it that is proven, and why there is none. Where tests fail with all of it, the
    rounds before the last are tried, and of the first its halves."""
    known: TestBaseline = yield from ask(method="tests.baseline")
    pending = list(reversed(linted.states))
    gate = "check" if not linted.wanted else found.gate
    reason, proofs = "nothing was proven", 0
    while pending and proofs < policy.search.max_proofs:
        texts, steps = pending.pop(0)
        proofs += 1
        yield Plan(
            goal=f"prove {len(steps)} repairs together", probes=("cargo.check", "cargo.test")
        )
        attempt = yield from prove(
            _overlays(texts, request.overlays),
            request.selectors,
            gate,
            found.snapshot,
            found.findings,
            known,
            policy,
        )
        if attempt.proof is not None:
            proposal = yield from _proposal(linted, (texts, steps), attempt.proof, found, policy)
            yield PatchStep(proposal=proposal.record_id)
            return proposal, ""
        reason = attempt.reason
        yield Decide(what="not together", because=reason)
        if not pending and len(steps) > 1:
            pending += _halves(linted.base, steps)
    return None, reason


def _halves(base: Texts, steps: tuple[Candidate, ...]) -> list[State]:
    """Of the first round, whose edits are all of the base."""
    half = len(steps) // 2
    parts = (steps[:half], steps[half:])
    texts = [(apply_to([e for s in part for e in s.edits], base), part) for part in parts]
    return [(after, part) for after, part in texts if after is not None]


def _proposal(
    linted: Linted, state: State, proof: Proof, found: Baseline, policy: Policy
) -> Generator[Step, tuple[Evidence, ...], Proposal]:
    texts, steps = state
    patch = patch_between({path: linted.base[path] for path in texts}, texts)
    # All steps are of a kind: what one of them is worth all are, and no line stands alone.
    sources = tuple(sorted({step.source for step in steps}))
    lines = -(-patch.lines // len(steps))
    scored = confidence(sources, Standing(), lines, (), proof)
    left = {d.fingerprint for d in proof.remaining}
    resolved = tuple(d for d in linted.wanted if d.fingerprint not in left)
    title = _title(steps, resolved)
    claims = yield from _claims(title, resolved, patch, proof, linted.base, policy)
    anchors = tuple(dict.fromkeys(anchor for claim in claims for anchor in claim.anchors))
    yield Ledger(
        claim=f"the patch is right: {title}",
        anchors=tuple(anchor.record_id for anchor in anchors),
        probes=proof.probe_keys,
        confidence_bp=scored.bp,
    )
    return Proposal(
        title=title,
        sources=sources,
        patch=patch,
        proof=proof,
        confidence=scored,
        claims=claims,
        anchors=anchors,
        workspace_id=found.snapshot.workspace_id,
        resolves=tuple(d.model_copy(update={"rendered": ""}) for d in resolved),
    )


def _claims(
    title: str,
    resolved: tuple[Diagnostic, ...],
    patch: Patch,
    proof: Proof,
    base: Texts,
    policy: Policy,
) -> Generator[Step, tuple[Evidence, ...], tuple[Claim, ...]]:
    claims: tuple[Claim, ...] = ()
    if resolved:
        first = yield from explain_diagnostic(resolved[0], base, policy, set(), suggested=False)
        claims = first.claims
    diff = yield from blob_anchor(patch.diff, "the proposed diff")
    evidence = canonical_bytes(proof.model_dump(mode="json")).decode()
    shown = yield from blob_anchor(evidence, "the proof")
    gate = "cargo check" if proof.gate == "check" else "cargo clippy"
    remain = f", {len(proof.remaining)} other lints remain" if proof.remaining else ""
    passed = f"{proof.tests.passed} tests pass" if proof.tests.run == "passed" else proof.tests.run
    return (
        *claims,
        Claim(role="fix", text=f"{title}.", anchors=(diff,)),
        Claim(
            role="proof",
            text=f"With this diff {gate} reports none of them{remain}; {passed} "
            f"(sandbox: {proof.sandbox}).",
            anchors=(shown,),
        ),
    )


def _title(steps: tuple[Candidate, ...], resolved: tuple[Diagnostic, ...]) -> str:
    codes = sorted({d.code or "" for d in resolved})
    if not codes:
        return steps[0].title
    named = codes[0] if len(codes) == 1 else f"{len(codes)} lints"
    places = f"{len(resolved)} places" if len(resolved) != 1 else "one place"
    return f"Fix {named} in {places}"


def _overlays(texts: Texts, unsaved: tuple[Overlay, ...]) -> tuple[Overlay, ...]:
    others = tuple(o for o in unsaved if o.path not in texts)
    return (*others, *(Overlay(path=path, text=texts[path]) for path in sorted(texts)))

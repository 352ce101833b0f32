"""ProposePatch: search, prove, guard, score; offer what is proven, abstain visibly otherwise."""

from collections.abc import Generator

from rusta_server.contracts.anchor import Claim
from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Patch, Proof, Proposal
from rusta_server.contracts.results import (
    Abstention,
    NextProbe,
    PartialStep,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.contracts.tools import ListParams, ListResult, TestBaseline
from rusta_server.engine.baseline import Baseline, baseline, touches
from rusta_server.engine.claims import blob_anchor, explain_diagnostic, read_texts
from rusta_server.engine.confidence import confidence
from rusta_server.engine.consistency import Check, consistency_check
from rusta_server.engine.explain import span_paths
from rusta_server.engine.job import Decide, Job, Ledger, PatchStep, Plan, Step, ask
from rusta_server.engine.phases import roots
from rusta_server.engine.prove import Attempt, prove
from rusta_server.engine.rank import rank
from rusta_server.engine.reduce import reduce
from rusta_server.engine.search import Node, Search
from rusta_server.patches.build import patch_between

# Sources beyond this many bytes are not read whole: only the files the diagnostics name.
MAX_SOURCE_BYTES = 3_000_000


def propose(request: ProposeRequest, policy: Policy) -> Job[ProposeResult]:
    found = yield from baseline(request.selectors, request.gate, request.overlays)
    if not found.findings:
        return _result(found, "clean", (), (), None, {})
    targets = _targets(request, found)
    base = yield from _sources(request, found)
    search = Search(
        base=base,
        errors=targets,
        gate=found.gate,
        selectors=request.selectors,
        policy=policy,
        unsaved=request.overlays,
    )
    yield from search.run()
    proposals, failures = yield from _prove_all(request, policy, found, targets, base, search)
    counts = {**search.counts, "proven": len(proposals)}
    abstentions = _abstentions(policy, targets, proposals, failures, search)
    for abstention in abstentions:
        yield Decide(
            what="abstain",
            because=abstention.reason,
            data=abstention.next_probe.model_dump(mode="json"),
        )
    status = "proposed" if proposals else "abstained"
    partial = None if proposals else search.partial
    return _result(found, status, tuple(proposals), abstentions, _partial(partial, base), counts)


def _targets(request: ProposeRequest, found: Baseline) -> tuple[Diagnostic, ...]:
    if request.at is None:
        return found.findings
    return tuple(d for d in found.findings if touches(d, request.at)) or found.findings


def _sources(
    request: ProposeRequest, found: Baseline
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


def _prove_all(
    request: ProposeRequest,
    policy: Policy,
    found: Baseline,
    targets: tuple[Diagnostic, ...],
    base: dict[str, str],
    search: Search,
) -> Generator[Step, tuple[Evidence, ...], tuple[list[Proposal], list[Attempt]]]:
    proposals: list[Proposal] = []
    failures: list[Attempt] = []
    if not search.greens:
        return proposals, failures
    known: TestBaseline = yield from ask(method="tests.baseline")
    rivals = len(search.greens) - 1
    ranked = rank(search.greens, base)
    yield Decide(
        what="ranked",
        because="most likely right first: source, lints tripped, size",
        data={"order": [{"title": _title(node), "bp": bp} for bp, node in ranked]},
    )
    for _, node in ranked[: policy.search.max_proofs]:
        if len(proposals) >= request.limit:
            break
        yield Plan(
            goal="prove on the true text: " + _title(node),
            probes=("cargo.check", "cargo.test"),
            hypotheses=("the whole workspace is green with this edit", "tests are no worse"),
        )
        node = yield from reduce(node, search)
        overlays = (*(o for o in request.overlays if o.path not in node.texts), *node.overlays)
        attempt = yield from prove(
            overlays, request.selectors, found.gate, found.snapshot, found.findings, known, policy
        )
        yield consistency_check((Check("rustc.judge and cargo agree", attempt.proof is not None),))
        if attempt.proof is None:
            failures.append(attempt)
            continue
        proposal = yield from _proposal(node, attempt.proof, rivals, policy, found, targets, base)
        if proposal.confidence.bp < policy.thresholds.abstain:
            continue
        proposals.append(proposal)
        yield PatchStep(proposal=proposal.record_id)
    return proposals, failures


def _proposal(
    node: Node,
    proof: Proof,
    rivals: int,
    policy: Policy,
    found: Baseline,
    targets: tuple[Diagnostic, ...],
    base: dict[str, str],
) -> Generator[Step, tuple[Evidence, ...], Proposal]:
    patch = _patch(node, base)
    sources = tuple(step.source for step in node.steps)
    scored = confidence(sources, rivals, patch.lines, node.warnings, proof)
    claims = yield from _claims(node, proof, patch, targets, base, policy)
    anchors = tuple(dict.fromkeys(anchor for claim in claims for anchor in claim.anchors))
    yield Ledger(
        claim=f"the patch is right: {_title(node)}",
        anchors=tuple(anchor.record_id for anchor in anchors),
        probes=proof.probe_keys,
        confidence_bp=scored.bp,
    )
    left = {d.fingerprint for d in proof.remaining}
    return Proposal(
        title=_title(node),
        sources=sources,
        patch=patch,
        proof=proof,
        confidence=scored,
        claims=claims,
        anchors=anchors,
        workspace_id=found.snapshot.workspace_id,
        resolves=tuple(
            d.model_copy(update={"rendered": ""}) for d in targets if d.fingerprint not in left
        ),
    )


def _claims(
    node: Node,
    proof: Proof,
    patch: Patch,
    targets: tuple[Diagnostic, ...],
    base: dict[str, str],
    policy: Policy,
) -> Generator[Step, tuple[Evidence, ...], tuple[Claim, ...]]:
    """Why it failed, why the edit is right, and what was proven: the first root's explanation,
    the diff and the proof, each kept as a blob to cite."""
    root = targets[roots(targets)[0]]
    explanation = yield from explain_diagnostic(root, base, policy, set())
    diff = yield from blob_anchor(patch.diff, "the proposed diff")
    evidence = canonical_bytes(proof.model_dump(mode="json")).decode()
    shown = yield from blob_anchor(evidence, "the proof")
    tests = proof.tests
    outcome = (
        f"{tests.passed} tests pass"
        if tests.run == "passed"
        else {"no-tests": "there are no tests", "not-run": "tests were not run"}.get(
            tests.run, tests.run
        )
    )
    gate = "cargo check" if proof.gate == "check" else "cargo clippy"
    rule_anchors = tuple(a for c in explanation.claims if c.role == "rule" for a in c.anchors[:1])
    return (
        *explanation.claims,
        Claim(role="fix", text=f"{_title(node)}.", anchors=(diff, *rule_anchors[:1])),
        Claim(
            role="proof",
            text=f"With this diff {gate} is green and {outcome} (sandbox: {proof.sandbox}).",
            anchors=(shown,),
        ),
    )


def _abstentions(
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


def _partial(node: Node | None, base: dict[str, str]) -> PartialStep | None:
    if node is None:
        return None
    return PartialStep(title=_title(node), diff=_patch(node, base).diff, remaining=len(node.errors))


def _patch(node: Node, base: dict[str, str]) -> Patch:
    return patch_between({path: base.get(path, "") for path in node.texts}, dict(node.texts))


def _title(node: Node) -> str:
    return "; ".join(dict.fromkeys(step.title for step in node.steps))


def _result(
    found: Baseline,
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

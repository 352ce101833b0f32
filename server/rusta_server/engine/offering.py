"""Search and prove in turn, and make proposals of what is proven.

The byte model may say in what order greens are proven, and write edits where there are none; what
is offered the compiler decides.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from rusta_server.contracts.anchor import Claim
from rusta_server.contracts.canonical import canonical_bytes
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.phases import roots
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Patch, Proof, Proposal
from rusta_server.contracts.results import ProposeRequest
from rusta_server.contracts.tools import TestBaseline
from rusta_server.engine.baseline import Found
from rusta_server.engine.claims import explain_diagnostic
from rusta_server.engine.confidence import Standing, confidence
from rusta_server.engine.consistency import Check, consistency_check
from rusta_server.engine.explaining.remedies import why
from rusta_server.engine.history import ask_committed
from rusta_server.engine.job import Decide, Ledger, PatchStep, Plan, Step, ask
from rusta_server.engine.keeping import blob_anchor
from rusta_server.engine.known import as_it_stood
from rusta_server.engine.model import Model
from rusta_server.engine.node import Node, apply_to, patch_of
from rusta_server.engine.prove import Attempt, prove
from rusta_server.engine.rank import Ranked, rank, rank_by_model
from rusta_server.engine.reduce import reduce
from rusta_server.engine.rust_analyzer import Analyst, Consulting
from rusta_server.engine.search import Search
from rusta_server.engine.together import together
from rusta_server.engine.writing import Writing

Steps = Generator[Step, tuple[Evidence, ...], None]
_SIDE_BY_SIDE = 2
"""Proofs at a time: as many as there are shadows."""


@dataclass
class Offering:
    """After `run`: `proposals` best first (as the model ranked them, else by confidence), `unsure`
    ones below τ_abstain that are not offered, and the `failures` among what was green."""

    request: ProposeRequest
    policy: Policy
    found: Found
    targets: tuple[Diagnostic, ...]
    base: dict[str, str]
    search: Search
    proposals: list[Proposal] = field(default_factory=list)
    unsure: list[Proposal] = field(default_factory=list)
    failures: list[Attempt] = field(default_factory=list)
    _model: Model = field(init=False)
    _consulting: Consulting = field(init=False)
    _writing: Writing = field(init=False)
    _proofs: int = 0

    def __post_init__(self) -> None:
        self._model = Model(self.policy.lm)
        self._consulting = Consulting(self.search, Analyst(self.policy.sources.rust_analyzer))
        self._writing = Writing(self.search, self._model)
        self.search.prefer = self._preferred

    def run(self) -> Steps:
        """Where nothing green passes its tests, the search goes on."""
        if self.request.known:
            yield from self._prove_again()
        known: TestBaseline | None = None
        while not self.proposals and not self._spent:
            yield from self._find()
            if not self.search.greens:
                return
            if known is None:
                baseline: TestBaseline = yield from ask(method="tests.baseline")
                known = baseline
            committed = yield from self._committed()
            ranked = rank(self.search.greens, self.base, committed)
            by_model = yield from rank_by_model(ranked, self.search, self._model)
            also = "" if by_model is None else "the byte model, "
            yield Decide(
                what="ranked",
                because=f"most likely right first: {also}source, lints tripped, size",
                data={"order": [{"title": title(r.node), "bp": r.bp} for r in by_model or ranked]},
            )
            shown = [(each.node, self._standing(each, ranked)) for each in by_model or ranked]
            yield from self._prove_all(shown, known, by_confidence=by_model is None)

    def _prove_again(self) -> Steps:
        """What was known before, as it stood among its rivals then. Where the first of it is not
        what it was any more, the rest is not either."""
        found = [
            (node, standing)
            for patch in self.request.known
            if (texts := apply_to(patch.edits, self.base)) and not self.search.refuses(texts)
            for node, standing in [as_it_stood(patch, texts)]
        ]
        titles = [title(node) for node, _ in found]
        because = "proven for the same errors before the text was edited elsewhere"
        yield Decide(what="known", because=because, data={"order": titles})
        known: TestBaseline = yield from ask(method="tests.baseline")
        yield from self._prove_all(found, known, by_confidence=False, anew=True)

    def _prove_all(
        self,
        found: list[tuple[Node, Standing]],
        known: TestBaseline,
        *,
        by_confidence: bool,
        anew: bool = False,
    ) -> Steps:
        """The first alone: it is the one that the user waits for. Then as many at a time as there
        are shadows, until there are enough proposals."""
        left, first = list(found), True
        while left and not self._spent and len(self.proposals) < self.request.limit:
            room = min(self.request.limit - len(self.proposals), self._proofs_left)
            width = 1 if first else min(_SIDE_BY_SIDE, room)
            now, left, first = left[:width], left[width:], False
            yield from together([self._prove(*each, known, anew=anew) for each in now])
            if anew and not self.proposals:
                return
            if by_confidence:
                self.proposals.sort(key=lambda p: -p.confidence.bp)

    def _find(self) -> Steps:
        """Greens of the search; where it has none left, of rust-analyzer, then of the model."""
        self.search.greens.clear()
        if not self.search.exhausted:
            yield from self.search.run()
        while not self.search.greens:
            found = yield from self._ask_others()
            if not found and not self.search.paused:
                return
            if not self.search.greens:
                yield from self.search.run()

    def _ask_others(self) -> Generator[Step, tuple[Evidence, ...], bool]:
        """Whether one of them found something: in a pause of the search each is asked."""
        found = yield from self._consulting.run()
        if self.search.greens or (found and not self.search.paused):
            return True
        return (yield from self._writing.run()) or found

    def _preferred(
        self, node: Node, children: list[Node]
    ) -> Generator[Step, tuple[Evidence, ...], list[Node]]:
        """Of the steps that leave fewest errors the one most likely meant first, as greens are
        ranked: what is mended on the way is a mistake of its own."""
        fewest = min(len(child.errors) for child in children)
        best = [child for child in children if len(child.errors) == fewest]
        if len(best) < 2:
            return children
        ranked = rank(best, self.base)
        by_model = yield from rank_by_model(ranked, self.search, self._model, node)
        first = [each.node for each in by_model or ranked]
        return [*first, *(child for child in children if len(child.errors) > fewest)]

    def _committed(self) -> Generator[Step, tuple[Evidence, ...], dict[str, str]]:
        """Asked where there is something to choose from."""
        if len(self.search.greens) < 2:
            return {}
        return (yield from ask_committed(self.search.greens, self.base))

    @property
    def _spent(self) -> bool:
        return self._proofs_left < 1

    @property
    def _proofs_left(self) -> int:
        return self.policy.search.max_proofs - self._proofs

    def _standing(self, chosen: Ranked, ranked: Sequence[Ranked]) -> Standing:
        return Standing(
            rivals=len(ranked) - 1,
            lead_bp=chosen.lead_bp,
            lead_mlogit=chosen.lead_mlogit,
            agreeing=len(chosen.node.agreeing),
            errors=len(self.search.errors),
        )

    def _prove(self, node: Node, standing: Standing, known: TestBaseline, *, anew: bool) -> Steps:
        self._proofs += 1
        yield Plan(
            goal="prove on the true text: " + title(node),
            probes=("cargo.check", "cargo.test"),
            hypotheses=("the whole workspace is green with this edit", "tests are no worse"),
        )
        if not anew:
            node = yield from reduce(node, self.search)
        unsaved = (o for o in self.request.overlays if o.path not in node.texts)
        attempt = yield from prove(
            (*unsaved, *node.overlays),
            self.request.selectors,
            self.found.gate,
            self.found.snapshot,
            self.found.findings,
            known,
            self.policy,
            at_once=anew,
        )
        yield consistency_check((Check("rustc.judge and cargo agree", attempt.proof is not None),))
        if attempt.proof is None:
            self.failures.append(attempt)
            return
        proposal = yield from self._proposal(node, attempt.proof, standing)
        if proposal.confidence.bp < self.policy.thresholds.abstain:
            self.unsure.append(proposal)
            return
        self.proposals.append(proposal)
        yield PatchStep(proposal=proposal.record_id)

    def _proposal(
        self, node: Node, proof: Proof, standing: Standing
    ) -> Generator[Step, tuple[Evidence, ...], Proposal]:
        patch = patch_of(node, self.base)
        sources = tuple(step.source for step in node.steps)
        scored = confidence(sources, standing, patch.lines, node.warnings, proof)
        claims = yield from self._claims(node, proof, patch)
        anchors = tuple(dict.fromkeys(anchor for claim in claims for anchor in claim.anchors))
        yield Ledger(
            claim=f"the patch is right: {title(node)}",
            anchors=tuple(anchor.record_id for anchor in anchors),
            probes=proof.probe_keys,
            confidence_bp=scored.bp,
        )
        left = {d.fingerprint for d in proof.remaining}
        return Proposal(
            title=title(node),
            sources=sources,
            patch=patch,
            proof=proof,
            confidence=scored,
            claims=claims,
            anchors=anchors,
            workspace_id=self.found.snapshot.workspace_id,
            resolves=tuple(
                d.model_copy(update={"rendered": ""})
                for d in self.targets
                if d.fingerprint not in left
            ),
        )

    def _claims(
        self, node: Node, proof: Proof, patch: Patch
    ) -> Generator[Step, tuple[Evidence, ...], tuple[Claim, ...]]:
        """Why it failed, why the edit is right, and what was proven: the first root's explanation,
        the diff and the proof, each kept as a blob to cite."""
        root = self.targets[roots(self.targets)[0]]
        explanation = yield from explain_diagnostic(
            root, self.base, self.policy, set(), suggested=False
        )
        diff = yield from blob_anchor(patch.diff, "the proposed diff")
        evidence = canonical_bytes(proof.model_dump(mode="json")).decode()
        shown = yield from blob_anchor(evidence, "the proof")
        gate = "cargo check" if proof.gate == "check" else "cargo clippy"
        rules = tuple(a for c in explanation.claims if c.role == "rule" for a in c.anchors[:1])
        reason = why([e for f in patch.files for e in f.edits], self.base, root.code)
        return (
            *explanation.claims,
            Claim(role="fix", text=f"{title(node)}. {reason}".rstrip(), anchors=(diff, *rules[:1])),
            Claim(
                role="proof",
                text=f"With this diff {gate} is green and {_of_tests(proof)} "
                f"(sandbox: {proof.sandbox}).",
                anchors=(shown,),
            ),
        )


def title(node: Node) -> str:
    return "; ".join(dict.fromkeys(step.title for step in node.steps))


def _of_tests(proof: Proof) -> str:
    tests = proof.tests
    if tests.run == "passed":
        return f"{tests.passed} tests pass"
    return {"no-tests": "there are no tests", "not-run": "tests were not run"}.get(
        tests.run, tests.run
    )

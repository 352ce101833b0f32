"""Explore: below τ_patch, at most B experiments in the shadow, to tell what is not known.

What lowers a proposal is that no test speaks of it, or that rivals are green too. So the first
experiment asks whether any test executes the edited statement (a panic is put before it), and the
others call the edited function with sample inputs, as each rival has it, and hold the results
against each other. Nothing of it is a proof: what is meant only a person, or their test, can say,
and the confidence stays what it was.
"""

from collections.abc import Generator, Mapping

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.explore import (
    Difference,
    Experiment,
    ExploreRequest,
    ExploreResult,
    Observation,
)
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import Evidence
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import ProposeRequest, ProposeResult
from rusta_server.contracts.tools import TestParams, TestResult
from rusta_server.engine import microtest
from rusta_server.engine.job import Decide, Job, Plan, Step, ask
from rusta_server.engine.keeping import blob_anchor, read_texts
from rusta_server.engine.node import apply_to
from rusta_server.engine.propose import propose

_RIVALS = 2

Texts = dict[str, str]


def explore(request: ExploreRequest, policy: Policy) -> Job[ExploreResult]:
    wanted = ProposeRequest(
        selectors=request.selectors,
        gate=request.gate,
        at=request.at,
        limit=_RIVALS,
        overlays=request.overlays,
    )
    found = yield from propose(wanted, policy)
    if found.status == "clean":
        return ExploreResult(status="clean", proposed=found)
    if not found.proposals:
        why = "nothing is proven, so there is nothing to try out"
        return ExploreResult(status="nothing", proposed=found, conclusion=why)
    if found.proposals[0].confidence.bp >= policy.thresholds.patch:
        return ExploreResult(status="certain", proposed=found)
    budget = policy.explore.max_experiments
    yield Plan(
        goal="tell what no test says of the patch",
        probes=("cargo.test",),
        hypotheses=("a test executes the edited statement", "the rivals behave alike"),
    )
    trial = _Trial(request, policy, found)
    yield from trial.run(budget)
    conclusion = _conclusion(trial.experiments, trial.differences, len(found.proposals), budget)
    yield Decide(
        what="explored",
        because=conclusion,
        data={"experiments": len(trial.experiments), "of": budget},
    )
    return ExploreResult(
        status="explored",
        proposed=found,
        experiments=tuple(trial.experiments),
        differences=tuple(trial.differences),
        conclusion=conclusion,
        micro_test=trial.micro_test,
    )


class _Trial:
    """The experiments of one request, counted."""

    def __init__(self, request: ExploreRequest, policy: Policy, found: ProposeResult) -> None:
        self._request, self._policy, self._proposals = request, policy, found.proposals
        self.experiments: list[Experiment] = []
        self.differences: list[Difference] = []
        self.micro_test: str | None = None

    def run(self, budget: int) -> Generator[Step, tuple[Evidence, ...], None]:
        best = self._proposals[0]
        if budget < 1:
            return
        texts = yield from self._texts(best)
        place = _edited(best, texts)
        if place is None:
            return
        yield from self._coverage(best, texts, *place)
        rivals = self._proposals[: min(_RIVALS, budget - 1)]
        if len(rivals) < len(self._proposals[:_RIVALS]):
            return  # One rival alone tells nothing of the other.
        try:
            about = microtest.called(texts[place[0]].encode(), place[1])
        except microtest.CannotCallError as refused:
            self._unknown(best, "behaviour", str(refused))
            return
        self.micro_test = microtest.module_text(about)
        for proposal in rivals:
            own = yield from self._texts(proposal)
            yield from self._behaviour(proposal, own, place[0], about)
        self._compare()

    def _coverage(
        self, proposal: Proposal, texts: Texts, path: str, offset: int
    ) -> Generator[Step, tuple[Evidence, ...], None]:
        probed = microtest.probe_of_line(texts[path].encode(), offset)
        if probed is None or proposal.proof.tests.run == "not-run":
            self._unknown(proposal, "coverage", "the edit stands in no statement")
            return
        function = _function(texts[path], offset)
        text = probed.decode(errors="replace")
        result = yield from self._test({**texts, path: text}, doc=self._policy.tests.doc)
        source = yield from blob_anchor(text, f"{path.removeprefix('$WS/')} with a panic in it")
        if result.run in ("not-built", "timeout"):
            self._unknown(proposal, "coverage", f"with a panic before it: {result.run}")
            return
        already = {*proposal.proof.tests.known_failing, *proposal.proof.tests.flaky}
        failing = [t.name for t in result.tests if t.outcome == "failed" and t.name not in already]
        self.experiments.append(
            Experiment(
                kind="coverage",
                proposal=proposal.record_id,
                function=function,
                outcome="covered" if failing else "not-covered",
                tests=tuple(failing),
                source=source,
            )
        )

    def _behaviour(
        self, proposal: Proposal, texts: Texts, path: str, about: microtest.Called
    ) -> Generator[Step, tuple[Evidence, ...], None]:
        text = microtest.with_test(texts[path], about)
        result = yield from self._test({**texts, path: text}, doc=False)
        source = yield from blob_anchor(microtest.module_text(about), "the micro test")
        said: dict[int, str] = {}
        for test in result.tests:
            number = test.name.rpartition("::input_")[2]
            if f"{microtest.MODULE}::input_" in test.name and test.notes and number.isdigit():
                said.setdefault(int(number), test.notes[0].removeprefix(microtest.MARK))
        if not said:
            built = "the micro test does not compile" if result.run == "not-built" else result.run
            self._unknown(proposal, "behaviour", built, about.name)
            return
        self.experiments.append(
            Experiment(
                kind="behaviour",
                proposal=proposal.record_id,
                function=about.name,
                outcome="observed",
                observations=tuple(
                    Observation(input=", ".join(about.inputs[n]), said=said[n])
                    for n in sorted(said)
                    if n < len(about.inputs)
                ),
                source=source,
            )
        )

    def _compare(self) -> None:
        seen = [
            {o.input: o.said for o in e.observations}
            for e in self.experiments
            if e.kind == "behaviour" and e.outcome == "observed"
        ]
        if len(seen) < 2:
            return
        for given in seen[0]:
            said = tuple(each.get(given, "nothing") for each in seen)
            if len(set(said)) > 1:
                self.differences.append(Difference(input=given, said=said))

    def _texts(self, proposal: Proposal) -> Generator[Step, tuple[Evidence, ...], Texts]:
        """The files of the patch as it leaves them."""
        paths = tuple(file.path for file in proposal.patch.files)
        base = yield from read_texts(paths)
        base.update({o.path: o.text for o in self._request.overlays if o.path in paths and o.text})
        edits = [edit for file in proposal.patch.files for edit in file.edits]
        return {**base, **(apply_to(edits, base) or {})}

    def _test(
        self, texts: Mapping[str, str], *, doc: bool
    ) -> Generator[Step, tuple[Evidence, ...], TestResult]:
        unsaved = tuple(o for o in self._request.overlays if o.path not in texts)
        params = TestParams(
            selectors=self._request.selectors,
            overlays=(*unsaved, *(Overlay(path=p, text=texts[p]) for p in sorted(texts))),
            timeout_s=self._policy.tests.timeout_s,
            retries=0,
            doc=doc,
            notes=microtest.MARK,
        )
        result: TestResult = yield from ask(params, method="cargo.test")
        return result

    def _unknown(self, proposal: Proposal, kind: str, reason: str, function: str = "") -> None:
        self.experiments.append(
            Experiment.model_validate(
                {
                    "kind": kind,
                    "proposal": proposal.record_id,
                    "function": function,
                    "outcome": "unknown",
                    "reason": reason,
                }
            )
        )


def _edited(proposal: Proposal, texts: Texts) -> tuple[str, int] | None:
    """(file, byte) of the first thing that the patch writes, in the text as it leaves it."""
    for file in proposal.patch.files:
        if file.path in texts and file.edits:
            first = min(file.edits, key=lambda edit: edit.start)
            text = texts[file.path].encode()
            at = first.start
            # What is inserted may begin with blanks that belong to what stood before.
            while at < len(text) - 1 and text[at : at + 1].isspace():
                at += 1
            return file.path, at
    return None


def _function(text: str, offset: int) -> str:
    function = microtest.enclosing_function(text.encode(), offset)
    name = function.child_by_field_name("name") if function is not None else None
    return (name.text or b"").decode(errors="replace") if name is not None else ""


def _conclusion(
    experiments: list[Experiment], differences: list[Difference], proposals: int, budget: int
) -> str:
    """What they tell, and what they do not."""
    if not experiments:
        return f"no experiment was made (explore.max_experiments = {budget})"
    told = []
    for each in experiments:
        if each.kind == "coverage" and each.outcome == "covered":
            many = len(each.tests)
            verb = f"{many} tests execute" if many > 1 else "one test executes"
            told.append(f"{verb} the edited statement")
        elif each.kind == "coverage" and each.outcome == "not-covered":
            told.append("no test executes the edited statement")
        elif each.outcome == "unknown":
            told.append(f"{each.kind} is not known: {each.reason}")
    observed = [e for e in experiments if e.outcome == "observed"]
    if differences:
        told.append(
            f"the rivals differ on {len(differences)} of {len(observed[0].observations)} inputs: "
            "a test of one of them says which is meant"
        )
    elif len(observed) > 1:
        told.append(f"on {len(observed[0].observations)} inputs no difference was found")
    elif observed:
        panics = sum(o.said == "a panic" for o in observed[0].observations)
        told.append(f"{panics} of {len(observed[0].observations)} sample inputs panic")
    return "; ".join(told)

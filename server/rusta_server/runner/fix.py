"""Fix: propose and apply until the tree is green or nothing provable is left; lints together.

The loop every door shares; whether a proven patch is applied is decided by `decide`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from rusta_server.contracts.documents import FixDocument, FixStep
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import Proposal
from rusta_server.contracts.results import (
    ApplyOutcome,
    ApplyRequest,
    LintRequest,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.runner.live import Finished

Choice = Literal["apply", "skip", "quit"]
MAX_ROUNDS = 50


class JobFailedError(Exception):
    """A job was stopped by an error; `finished` has it and the trace."""

    def __init__(self, finished: Finished) -> None:
        assert finished.error is not None
        super().__init__(finished.error.message)
        self.finished = finished


@dataclass
class FixLoop:
    """`run_job(name, request)` runs one job; `decide(proposal, result)` says what to do with it;
    `accepted` is recorded in the apply job. `keep` is given every result, so that what is shown
    can be opened and applied later by its id."""

    run_job: Callable[[str, ProposeRequest | LintRequest | ApplyRequest], Finished]
    decide: Callable[[Proposal, ProposeResult], Choice]
    policy: Policy
    accepted: Literal["person", "flag", "threshold"]
    keep: Callable[[ProposeResult], None] | None = None
    dry_run: bool = False
    traces: list[str] = field(default_factory=list)
    steps: list[FixStep] = field(default_factory=list)

    def run(self, request: ProposeRequest | LintRequest) -> FixDocument:
        """Raises JobFailedError where a job cannot run at all."""
        applied_any = False
        rounds = 0
        while True:
            rounds += 1
            result = self._propose(request)
            if result.status == "clean":
                return self._document("fixed" if applied_any else "clean", result)
            if isinstance(request, ProposeRequest) and request.gate is None:
                if result.gate == "clippy" and not result.proposals:
                    # Style is all there is: what fails one by one may be right together.
                    request = LintRequest(selectors=request.selectors, overlays=request.overlays)
                    continue
                # What was broken is repaired; lints that were there before are not our errand.
                request = request.model_copy(update={"gate": result.gate})
            if not result.proposals:
                return self._document("abstained", result)
            choice, entry = self._choose(result)
            if entry is None:
                stopped = self.dry_run or choice in ("skip", "quit")
                return self._document("offered" if stopped else "abstained", result)
            applied_any = True
            if rounds == MAX_ROUNDS:
                return self._document("abstained", result)

    def _propose(self, request: ProposeRequest | LintRequest) -> ProposeResult:
        job = "lint" if isinstance(request, LintRequest) else "propose"
        finished = self.run_job(job, request)
        self.traces.append(finished.trace)
        if finished.error is not None:
            raise JobFailedError(finished)
        assert isinstance(finished.result, ProposeResult)
        if self.keep is not None:
            self.keep(finished.result)
        return finished.result

    def _choose(self, result: ProposeResult) -> tuple[Choice, str | None]:
        """Ask for each proposal, best first, until one is applied."""
        choice: Choice = "skip"
        for proposal in result.proposals:
            choice = "skip" if self.dry_run else self.decide(proposal, result)
            if choice != "apply":
                self.steps.append(
                    self._step(proposal, "offered" if choice == "skip" else "declined")
                )
                if choice == "quit":
                    break
                continue
            finished = self.run_job(
                "apply", ApplyRequest(proposal=proposal, accepted=self.accepted)
            )
            self.traces.append(finished.trace)
            if finished.error is not None:
                raise JobFailedError(finished)
            assert isinstance(finished.result, ApplyOutcome)
            self.steps.append(self._step(proposal, "applied", finished.result.entry))
            return choice, finished.result.entry
        return choice, None

    def _step(
        self,
        proposal: Proposal,
        outcome: Literal["applied", "offered", "declined"],
        entry: str | None = None,
    ) -> FixStep:
        return FixStep(
            proposal=proposal.record_id,
            title=proposal.title,
            sources=proposal.sources,
            confidence_bp=proposal.confidence.bp,
            calibrated=proposal.confidence.calibrated,
            lines=proposal.patch.lines,
            diff=proposal.patch.diff,
            tests=proposal.proof.tests.run,
            outcome=outcome,
            entry=entry,
            at_threshold=proposal.confidence.bp >= self.policy.thresholds.patch,
            features=proposal.confidence.features,
        )

    def _document(
        self, status: Literal["clean", "fixed", "offered", "abstained"], result: ProposeResult
    ) -> FixDocument:
        return FixDocument(
            status=status,
            traces=tuple(self.traces),
            steps=tuple(self.steps),
            remaining=result.diagnostics,
            abstentions=result.abstentions,
            partial=result.partial,
            counts=result.counts,
        )

"""The replay runner: the same job fed with recorded evidence must yield the same bytes.

Nothing is executed: cargo, the network and the workspace may all be gone.
"""

from dataclasses import dataclass
from typing import Any

from rusta_server.contracts.canonical import Record, canonical_bytes
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import CANCELLED, Evidence, ProbeError, ProbeFailure
from rusta_server.contracts.trace import TraceStep
from rusta_server.engine.job import Job, UnansweredError
from rusta_server.engine.jobs import UnknownJobError, start
from rusta_server.traces.reader import Trace


@dataclass(frozen=True)
class Divergence:
    """The first step where the replay and the record differ. `seq` counts from 0; the outcome's
    is the number of steps."""

    seq: int
    reason: str
    recorded: str
    replayed: str


@dataclass(frozen=True)
class Replayed:
    steps: int
    divergence: Divergence | None


def replay(trace: Trace) -> Replayed:
    """Run the trace's job on its own evidence and compare every step and the outcome."""
    try:
        job = start(trace.header.job, trace.header.request, _policy(trace))
    except (UnknownJobError, ValueError) as error:
        return Replayed(0, Divergence(0, f"the job cannot be started: {error}", "", ""))
    answer: tuple[Evidence, ...] | None = None
    for recorded in trace.steps:
        seq = recorded.seq
        try:
            step = job.send(answer) if answer is not None else next(job)
        except StopIteration:
            return _ended_early(recorded, "the job ended")
        except UnansweredError as stop:
            return _ended_early(recorded, f"the job stopped: {stop}")
        except Exception as error:
            return _ended_early(recorded, f"the job failed: {type(error).__name__}: {error}")
        ours = canonical_bytes(step.model_dump(mode="json"))
        theirs = canonical_bytes(recorded.step)
        if ours != theirs:
            return Replayed(seq, _differ(seq, "another step", theirs, ours))
        answer = recorded.evidence
    return _outcome(trace, answer, job)


def _outcome(trace: Trace, answer: tuple[Evidence, ...] | None, job: Job[Any]) -> Replayed:
    steps = len(trace.steps)
    recorded = canonical_bytes(trace.outcome.model_dump(mode="json"))
    result: Record | None = None
    error = _cancelled(trace)
    try:
        # The live runner tells a job nothing of its cancellation either.
        if error is None:
            step = job.send(answer) if answer is not None else next(job)
            extra = canonical_bytes(step.model_dump(mode="json"))
            return Replayed(steps, _differ(steps, "a further step", recorded, extra))
    except StopIteration as stop:
        result = stop.value
    except UnansweredError as stop:
        error = stop.error
    except ProbeFailure as failure:
        error = ProbeError(code=failure.code, message=str(failure), remedy=failure.remedy)
    except Exception as failure:
        reason = f"the job failed: {type(failure).__name__}: {failure}"
        return Replayed(steps, _differ(steps, reason, recorded, b""))
    ours = trace.outcome.model_copy(
        update={"result": result.model_dump(mode="json") if result else None, "error": error}
    )
    replayed = canonical_bytes(ours.model_dump(mode="json"))
    if replayed != recorded:
        return Replayed(steps, _differ(steps, "another outcome", recorded, replayed))
    return Replayed(steps, None)


def _cancelled(trace: Trace) -> ProbeError | None:
    """The cancellation that the last step was answered with."""
    evidence = trace.steps[-1].evidence if trace.steps else ()
    errors = (e.error for e in evidence)
    return next((e for e in errors if e is not None and e.code == CANCELLED), None)


def _policy(trace: Trace) -> Policy:
    return Policy.model_validate(trace.header.policy)


def _ended_early(recorded: TraceStep, reason: str) -> Replayed:
    step = canonical_bytes(recorded.step)
    return Replayed(recorded.seq, _differ(recorded.seq, reason, step, b""))


def _differ(seq: int, reason: str, recorded: bytes, replayed: bytes) -> Divergence:
    return Divergence(seq, reason, _excerpt(recorded, replayed), _excerpt(replayed, recorded))


def _excerpt(data: bytes, other: bytes) -> str:
    """The text around the first byte that differs."""
    at = next(
        (i for i, (a, b) in enumerate(zip(data, other, strict=False)) if a != b),
        min(len(data), len(other)),
    )
    return data[max(0, at - 40) : at + 80].decode(errors="replace")

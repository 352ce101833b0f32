"""The live runner: every step and its evidence goes to the trace, however the job ends."""

import pytest

from rusta_server.__about__ import __version__
from rusta_server.contracts.policy import Policy, SearchLimits
from rusta_server.contracts.probe import CANCELLED, METHOD_NOT_FOUND, ProbeError
from rusta_server.engine.job import Step
from rusta_server.engine.jobs import UnknownJobError

from .jobs import Bench, Count, Sum

CANCEL = ProbeError(code=CANCELLED, message="cancelled")
GONE = ProbeError(code=-32002, message="no clock", remedy="buy one")


def test_a_job_runs_to_its_result_and_all_of_it_is_recorded(bench: Bench):
    finished = bench.run(times=2, note="ü")
    assert (finished.result, finished.error) == (Sum(total=0 + 2, note="ü"), None)
    trace = bench.traces.read(finished.trace)
    assert [step.step["step"] for step in trace.steps] == ["plan", "probe", "probe", "decide"]
    assert [len(step.evidence) for step in trace.steps] == [0, 2, 2, 0]
    assert trace.steps[2].evidence[0].result == {"unix_s": 2}
    assert trace.outcome.result == {"total": 2, "note": "ü"}


def test_the_header_says_what_is_needed_to_run_it_again(bench: Bench):
    bench.policy = Policy(search=SearchLimits(max_steps=7))
    header = bench.recorded(times=1).header
    assert (header.job, header.request) == ("count", Count(times=1).model_dump())
    assert Policy.model_validate(header.policy) == bench.policy
    assert (header.rusta, header.workspace_id) == (__version__, "w")


def test_the_same_evidence_gives_the_same_trace(bench: Bench):
    first = bench.run()
    bench.memory.executed.clear()
    assert bench.run() == first


def test_probes_are_answered_in_order(bench: Bench):
    bench.run(times=2)
    assert bench.memory.executed == ["clock.now", "fs.list"] * 2


def test_each_step_is_watched_before_it_is_executed(bench: Bench):
    seen: list[tuple[str, int]] = []

    def watch(step: Step) -> None:
        seen.append((step.step, len(bench.memory.executed)))

    bench.watch = watch
    bench.run(times=2)
    assert seen == [("plan", 0), ("probe", 0), ("probe", 2), ("decide", 4)]


def test_a_probe_the_job_cannot_do_without_stops_it(bench: Bench):
    bench.memory.errors[0] = GONE
    finished = bench.run("need")
    assert (finished.result, finished.error) == (None, GONE)
    trace = bench.traces.read(finished.trace)
    assert (trace.outcome.error, trace.outcome.steps) == (GONE, 1)
    assert trace.steps[0].evidence[0].error == GONE


def test_a_job_may_refuse(bench: Bench):
    finished = bench.run("refuse")
    assert finished.error == ProbeError(code=-32011, message="refused", remedy="ask otherwise")
    assert bench.traces.read(finished.trace).outcome.error == finished.error


def test_a_probe_nobody_knows_is_evidence_too(bench: Bench):
    assert bench.run("unknown").result == Sum(
        total=METHOD_NOT_FOUND, note="no probe is called no.such"
    )


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_cancellation_is_recorded_as_the_outcome(bench: Bench, number: int):
    bench.memory.errors[number] = CANCEL
    finished = bench.run(times=5)
    assert (finished.result, finished.error) == (None, CANCEL)
    trace = bench.traces.read(finished.trace)
    assert trace.outcome.error == CANCEL
    assert CANCEL in [evidence.error for evidence in trace.steps[-1].evidence]
    assert len(bench.memory.executed) == (number // 2 + 1) * 2


def test_an_interrupt_leaves_what_was_done_so_far(bench: Bench):
    def interrupt() -> ProbeError:
        raise KeyboardInterrupt

    bench.memory.errors[2] = interrupt
    with pytest.raises(KeyboardInterrupt):
        bench.run(times=2)
    (part,) = bench.traces.folder.iterdir()
    assert (part.suffix, part.read_bytes().count(b"\n")) == (".part", 1 + 2)
    assert bench.traces.ids() == []


def test_a_bug_in_a_job_is_not_taken_for_an_outcome(bench: Bench):
    with pytest.raises(RuntimeError, match="a bug"):
        bench.run("fail")
    assert bench.traces.ids() == []


def test_a_job_that_does_not_exist(bench: Bench):
    with pytest.raises(UnknownJobError):
        bench.run("dance")
    assert bench.traces.ids() == []

"""Replay: the same job on the recorded evidence, nothing executed; the first difference named."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import CANCELLED, Evidence, Probe, ProbeError
from rusta_server.engine.job import Ask, Decide, Job, Plan
from rusta_server.engine.jobs import JOBS
from rusta_server.runner.replay import Replayed, replay

from .jobs import Bench, Count, Sum, changed, count, install

CANCEL = ProbeError(code=CANCELLED, message="cancelled")
GONE = ProbeError(code=-32002, message="no clock", remedy="buy one")
SAME = "the same"


def told(replayed: Replayed) -> tuple[int, str]:
    """(step, reason) of the divergence, or how many steps came out the same."""
    found = replayed.divergence
    return (replayed.steps, SAME) if found is None else (found.seq, found.reason)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_finished_job_comes_out_the_same_and_nothing_is_executed(bench: Bench, times: int):
    trace = bench.recorded(times=times, note="größe")
    executed = list(bench.memory.executed)
    assert told(replay(trace)) == (times + 2, SAME)
    assert bench.memory.executed == executed


@pytest.mark.parametrize("job", ["need", "refuse", "unknown"])
def test_a_job_that_was_stopped_comes_out_the_same(bench: Bench, job: str):
    bench.memory.errors[0] = GONE
    assert told(replay(bench.recorded(job))) == (1, SAME)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
@pytest.mark.parametrize("job", ["count", "need"])
def test_a_cancelled_job_comes_out_the_same(bench: Bench, job: str, number: int):
    bench.memory.errors[number] = CANCEL
    assert replay(bench.recorded(job)).divergence is None


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    times=st.integers(0, 6),
    note=st.text(max_size=5_000),
    errors=st.dictionaries(st.integers(0, 12), st.just(CANCEL), max_size=1),
)
def test_whatever_was_recorded_comes_out_the_same(
    bench: Bench, times: int, note: str, errors: dict[int, ProbeError]
):
    bench.memory.errors, bench.memory.executed = dict(errors), []
    assert replay(bench.recorded(times=times, note=note)).divergence is None


def test_other_evidence_leads_to_another_outcome(bench: Bench):
    trace = bench.recorded(times=2)
    clock, listed = trace.steps[2].evidence
    other = clock.model_copy(update={"result": {"unix_s": 99}})
    found = replay(changed(trace, 2, evidence=(other, listed))).divergence
    assert found is not None
    assert (found.seq, found.reason) == (4, "another outcome")
    assert '"total":2' in found.recorded
    assert '"total":99' in found.replayed


def test_another_step_is_named_with_both_texts(bench: Bench):
    trace = bench.recorded(times=2)
    found = replay(changed(trace, 3, step={**trace.steps[3].step, "because": "why not"})).divergence
    assert found is not None
    assert (found.seq, found.reason) == (3, "another step")
    assert "why not" in found.recorded
    assert "at most 12 steps" in found.replayed


def test_the_first_difference_is_the_one_that_is_named(bench: Bench):
    trace = bench.recorded(times=2)
    for seq in (3, 1):
        trace = changed(trace, seq, step={"step": "decide", "what": "", "because": "", "data": {}})
    assert told(replay(trace)) == (1, "another step")


def test_a_probe_that_was_not_recorded_is_never_answered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    trace = bench.recorded(times=1)

    def asks_more(request: Count, policy: Policy) -> Job[Sum]:
        yield Plan(goal="ask 1 times", probes=("clock.now",))
        yield Ask(
            probes=(Probe(method="clock.now"), Probe(method="fs.list"), Probe(method="no.such"))
        )
        raise AssertionError("answered")

    monkeypatch.setitem(JOBS, "count", (Count, asks_more))
    found = replay(trace).divergence
    assert found is not None
    assert (found.seq, found.reason) == (1, "another step")
    assert "no.such" in found.replayed
    assert "no.such" not in found.recorded


def test_a_job_that_goes_on_where_the_record_ends(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    trace = bench.recorded(times=1)

    def longer(request: Count, policy: Policy) -> Job[Sum]:
        result = yield from count(request, policy)
        yield Decide(what="more", because="new")
        return result

    monkeypatch.setitem(JOBS, "count", (Count, longer))
    assert told(replay(trace)) == (3, "a further step")


def test_an_error_that_is_no_cancellation_excuses_no_further_step(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    bench.memory.errors[0] = GONE
    trace = bench.recorded("need")

    def manages(request: Count, policy: Policy) -> Job[Sum]:
        yield Ask(probes=(Probe(method="clock.now"),))
        yield Decide(what="guess", because="there is no clock")
        return Sum(total=0, note="")

    monkeypatch.setitem(JOBS, "need", (Count, manages))
    assert told(replay(trace)) == (1, "a further step")


def test_a_job_that_ends_before_the_record_does(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    trace = bench.recorded(times=2)

    def shorter(request: Count, policy: Policy) -> Job[Sum]:
        yield Plan(goal="ask 2 times", probes=("clock.now",))
        return Sum(total=0, note="")

    monkeypatch.setitem(JOBS, "count", (Count, shorter))
    assert told(replay(trace)) == (1, "the job ended")


@pytest.mark.parametrize("seq", [1, 2])
def test_evidence_that_does_not_fit_its_probes(bench: Bench, seq: int):
    trace = bench.recorded(times=2)
    step, reason = told(replay(changed(trace, seq, evidence=trace.steps[seq].evidence[:1])))
    assert (step, reason.startswith("the job failed: ValueError")) == (seq + 1, True)


def test_evidence_that_does_not_fit_the_last_probe(bench: Bench):
    trace = bench.recorded("need")
    wrong = Evidence(method="clock.now", key="", result={"unix_s": "noon"})
    step, reason = told(replay(changed(trace, 0, evidence=(wrong,))))
    assert (step, reason.startswith("the job failed: ValidationError")) == (1, True)


def test_evidence_that_became_an_error(bench: Bench):
    trace = bench.recorded("need")
    gone = Evidence(method="clock.now", key="", error=GONE)
    assert told(replay(changed(trace, 0, evidence=(gone,)))) == (1, "another outcome")


@pytest.mark.parametrize(
    "header",
    [{"job": "dance"}, {"request": {"times": "often"}}, {"policy": {"search": {"max_steps": 0}}}],
)
def test_a_job_that_cannot_be_started(bench: Bench, header: dict[str, Any]):
    trace = bench.recorded()
    step, reason = told(replay(replace(trace, header=trace.header.model_copy(update=header))))
    assert (step, reason.startswith("the job cannot be started")) == (0, True)


def test_another_policy_is_another_run(bench: Bench):
    trace = bench.recorded()
    header = trace.header.model_copy(update={"policy": {"search": {"max_steps": 3}}})
    assert told(replay(replace(trace, header=header))) == (3, "another step")


def test_a_job_that_is_not_deterministic_is_found_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    calls: list[int] = []

    def moody(request: Count, policy: Policy) -> Job[Sum]:
        calls.append(1)
        yield Plan(goal=f"run {len(calls)}")
        return Sum(total=0, note="")

    install(monkeypatch, moody=moody)
    assert told(replay(bench.recorded("moody"))) == (0, "another step")

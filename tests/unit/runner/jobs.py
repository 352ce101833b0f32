"""Tiny jobs, and an executor that answers from memory."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from rusta_server.contracts.canonical import Record, canonical_bytes, sha256_hex
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import (
    METHOD_NOT_FOUND,
    Evidence,
    Probe,
    ProbeError,
    ProbeFailure,
)
from rusta_server.contracts.tools import ClockResult
from rusta_server.engine.job import Ask, Decide, Job, Plan, ask
from rusta_server.engine.jobs import JOBS
from rusta_server.runner.live import Finished, LiveRunner, Watcher, writer_factory
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.reader import Trace
from rusta_server.traces.store import TraceStore


class Count(Record):
    """Ask the clock `times`, two probes at a time, and add up."""

    times: int = 2
    note: str = ""


class Sum(Record):
    total: int
    note: str


def count(request: Count, policy: Policy) -> Job[Sum]:
    yield Plan(goal=f"ask {request.times} times", probes=("clock.now",))
    total = 0
    for _ in range(request.times):
        pair = yield Ask(probes=(Probe(method="clock.now"), Probe(method="fs.list")))
        clock, listed = pair
        assert (clock.method, listed.method) == ("clock.now", "fs.list")
        total += ClockResult.model_validate(clock.result).unix_s
    yield Decide(what="sum", because=f"at most {policy.search.max_steps} steps")
    return Sum(total=total, note=request.note)


def need(request: Count, policy: Policy) -> Job[Sum]:
    """Cannot do without the clock."""
    now: ClockResult = yield from ask(method="clock.now")
    return Sum(total=now.unix_s, note="")


def refuse(request: Count, policy: Policy) -> Job[Sum]:
    yield Plan(goal="refuse")
    raise ProbeFailure(-32011, "refused", "ask otherwise")


def fail(request: Count, policy: Policy) -> Job[Sum]:
    yield Plan(goal="fail")
    raise RuntimeError("a bug")


def unknown(request: Count, policy: Policy) -> Generator[Any, Any, Sum]:
    (evidence,) = yield Ask(probes=(Probe(method="no.such"),))
    assert evidence.error is not None
    return Sum(total=evidence.error.code, note=evidence.error.message)


TINY = {"count": count, "need": need, "refuse": refuse, "fail": fail, "unknown": unknown}


@dataclass
class Memory:
    """Answers from memory; `errors` by how many probes were executed before. A function where the
    answer has to do something first."""

    workspace_id: str = "w"
    errors: dict[int, ProbeError | Callable[[], ProbeError]] = field(default_factory=dict)
    executed: list[str] = field(default_factory=list)

    def execute_all(self, probes: Sequence[Probe]) -> tuple[Evidence, ...]:
        return tuple(self._execute(probe) for probe in probes)

    def _execute(self, probe: Probe) -> Evidence:
        number = len(self.executed)
        self.executed.append(probe.method)
        key = sha256_hex(canonical_bytes([probe.method, probe.params]))
        error = self.errors.get(number)
        if probe.method == "no.such":
            error = ProbeError(code=METHOD_NOT_FOUND, message="no probe is called no.such")
        if error is not None:
            known = error if isinstance(error, ProbeError) else error()
            return Evidence(method=probe.method, key=key, error=known)
        result = {"unix_s": number} if probe.method == "clock.now" else {"files": []}
        return Evidence(method=probe.method, key=key, result=result)


@dataclass
class Bench:
    """Runs tiny jobs live and reads their traces back."""

    root: Path
    memory: Memory = field(default_factory=Memory)
    policy: Policy = field(default_factory=Policy)
    watch: Watcher | None = None

    @property
    def traces(self) -> TraceStore:
        return TraceStore(self.root / "traces", BlobStore(self.root / "blobs"))

    def run(self, job: str = "count", **request: Any) -> Finished:
        writer = writer_factory(self.traces.folder, self.traces.blobs)
        return LiveRunner(self.memory, writer, self.policy, self.watch).run(job, Count(**request))

    def recorded(self, job: str = "count", **request: Any) -> Trace:
        return self.traces.read(self.run(job, **request).trace)


def changed(trace: Trace, seq: int, **fields: Any) -> Trace:
    """The trace with other values in the step `seq`."""
    steps = list(trace.steps)
    steps[seq] = steps[seq].model_copy(update=fields)
    return replace(trace, steps=tuple(steps))


def install(monkeypatch: pytest.MonkeyPatch, **jobs: Any) -> None:
    for name, job in {**TINY, **jobs}.items():
        monkeypatch.setitem(JOBS, name, (Count, job))

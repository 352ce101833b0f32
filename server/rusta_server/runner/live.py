"""The live runner: executes the probes a job asks for and records every step."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rusta_server import __about__
from rusta_server.contracts.canonical import Record, canonical_bytes, sha256_hex
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import CANCELLED, Evidence, Probe, ProbeError, ProbeFailure
from rusta_server.contracts.trace import TraceHeader
from rusta_server.engine.job import Ask, Step, UnansweredError
from rusta_server.engine.jobs import start
from rusta_server.traces.blobs import BlobStore
from rusta_server.traces.writer import TraceWriter

Watcher = Callable[[Step], None]


class Executor(Protocol):
    """Runs probes; see `rusta_server.probes.executor`."""

    @property
    def workspace_id(self) -> str: ...

    def execute_all(self, probes: Sequence[Probe]) -> tuple[Evidence, ...]: ...


@dataclass(frozen=True)
class Finished:
    """`result` is None where the job was stopped by `error`."""

    trace: str
    result: Record | None
    error: ProbeError | None


@dataclass(frozen=True)
class LiveRunner:
    """Runs jobs against the world. `watch` sees each step before it is executed."""

    executor: Executor
    writer: Callable[[TraceHeader], TraceWriter]
    policy: Policy
    watch: Watcher | None = None

    def run(self, job: str, request: Record) -> Finished:
        """Run `job` to its end.

        Raises:
            KeyboardInterrupt: the user stopped it; the partial trace stays as a `.part` file.
        """
        header = TraceHeader(
            job=job,
            request=request.model_dump(mode="json"),
            policy=self.policy.model_dump(mode="json"),
            rusta=__about__.__version__,
            workspace_id=self.executor.workspace_id,
        )
        writer = self.writer(header)
        try:
            result = self._drive(job, header, writer)
        except UnansweredError as stop:
            return Finished(writer.close(None, stop.error), None, stop.error)
        except ProbeFailure as failure:
            error = ProbeError(code=failure.code, message=str(failure), remedy=failure.remedy)
            return Finished(writer.close(None, error), None, error)
        except BaseException:
            writer.abandon()
            raise
        return Finished(writer.close(result.model_dump(mode="json")), result, None)

    def _drive(self, job: str, header: TraceHeader, writer: TraceWriter) -> Record:
        generator = start(job, header.request, self.policy)
        answer: tuple[Evidence, ...] | None = None
        while True:
            try:
                step = generator.send(answer) if answer is not None else next(generator)
            except StopIteration as stop:
                result: Record = stop.value
                return result
            if self.watch is not None:
                self.watch(step)
            began = time.monotonic()
            answer = self._answer(step)
            writer.step(step.model_dump(mode="json"), answer, time.monotonic() - began)
            cancelled = next((e for e in answer if e.error and e.error.code == CANCELLED), None)
            if cancelled is not None:
                raise UnansweredError(cancelled)

    def _answer(self, step: Step) -> tuple[Evidence, ...]:
        if isinstance(step, Ask):
            return self.executor.execute_all(step.probes)
        return ()


def writer_factory(folder: Any, blobs: BlobStore) -> Callable[[TraceHeader], TraceWriter]:
    return lambda header: TraceWriter(folder, blobs, header)


def inputs_key(method: str, params: dict[str, Any], **circumstances: str) -> str:
    """The key of an evidence: sha256 over the method, its params and the circumstances it ran in
    (`rustc`, `tree`, `sandbox`, `env`)."""
    return sha256_hex(
        canonical_bytes({"method": method, "params": params, "circumstances": circumstances})
    )

"""A newer edit stops the model, and the event loop beside it goes on."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rusta_server.contracts.probe import CANCELLED, Probe
from rusta_server.lm.install import install
from rusta_server.lm.loaded import loaded
from rusta_server.lm.symbols import Symbol, segment
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.probes.process import Cancel
from rusta_server.runner.queue import JobQueue, Priority

ARTIFACT = Path(__file__).parent / "tiny_artifact"
PREFIX = segment(Symbol.TEXT, b"fn main() { let total = add(1, 2); }" * 50)
QUESTIONS = {
    "lm.score": {"prefix": PREFIX, "candidates": [[65 + n % 26] * 400 for n in range(300)]},
    "lm.complete": {"prefix": PREFIX, "limit": 4_096, "temperature_bp": 10_000, "samples": 64},
}


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    install(ARTIFACT, tmp_path / "data" / "rusta" / "model")
    loaded.cache_clear()
    loaded()
    yield
    loaded.cache_clear()


@pytest.mark.parametrize("method", QUESTIONS)
def test_a_newer_job_stops_the_model_within_half_a_second(method: str) -> None:
    queue = JobQueue()
    ended: list[tuple[int | None, float]] = []

    def ask(cancel: Cancel) -> None:
        with ProbeContext.open_nowhere() as ctx:
            ctx.cancel = cancel
            answer = LiveExecutor(ctx).execute(Probe(method=method, params=QUESTIONS[method]))
        ended.append((answer.error.code if answer.error else None, time.monotonic()))

    asked = queue.submit("prove", Priority.PROOF, ask)
    time.sleep(0.5)
    assert not ended, "the question is too small to be stopped"
    began = time.monotonic()
    queue.submit("prove", Priority.PROOF, lambda _: None)
    asked.future.result(timeout=60)
    ((code, at),) = ended
    assert code == CANCELLED
    assert at - began <= 0.5


def test_the_event_loop_goes_on_while_the_model_works() -> None:
    """Woken at most 20 ms late, 99 times of 100. Where other programs hold the machine up, no later
    than beside any other thread; one of three tries must do."""
    tries = []
    for _ in range(3):
        other, model = asyncio.run(_beside(_count)), asyncio.run(_beside(_ask))
        tries.append((other, model))
        if model <= max(0.020, 1.5 * other):
            return
    pytest.fail(f"seconds late beside another thread, and beside the model: {tries}")


def _ask(cancel: Cancel) -> None:
    with ProbeContext.open_nowhere() as ctx:
        ctx.cancel = cancel
        executor = LiveExecutor(ctx)
        while not cancel.is_set():
            for method, params in QUESTIONS.items():
                executor.execute(Probe(method=method, params=params))


def _count(cancel: Cancel) -> None:
    number = 0
    while not cancel.is_set():
        number += 1


async def _beside(work: Callable[[Cancel], None]) -> float:
    queue = JobQueue()
    asked = queue.submit("prove", Priority.PROOF, work)
    late = await _late(2)
    queue.cancel("prove")
    await asyncio.wrap_future(asked.future)
    return late


async def _late(seconds: float) -> float:
    """How late a waking is that 99 of 100 are not later than."""
    late, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - began - 0.005)
    return sorted(late)[int(len(late) * 0.99)]

"""Probes of one question that run cargo: side by side, each in a shadow of its own."""

import threading
import time
from typing import Any

import pytest

from rusta_server.contracts.probe import CANCELLED, Probe
from rusta_server.contracts.tools import CheckResult
from rusta_server.probes import cargo_check
from rusta_server.probes.executor import LiveExecutor

from .conftest import Make

SOUND = "pub fn f() -> u8 {\n    1\n}\n"


def check_of(text: str) -> Probe:
    overlays = [{"path": "$WS/src/lib.rs", "text": text}]
    return Probe(method="cargo.check", params={"overlays": overlays})


def test_each_is_answered_for_its_own_tree(world: Make) -> None:
    executor = LiveExecutor(world({"src/lib.rs": SOUND}).ctx)
    probes = [check_of(SOUND.replace("1", word)) for word in ("2", '"two"', "3")]
    answers = executor.execute_all(probes)
    assert [answer.result["ok"] for answer in answers if answer.result] == [True, False, True]
    assert answers == tuple(executor.execute(probe) for probe in probes)


class Together:
    """Checks that take a while: how many there were at the same time, at most."""

    def __init__(self) -> None:
        self.most = self._now = 0
        self._lock = threading.Lock()

    def run(self, _params: Any, ctx: Any) -> CheckResult:
        with ctx.shadows.lease():
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(0.5)
            with self._lock:
                self._now -= 1
        return CheckResult(ok=True, diagnostics=(), tree="", sandbox=ctx.sandbox.mode)


@pytest.mark.parametrize(
    ("sandbox", "most"), [(True, 2), (False, 1)], ids=["two shadows", "nothing keeps them apart"]
)
def test_how_many_run_at_the_same_time(
    world: Make, monkeypatch: pytest.MonkeyPatch, sandbox: bool, most: int
) -> None:
    one, together = world({"src/lib.rs": SOUND}), Together()
    one.sandbox = sandbox
    monkeypatch.setattr(cargo_check, "run", together.run)
    answers = LiveExecutor(one.ctx).execute_all([check_of(text) for text in "abc"])
    assert [answer.error for answer in answers] == [None] * 3
    assert together.most == most


def test_a_cancellation_ends_all(world: Make) -> None:
    one = world({"src/lib.rs": SOUND, "build.rs": "fn main() {\n    loop {}\n}\n"})
    timer = threading.Timer(2, one.ctx.cancel.set)
    timer.start()
    answers = LiveExecutor(one.ctx).execute_all([check_of("a"), check_of("b")])
    timer.join()
    assert [answer.error.code for answer in answers if answer.error] == [CANCELLED] * 2

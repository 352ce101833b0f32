"""A rust-analyzer that crashes or hangs: made up for, or evidence, never an exception in a job."""

import threading
import time

import psutil
import pytest

from rusta_server.contracts.probe import CANCELLED, KILLED, TIMEOUT
from rusta_server.probes.process import Cancel
from rusta_server.probes.rust_analyzer import running

from .conftest import World

FINE = "pub fn f() -> u8 { 1 }\n"
AT = {"start": FINE.index("1 }"), "end": FINE.index("1 }") + 1}


@pytest.fixture(autouse=True)
def own_state() -> None:
    """The module's world has one."""


def type_of(world: World, **params: object) -> str | None:
    return world.ask("type_of", **{**AT, **params})["type"]


def kill(world: World) -> None:
    (process,) = world.analyzers()
    process.kill()
    psutil.wait_procs([process], timeout=5)


def test_it_starts_once_and_again_where_it_crashed(lasting: World):
    demo = lasting
    demo.write({"src/lib.rs": FINE})
    assert type_of(demo) == "u8"
    (first,) = demo.analyzers()
    assert type_of(demo) == "u8"
    assert demo.analyzers() == [first]
    kill(demo)
    # What it was shown, it is shown again.
    demo.write({"src/lib.rs": FINE.replace("u8", "u64")})
    assert demo.ask("type_of", start=20, end=21)["type"] == "u64"
    (second,) = demo.analyzers()
    assert second.pid != first.pid


def test_a_crash_in_the_middle_of_a_question_is_made_up_for(lasting: World):
    demo = lasting
    demo.write({"src/lib.rs": FINE})
    type_of(demo)
    (process,) = demo.analyzers()
    process.suspend()
    killer = threading.Timer(0.5, process.kill)
    killer.start()
    assert type_of(demo) == "u8"
    assert demo.analyzers()[0].pid != process.pid


def test_one_that_hangs_is_a_timeout(lasting: World):
    demo = lasting
    demo.write({"src/lib.rs": FINE})
    type_of(demo)
    (process,) = demo.analyzers()
    process.suspend()
    began = time.monotonic()
    error = demo.evidence("type_of", **AT, deadline_ms=500).error
    assert error is not None
    assert error.code == TIMEOUT
    assert time.monotonic() - began < 5
    process.resume()
    assert type_of(demo) == "u8"


def test_a_cancelled_job_waits_for_nothing(lasting: World):
    demo = lasting
    demo.write({"src/lib.rs": FINE})
    type_of(demo)
    process = demo.analyzers()[0]
    process.suspend()
    cancel = demo.ctx.cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    began = time.monotonic()
    error = demo.evidence("type_of", **AT).error
    demo.ctx.cancel = Cancel()
    process.resume()
    assert error is not None
    assert error.code == CANCELLED
    assert time.monotonic() - began < 5


def test_one_that_keeps_crashing_is_left_alone(lasting: World, monkeypatch: pytest.MonkeyPatch):
    demo = lasting
    demo.write({"src/lib.rs": FINE})
    monkeypatch.setattr(running, "CRASHES", 1)
    type_of(demo)
    kill(demo)
    error = demo.evidence("type_of", **AT).error
    assert error is not None
    assert error.code == KILLED
    assert error.message.startswith("rust-analyzer crashed ")
    assert demo.analyzers() == []

"""The job queue."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from rusta_server.probes.process import Cancel
from rusta_server.runner.queue import JobQueue, Priority, QueueClosedError


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    one = JobQueue(workers=1)
    yield one
    one.close(wait_s=5)


def blocked(queue: JobQueue, key: str = "busy") -> threading.Event:
    """Keeps the only worker busy until the event is set or the work is cancelled."""
    go = threading.Event()
    began = threading.Event()

    def work(cancel: Cancel) -> None:
        began.set()
        cancel.on_set(go.set)
        go.wait(5)

    queue.submit(key, Priority.USER, work)
    assert began.wait(5)
    return go


def noting(done: list[str], name: str) -> Callable[[Cancel], str]:
    def work(_: Cancel) -> str:
        done.append(name)
        return name

    return work


def test_the_most_urgent_runs_first_then_the_oldest(queue: JobQueue) -> None:
    done: list[str] = []
    go = blocked(queue)
    tickets = [
        queue.submit("p", Priority.PROOF, noting(done, "proof")),
        queue.submit("c", Priority.CHECK, noting(done, "check")),
        queue.submit("u", Priority.USER, noting(done, "user")),
        queue.submit("c2", Priority.CHECK, noting(done, "check 2")),
    ]
    go.set()
    assert [t.future.result(5) for t in tickets] == ["proof", "check", "user", "check 2"]
    assert done == ["user", "check", "check 2", "proof"]


def test_a_newer_ticket_of_the_same_key_replaces_one_that_waits(queue: JobQueue) -> None:
    done: list[str] = []
    go = blocked(queue)
    old = queue.submit("check", Priority.CHECK, noting(done, "old"))
    new = queue.submit("check", Priority.CHECK, noting(done, "new"))
    go.set()
    assert new.future.result(5) == "new"
    with pytest.raises(CancelledError):
        old.future.result(5)
    assert done == ["new"]


def test_a_newer_ticket_cancels_one_that_runs(queue: JobQueue) -> None:
    blocked(queue, "check")
    assert queue.submit("check", Priority.CHECK, noting([], "new")).future.result(5) == "new"


def test_work_that_fails_tells_its_future_and_the_next_one_runs(queue: JobQueue) -> None:
    def fail(_: Cancel) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        queue.submit("a", Priority.USER, fail).future.result(5)
    assert queue.submit("b", Priority.USER, noting([], "b")).future.result(5) == "b"


def test_closing_stops_what_runs_and_what_waits(queue: JobQueue) -> None:
    blocked(queue)
    waiting = queue.submit("next", Priority.USER, noting([], "next"))
    queue.close(wait_s=5)
    assert waiting.future.cancelled()
    assert queue.busy == 0
    with pytest.raises(QueueClosedError):
        queue.submit("late", Priority.USER, noting([], "late"))


def test_a_worker_is_kept_for_a_person() -> None:
    queue = JobQueue(workers=2)
    go, done = threading.Event(), list[str]()
    try:
        first = queue.submit("p1", Priority.PROOF, lambda _: go.wait(5))
        second = queue.submit("p2", Priority.PROOF, noting(done, "proof"))
        assert queue.submit("u", Priority.USER, noting(done, "user")).future.result(5) == "user"
        assert not first.future.done() and not second.future.done()
        go.set()
        assert second.future.result(5) == "proof"
    finally:
        queue.close(wait_s=5)

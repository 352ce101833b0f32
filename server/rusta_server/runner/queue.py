"""The job queue: work off the caller's thread, most urgent first, the newest of a kind only.

Every ticket has a `Cancel` of its own, which reaches down to the processes a job runs. A ticket
with the key of an earlier one replaces it: one that waits is dropped, one that runs is cancelled.
"""

import heapq
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Generic, TypeVar

from rusta_server.probes.process import Cancel

T = TypeVar("T")


class Priority(IntEnum):
    """Lower runs first. A person waits for USER, an open file for CHECK, nobody for PROOF and
    INDEX."""

    USER = 0
    CHECK = 1
    PROOF = 2
    INDEX = 3


@dataclass(eq=False)
class Ticket(Generic[T]):
    """One piece of work. `future` is cancelled where the work was dropped before it ran."""

    key: str
    priority: Priority
    work: Callable[[Cancel], T]
    cancel: Cancel = field(default_factory=Cancel)
    future: Future[T] = field(default_factory=Future)

    def stop(self) -> None:
        """Ask the work to end; one that has not begun never will."""
        self.future.cancel()
        self.cancel.set()


class QueueClosedError(RuntimeError):
    """The queue takes no more work."""


class JobQueue:
    """`workers` threads of its own, started when first needed; they die with the process. Where
    there are several, one is kept for USER: proofs of two projects hold nobody up."""

    def __init__(self, workers: int = 3) -> None:
        self._workers = workers
        self._heap: list[tuple[int, int, Ticket[Any]]] = []
        self._order = itertools.count()
        self._latest: dict[str, Ticket[Any]] = {}
        self._running: set[Ticket[Any]] = set()
        self._threads: list[threading.Thread] = []
        self._condition = threading.Condition()
        self._closed = False

    def submit(self, key: str, priority: Priority, work: Callable[[Cancel], T]) -> Ticket[T]:
        """Queue `work` in place of what was queued or runs under `key`.

        Raises:
            QueueClosedError: `close` was called.
        """
        ticket = Ticket(key, priority, work)
        with self._condition:
            if self._closed:
                raise QueueClosedError
            older = self._latest.get(key)
            self._latest[key] = ticket
            heapq.heappush(self._heap, (priority, next(self._order), ticket))
            if len(self._threads) < self._workers:
                name = f"rusta-job-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._condition.notify_all()
        if older is not None:
            older.stop()
        return ticket

    def cancel(self, key: str) -> None:
        """Stop what is queued or runs under `key`, if anything."""
        with self._condition:
            ticket = self._latest.pop(key, None)
        if ticket is not None:
            ticket.stop()

    def is_latest(self, key: str, cancel: Cancel) -> bool:
        """Whether `cancel` belongs to what is queued or runs under `key`."""
        with self._condition:
            ticket = self._latest.get(key)
        return ticket is not None and ticket.cancel is cancel

    def close(self, wait_s: float = 0) -> None:
        """Stop everything; wait that long for what runs to end."""
        with self._condition:
            self._closed = True
            waiting = [ticket for _, _, ticket in self._heap]
            stopping = [*waiting, *self._running]
            self._heap.clear()
            self._condition.notify_all()
        for ticket in stopping:
            ticket.stop()
        for thread in self._threads:
            thread.join(wait_s / max(1, len(self._threads)))

    @property
    def busy(self) -> int:
        """How many tickets wait or run."""
        with self._condition:
            return len(self._heap) + len(self._running)

    def _work(self) -> None:
        while (ticket := self._next()) is not None:
            try:
                if not ticket.future.set_running_or_notify_cancel():
                    continue
                try:
                    result = ticket.work(ticket.cancel)
                except BaseException as error:
                    ticket.future.set_exception(error)
                else:
                    ticket.future.set_result(result)
            finally:
                with self._condition:
                    self._running.discard(ticket)
                    self._condition.notify_all()
                    if self._latest.get(ticket.key) is ticket:
                        del self._latest[ticket.key]

    def _next(self) -> Ticket[Any] | None:
        with self._condition:
            while not self._closed and not self._may_begin():
                self._condition.wait()
            if self._closed:
                return None
            _, _, ticket = heapq.heappop(self._heap)
            self._running.add(ticket)
            return ticket

    def _may_begin(self) -> bool:
        """Whether what is most urgent now may have a worker."""
        if not self._heap:
            return False
        behind = sum(ticket.priority is not Priority.USER for ticket in self._running)
        return self._heap[0][0] == Priority.USER or behind < max(1, self._workers - 1)

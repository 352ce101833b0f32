"""The rust-analyzers of our own that run now: one a workspace, kept between questions.

One that crashed is started again, but not one that keeps crashing. One that nobody asks for a
while ends, and so does the one asked least lately where there would be too many.
"""

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rusta_server.contracts.probe import KILLED, TIMEOUT, ProbeFailure
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.rust_analyzer.analyzer import Analyzer

AT_ONCE = 2
IDLE_S = 600.0
CRASHES, WITHIN_S = 12, 600.0
"""That many within that time are enough: it is left alone until they are that long ago."""
_WAIT_S = 0.05

Key = tuple[str, str, tuple[str, ...]]


@dataclass
class Slot:
    """The place of one workspace's. `turn`: one question at a time. `deadly`: questions that it did
    not survive twice in a row, which it is not asked again."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    analyzer: Analyzer | None = None
    crashed: list[float] = field(default_factory=list)
    deadly: set[str] = field(default_factory=set)
    asked: float = field(default_factory=time.monotonic)
    idle: threading.Timer | None = None

    def running(self, ctx: ProbeContext) -> Analyzer:
        """Started where it does not run. For whoever has the turn.

        Raises:
            ProbeFailure: KILLED (it keeps crashing), and what `Analyzer.start` raises.
        """
        if self.analyzer is not None and self.analyzer.ended:
            self.crash()
        if self.analyzer is None:
            now = time.monotonic()
            self.crashed = [at for at in self.crashed if now - at < WITHIN_S]
            if len(self.crashed) >= CRASHES:
                raise ProbeFailure(KILLED, f"rust-analyzer crashed {len(self.crashed)} times")
            _make_room(self)
            self.analyzer = Analyzer.start(ctx)
        return self.analyzer

    def crash(self) -> None:
        """Note that it ended by itself."""
        self.crashed.append(time.monotonic())
        self.end()

    def end(self) -> None:
        analyzer, self.analyzer = self.analyzer, None
        if analyzer is not None:
            analyzer.end()


_lock = threading.Lock()
_slots: dict[Key, Slot] = {}


@contextmanager
def turn(ctx: ProbeContext, until: float) -> Iterator[Slot]:
    """The slot of the workspace to oneself. Raises ProbeFailure: TIMEOUT, CANCELLED, and those of
    a workspace that may not run."""
    key = (ctx.workspace.id, ctx.shadows.sandbox.mode, ctx.selectors)
    with _lock:
        slot = _slots.setdefault(key, Slot())
    while not slot.turn.acquire(timeout=_WAIT_S):
        ctx.cancel.check()
        if time.monotonic() >= until:
            raise ProbeFailure(TIMEOUT, "rust-analyzer is busy with other questions")
    try:
        if slot.idle is not None:
            slot.idle.cancel()
        yield slot
    finally:
        slot.asked = time.monotonic()
        slot.idle = threading.Timer(IDLE_S, _end_idle, (slot,))
        slot.idle.daemon = True
        slot.idle.start()
        slot.turn.release()


def end_all() -> None:
    """End every one of this process."""
    with _lock:
        slots = list(_slots.values())
        _slots.clear()
    for slot in slots:
        if slot.idle is not None:
            slot.idle.cancel()
        slot.end()


atexit.register(end_all)


def pids() -> list[int]:
    """Of those that run, or of the sandboxes around them (for measures and tests)."""
    with _lock:
        found = [slot.analyzer.pid for slot in _slots.values() if slot.analyzer is not None]
    return [pid for pid in found if pid is not None]


def _make_room(mine: Slot) -> None:
    with _lock:
        others = [s for s in _slots.values() if s is not mine and s.analyzer is not None]
    others.sort(key=lambda slot: slot.asked)
    for slot in others[: max(0, len(others) + 1 - AT_ONCE)]:
        _end_idle(slot)


def _end_idle(slot: Slot) -> None:
    if slot.turn.acquire(blocking=False):
        try:
            slot.end()
        finally:
            slot.turn.release()

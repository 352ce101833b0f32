"""Stopping when asked to: a signal sets a flag, which is looked at between steps and between the
batches of the gates, so that what is written is whole."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """True once somebody has asked for an end."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked

    def ask(self, number: int = 0, frame: FrameType | None = None) -> None:
        self.asked = True


@contextmanager
def on_signals() -> Iterator[Stop]:
    """Within it SIGTERM and SIGINT only ask."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupting() -> None:
    """From here on SIGTERM is what Ctrl-C is: KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)

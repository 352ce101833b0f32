"""Bytes in and out: threads of our own read and write, so that no pipe ever blocks the event loop.

pygls reads stdin on the pool that also runs handlers; a few long ones starve it, `$/cancelRequest`
included. Here one thread reads frames and hands them to the loop, one writes.
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import BinaryIO

from rusta_server.lsp.framing import CharsetError, FramingError, frame, read_message

log = logging.getLogger(__name__)


class FrameWriter:
    """What pygls calls a writer: takes whole bodies, frames them, never blocks. `gone` is called on
    a thread of its own once the client reads no more."""

    def __init__(self, stream: BinaryIO, gone: Callable[[], None]) -> None:
        self._stream, self._gone = stream, gone
        self._queue: queue.SimpleQueue[bytes | threading.Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="rusta-writer", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._queue.put(frame(data))

    def drain(self, timeout_s: float) -> None:
        """Wait until everything written so far is out, but no longer than that."""
        out = threading.Event()
        self._queue.put(out)
        out.wait(timeout_s)

    def close(self) -> None:
        """Everything written so far goes out first; a client that stopped reading is not waited
        for."""
        self._queue.put(None)
        self._thread.join(2)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            if isinstance(data, threading.Event):
                data.set()
                continue
            try:
                self._stream.write(data)
                self._stream.flush()
            except (OSError, ValueError):
                log.info("the client closed its end")
                self._gone()
                return


async def read_all(
    stream: BinaryIO,
    receive: Callable[[bytes], None],
    refuse: Callable[[str], None],
    ended: asyncio.Event,
) -> None:
    """Hand every message of `stream` to `receive` on the event loop, until the stream ends, its
    framing breaks, or `ended` is set; what cannot be read is told to `refuse`."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        while True:
            try:
                body = read_message(stream)
            except CharsetError as error:
                loop.call_soon_threadsafe(refuse, str(error))
                continue
            except FramingError as error:
                loop.call_soon_threadsafe(refuse, f"{error}; the connection ends")
                log.error("the connection ends: %s", error)
                break
            except (OSError, ValueError) as error:
                log.error("the connection ends: %s", error)
                break
            if body is None:
                break
            loop.call_soon_threadsafe(receive, body)
        loop.call_soon_threadsafe(ended.set)

    def run() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            read()

    threading.Thread(target=run, name="rusta-reader", daemon=True).start()
    await ended.wait()

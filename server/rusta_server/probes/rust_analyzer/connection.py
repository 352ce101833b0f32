"""A language server as a process: requests answered by id, from any thread.

Two threads belong to it: one starts the process and reads it (it dies with the thread that started
it, so no job's thread may be that one), the other writes, so that a server that reads no more never
blocks whoever asks.
"""

import contextlib
import itertools
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from rusta_server.contracts.probe import TIMEOUT, ProbeFailure
from rusta_server.probes.process import Cancel, kill_session, spawn
from rusta_server.probes.rust_analyzer.wire import Message, WireError, encoded, read_message
from rusta_server.probes.sandbox.base import Command

_SAID_BYTES = 4_096
_JOIN_S = 2.0


class EndedError(Exception):
    """The server is gone; its last words, if any, are the message."""


class RefusedError(Exception):
    """The server answered with an error; `code` is JSON-RPC's or LSP's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """`answers` is asked what the server asks us, `hears` told what it notifies of; both are called
    on the reading thread."""

    def __init__(
        self,
        command: Command,
        answers: Callable[[str, Any], Any],
        hears: Callable[[str, Any], None],
    ) -> None:
        self._command, self._answers, self._hears = command, answers, hears
        self._ids = itertools.count(1)
        self._responses: dict[int, Message] = {}
        self._waiting: set[int] = set()
        self._ended = False
        self._failure: ProbeFailure | None = None
        self._said: deque[bytes] = deque(maxlen=16)
        self._changed = threading.Condition()
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._killing = threading.Lock()
        self._reader = threading.Thread(target=self._run, name="rusta-ra-reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int | None:
        """Of the process, or of the sandbox around it."""
        return None if self._process is None else self._process.pid

    @property
    def ended(self) -> bool:
        return self._ended

    def notify(self, method: str, params: Any) -> None:
        self._out.put(encoded({"method": method, "params": params}))

    def ask(self, method: str, params: Any, until: float, cancel: Cancel) -> Any:
        """The result of a request; `until` is `time.monotonic`'s.

        Raises:
            EndedError: the server ended before it answered.
            RefusedError: it answered with an error.
            ProbeFailure: TIMEOUT, CANCELLED; TOOL_MISSING, UNREADABLE where it could not start.
        """
        with self._changed:
            number = next(self._ids)
            self._waiting.add(number)
        self._out.put(encoded({"id": number, "method": method, "params": params}))
        try:
            self.wait_for(lambda: number in self._responses, until, cancel)
        except ProbeFailure:
            self.notify("$/cancelRequest", {"id": number})
            raise
        finally:
            with self._changed:
                self._waiting.discard(number)
                response = self._responses.pop(number, None)
        assert response is not None
        if (error := response.get("error")) is not None:
            raise RefusedError(int(error.get("code", 0)), str(error.get("message", "")))
        return response.get("result")

    def wait_for(self, ready: Callable[[], bool], until: float, cancel: Cancel) -> None:
        """Until `ready` says so; it is asked after everything that came. Raises as `ask`."""
        forget = cancel.on_set(self.wake)
        try:
            with self._changed:
                while not ready():
                    cancel.check()
                    if self._failure is not None:
                        raise self._failure
                    if self._ended:
                        raise EndedError(self._last_words())
                    left = until - time.monotonic()
                    if left <= 0:
                        raise ProbeFailure(TIMEOUT, "rust-analyzer took too long")
                    self._changed.wait(left)
        finally:
            forget()

    def wake(self) -> None:
        """Have whoever waits look again."""
        with self._changed:
            self._changed.notify_all()

    def end(self) -> None:
        """Kill it and all it started: it keeps nothing that would have to be put away."""
        self._stop()
        self._reader.join(_JOIN_S)

    def _last_words(self) -> str:
        said = b"".join(self._said).decode(errors="replace").strip()
        return said.splitlines()[-1] if said else ""

    def _run(self) -> None:
        try:
            command = self._command
            process = spawn(command.argv, cwd=command.cwd, env=command.env)
        except ProbeFailure as failure:
            with self._changed:
                self._failure = failure
                self._changed.notify_all()
            return
        self._process = process
        stdin, stdout, stderr = (
            cast(BinaryIO, stream) for stream in (process.stdin, process.stdout, process.stderr)
        )
        writing = threading.Thread(
            target=self._write, args=(stdin,), name="rusta-ra-writer", daemon=True
        )
        writing.start()
        listening = threading.Thread(
            target=self._listen, args=(stderr,), name="rusta-ra-stderr", daemon=True
        )
        listening.start()
        with contextlib.suppress(OSError, ValueError, WireError):
            while (message := read_message(stdout)) is not None:
                self._take(message)
        self._stop()
        self._out.put(None)
        # Whoever waits is told its last words, which come on another stream than the end.
        listening.join(_JOIN_S)
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        writing.join(_JOIN_S)
        for stream in (stdin, stdout):
            with contextlib.suppress(OSError):
                stream.close()

    def _stop(self) -> None:
        # Once it was waited for its id may be somebody else's.
        with self._killing:
            if self._process is not None and self._process.returncode is None:
                kill_session(self._process)
                self._process.wait()

    def _take(self, message: Message) -> None:
        method = message.get("method")
        if method is None:
            with self._changed:
                if message.get("id") in self._waiting:
                    self._responses[int(message["id"])] = message
                    self._changed.notify_all()
            return
        params = message.get("params")
        if "id" in message:
            result = self._answers(str(method), params)
            self._out.put(encoded({"id": message["id"], "result": result}))
            return
        with self._changed:
            self._hears(str(method), params)
            self._changed.notify_all()

    def _write(self, stream: BinaryIO) -> None:
        while (data := self._out.get()) is not None:
            try:
                stream.write(data)
                stream.flush()
            except (OSError, ValueError):
                return

    def _listen(self, stream: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError), stream:
            while line := stream.readline(_SAID_BYTES):
                self._said.append(line)

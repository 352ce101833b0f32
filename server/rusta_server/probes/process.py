"""Run a process to its end, or kill it and all it started.

Output is bounded, a deadline and a cancellation kill the whole session, and the process dies with
us (PR_SET_PDEATHSIG on Linux).
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rusta_server.contracts.probe import CANCELLED, TOOL_MISSING, UNREADABLE, ProbeFailure

MAX_OUTPUT = 256 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
# Grandchildren may keep our pipes open after the process has ended; that long we listen to them.
_DRAIN_S = 0.5


@dataclass(frozen=True)
class Completed:
    """`returncode` is negative where a signal (`killed_by`) ended the process. `timed_out`: we
    killed it. `truncated`: a stream passed `max_output` bytes, the rest was thrown away."""

    argv: tuple[str, ...]
    returncode: int
    stdout: bytes
    stderr: bytes
    timed_out: bool
    killed_by: int | None
    seconds: float
    truncated: bool = False


class Cancel:
    """A flag that can be raised once, from any thread, and wakes whoever waits for it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    def set(self) -> None:
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def is_set(self) -> bool:
        return self._event.is_set()

    def on_set(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once when the flag is raised (at once if it is). Returns its removal."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def check(self) -> None:
        """Raises ProbeFailure(CANCELLED) where the flag is raised."""
        if self.is_set():
            raise ProbeFailure(CANCELLED, "cancelled")

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._callbacks.remove(callback)


def run_process(
    argv: Sequence[str],
    *,
    cwd: Path | str,
    env: Mapping[str, str],
    timeout_s: float,
    cancel: Cancel | None = None,
    stdin: bytes = b"",
    max_output: int = MAX_OUTPUT,
    ends_with_us: bool = False,
) -> Completed:
    """Run `argv` in a session of its own. `ends_with_us`: as for `spawn`.

    Raises:
        ProbeFailure: CANCELLED, TOOL_MISSING (no such program), UNREADABLE (no such `cwd`).
    """
    cancel = cancel or Cancel()
    cancel.check()
    began = time.monotonic()
    process = spawn(argv, cwd=cwd, env=env, ends_with_us=ends_with_us)
    try:
        pump = _Pump(process, stdin, max_output)
        forget = cancel.on_set(pump.wake)
        try:
            timed_out = pump.run(began + timeout_s, cancel)
        finally:
            forget()
            pump.close()
    finally:
        kill_session(process)
        process.wait()
    cancel.check()
    code = process.returncode
    return Completed(
        argv=tuple(argv),
        returncode=code,
        stdout=bytes(pump.stdout),
        stderr=bytes(pump.stderr),
        timed_out=timed_out,
        killed_by=-code if code < 0 else None,
        seconds=time.monotonic() - began,
        truncated=pump.truncated,
    )


class _Pump:
    """Feeds stdin and drains both outputs until the process ends, the deadline, or a wake-up."""

    def __init__(self, process: subprocess.Popen[bytes], stdin: bytes, max_output: int) -> None:
        self._process = process
        self._stdin = memoryview(stdin)
        self._max = max_output
        self._outputs: dict[IO[bytes], bytearray] = {}
        self.stdout, self.stderr = bytearray(), bytearray()
        self.truncated = False
        self._wake_r, self._wake_w = os.pipe()
        self._wake_lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_r, selectors.EVENT_READ)
        self._pidfd = _pidfd(process.pid)
        if self._pidfd is not None:
            self._selector.register(self._pidfd, selectors.EVENT_READ)
        assert process.stdin and process.stdout and process.stderr
        for stream, sink in ((process.stdout, self.stdout), (process.stderr, self.stderr)):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ)
            self._outputs[stream] = sink
        if stdin:
            os.set_blocking(process.stdin.fileno(), False)
            self._selector.register(process.stdin, selectors.EVENT_WRITE)
        else:
            process.stdin.close()

    def wake(self) -> None:
        with self._wake_lock:
            if self._wake_w >= 0:
                os.write(self._wake_w, b"x")

    def close(self) -> None:
        self._selector.close()
        with self._wake_lock:
            os.close(self._wake_r)
            os.close(self._wake_w)
            self._wake_w = -1
        if self._pidfd is not None:
            os.close(self._pidfd)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def run(self, deadline: float, cancel: Cancel) -> bool:
        """True where the deadline passed first."""
        while not cancel.is_set():
            now = time.monotonic()
            if now >= deadline:
                return True
            ended = _has_ended(self._process)
            if ended or not self._outputs:
                # Everything said, or the process is gone: what is left is bounded either way.
                return self._drain(deadline) if ended else self._await_end(deadline, cancel)
            for key, _ in self._selector.select(min(deadline - now, 1.0)):
                self._serve(key.fileobj)
        return False

    def _await_end(self, deadline: float, cancel: Cancel) -> bool:
        while not _has_ended(self._process):
            if cancel.is_set():
                return False
            if time.monotonic() >= deadline:
                return True
            wait = min(
                max(deadline - time.monotonic(), 0), 1.0 if self._pidfd is not None else 0.01
            )
            self._selector.select(wait)
        return False

    def _drain(self, deadline: float) -> bool:
        until = min(deadline, time.monotonic() + _DRAIN_S)
        while self._outputs and time.monotonic() < until:
            if self._pidfd is not None:
                with contextlib.suppress(KeyError, ValueError):
                    self._selector.unregister(self._pidfd)
            ready = self._selector.select(max(until - time.monotonic(), 0))
            for key, _ in ready:
                self._serve(key.fileobj)
        return False

    def _serve(self, source: object) -> None:
        if source is self._process.stdin:
            self._feed()
        else:
            for stream in [s for s in self._outputs if s is source]:
                self._read(stream)

    def _feed(self) -> None:
        assert self._process.stdin is not None
        try:
            self._stdin = self._stdin[os.write(self._process.stdin.fileno(), self._stdin) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._stdin = self._stdin[:0]
        if not self._stdin:
            self._selector.unregister(self._process.stdin)
            self._process.stdin.close()

    def _read(self, stream: IO[bytes]) -> None:
        try:
            chunk = os.read(stream.fileno(), 1 << 16)
        except BlockingIOError:
            return
        if not chunk:
            self._selector.unregister(stream)
            del self._outputs[stream]
            return
        sink = self._outputs[stream]
        room = self._max - len(sink)
        self.truncated |= len(chunk) > room
        sink += chunk[: max(room, 0)]


def spawn(
    argv: Sequence[str], *, cwd: Path | str, env: Mapping[str, str], ends_with_us: bool = False
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own, with a pipe for each stream. It dies with the thread
    that calls this; whoever starts it ends it with `kill_session` and waits for it.

    `ends_with_us`: the program, which must exist, sees to that itself. It is then started without
    a copy of this process, which costs some 10 ms.

    Raises:
        ProbeFailure: TOOL_MISSING (no such program), UNREADABLE (no such `cwd`).
    """
    light = ends_with_us and not _niceness
    try:
        return subprocess.Popen(
            [*(_LAUNCHER if light else ()), *argv],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=None if light else _set_up_child,
        )
    except FileNotFoundError as error:
        if not Path(cwd).is_dir():
            raise ProbeFailure(UNREADABLE, f"the directory {cwd} does not exist") from error
        raise ProbeFailure(TOOL_MISSING, f"{argv[0]} was not found") from error
    except (PermissionError, NotADirectoryError) as error:
        raise ProbeFailure(UNREADABLE, f"cannot run {argv[0]} in {cwd}: {error}") from error


# Loaded before any fork: between fork and exec nothing may import or allocate much.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# Builds and tests of others go before the user's editor when memory runs out.
_OOM_SCORE = b"500"
_LAUNCHER = (
    "/bin/sh",
    "-c",
    f'{{ echo {_OOM_SCORE.decode()} > /proc/self/oom_score_adj; }} 2> /dev/null; exec "$@"',
    "sh",
)

_niceness = 0


def yield_to_others(niceness: int) -> None:
    """From now on, what is started here steps back by `niceness` (0 to 19): an editor's background
    work must not slow down what the user waits for."""
    global _niceness
    _niceness = niceness


def _set_up_child() -> None:
    if _niceness:
        os.nice(_niceness)
    if _LIBC is not None:
        # It dies with us.
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _write("/proc/self/oom_score_adj", _OOM_SCORE)
        if _niceness:
            # Where Linux shares the processor between sessions, niceness counts inside of one only.
            # It takes ten such changes a second of users without privileges; more are lost.
            _write("/proc/self/autogroup", b"%d" % _niceness)


def _write(path: str, data: bytes) -> None:
    try:
        fd = os.open(path, os.O_WRONLY)
    except OSError:
        return
    with contextlib.suppress(OSError):
        os.write(fd, data)
    os.close(fd)


def _pidfd(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Without reaping it where we can: its id must stay ours until its group is killed."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, process.pid, options) is not None


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` and all it started; it must not have been waited for yet."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)

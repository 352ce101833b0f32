"""`rusta serve`: the server on stdio, or on a loopback port for debugging."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from rusta_server.lsp.greeting import Door, Receiver
from rusta_server.lsp.transport import FrameWriter, read_all

if TYPE_CHECKING:
    from rusta_server.lsp.server import RustaServer


def serve_stdio(niceness: int) -> int:
    """Serve one client on stdin and stdout; the exit code LSP asks for (0 after a shutdown).

    `niceness`: see `probes.process.yield_to_others`."""
    # Nothing else may write between the frames, and no child may inherit them.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return _serve(cast(BinaryIO, sys.stdin.buffer), cast(BinaryIO, out), niceness)


def serve_tcp(port: int, niceness: int) -> int:
    """Serve the first client that connects to the loopback port (0: any free one, printed)."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
        connection, _ = listener.accept()
    with connection:
        return _serve(
            cast(BinaryIO, connection.makefile("rb")),
            cast(BinaryIO, connection.makefile("wb")),
            niceness,
        )


def log_to(path: Path | None, level: str) -> None:
    """Logs go to a file, or to stderr, which editors show; never to stdout."""
    handler: logging.Handler = logging.FileHandler(path) if path else logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # pygls logs whole messages, and refusals that the client is told of anyway.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)


def _serve(stdin: BinaryIO, stdout: BinaryIO, niceness: int) -> int:
    return asyncio.run(_run(stdin, stdout, niceness))


async def _run(stdin: BinaryIO, stdout: BinaryIO, niceness: int) -> int:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    writer = FrameWriter(stdout, lambda: _set_from_thread(loop, ended))
    servers: list[RustaServer] = []

    def begin(params: dict[str, Any]) -> Receiver:
        server = _load(writer, ended, params, niceness)
        servers.append(server)
        return server.protocol

    door = Door(writer, ended, begin)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    try:
        await read_all(stdin, door.receive, door.unreadable, ended)
    finally:
        for server in servers:
            server.close()
        writer.close()
    # Threads may still wait for a process that is being killed; nobody waits for them.
    os._exit(servers[0].protocol.exit_code if servers else 1)


def _load(
    writer: FrameWriter, ended: asyncio.Event, params: dict[str, Any], niceness: int
) -> "RustaServer":
    """Import the server and make one: most of a second, and the reason for `greeting`."""
    # What is imported stays: there is nothing to collect in it, now or later.
    gc.disable()
    from rusta_server.lsp import lifecycle
    from rusta_server.lsp.server import RustaServer
    from rusta_server.probes.process import yield_to_others

    yield_to_others(niceness)
    server = RustaServer()
    server.started(asyncio.get_running_loop())
    server.protocol.begin(writer, ended, params)
    lifecycle.begin(server, params)
    gc.freeze()
    gc.enable()
    return server


def _set_from_thread(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # The loop is closed.
        loop.call_soon_threadsafe(event.set)

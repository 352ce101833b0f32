"""`rusta serve`: the server on stdio, or on a loopback port for debugging."""

import asyncio
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import BinaryIO, cast

from rusta_server.lsp.server import RustaServer
from rusta_server.lsp.transport import FrameWriter, read_all


def serve_stdio() -> int:
    """Serve one client on stdin and stdout; the exit code LSP asks for (0 after a shutdown)."""
    # Nothing else may write between the frames, and no child may inherit them.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return _serve(cast(BinaryIO, sys.stdin.buffer), cast(BinaryIO, out))


def serve_tcp(port: int) -> int:
    """Serve the first client that connects to the loopback port (0: any free one, printed)."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        print(f"listening on 127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
        connection, _ = listener.accept()
    with connection:
        return _serve(
            cast(BinaryIO, connection.makefile("rb")), cast(BinaryIO, connection.makefile("wb"))
        )


def log_to(path: Path | None, level: str) -> None:
    """Logs go to a file, or to stderr, which editors show; never to stdout."""
    handler: logging.Handler = logging.FileHandler(path) if path else logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # pygls logs whole messages, and refusals that the client is told of anyway.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> int:
    return asyncio.run(_run(stdin, stdout))


async def _run(stdin: BinaryIO, stdout: BinaryIO) -> int:
    server = RustaServer()
    loop = asyncio.get_running_loop()
    writer = FrameWriter(stdout, lambda: server.on_loop(server.protocol.ended.set))
    server.protocol.set_writer(writer, include_headers=False)
    server.started(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.protocol.ended.set)
    try:
        await read_all(
            stdin, server.protocol.receive, server.protocol.unreadable, server.protocol.ended
        )
    finally:
        server.close()
        writer.close()
    # Threads may still wait for a process that is being killed; nobody waits for them.
    os._exit(server.protocol.exit_code)

"""`rusta/status`: how the server feels: work under way, memory, how late its event loop ran, and
which byte model there is; `rusta/documentText`: what it takes for the text of an open document.

Lateness is measured only after somebody asked with `{"watch": true}`; a server that nobody watches
does not wake up for it.
"""

import asyncio
from collections import deque
from typing import Any

import psutil

from rusta_server.contracts.documents import LoopStatus, ProjectStatus, ServerStatusDocument, dump
from rusta_server.lsp.server import RustaServer

STATUS, DOCUMENT_TEXT = "rusta/status", "rusta/documentText"
_TICK_S = 0.005
_KEPT = 20_000


class Lateness:
    """How much later than asked the event loop called us, in microseconds."""

    def __init__(self) -> None:
        self.late: deque[int] = deque(maxlen=_KEPT)
        self._task: asyncio.Task[None] | None = None

    def watch(self) -> None:
        self.late.clear()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def figures(self) -> LoopStatus:
        found = sorted(self.late)
        if not found:
            return LoopStatus(ticks=0, p50_us=0, p99_us=0, max_us=0)
        return LoopStatus(
            ticks=len(found),
            p50_us=found[len(found) // 2],
            p99_us=found[int(0.99 * (len(found) - 1))],
            max_us=found[-1],
        )

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _TICK_S
            await asyncio.sleep(_TICK_S)
            self.late.append(max(0, round(1e6 * (loop.time() - due))))


def register(server: RustaServer) -> None:
    lateness = Lateness()

    @server.feature(STATUS)
    async def status(params: Any) -> dict[str, Any]:
        if params is not None and getattr(params, "watch", False):
            lateness.watch()
        from rusta_server.lm.status import status_kept

        # The first time its files are hashed.
        model = await asyncio.to_thread(status_kept)
        return dump(
            ServerStatusDocument(
                jobs=server.queue.busy,
                projects={
                    project.id: ProjectStatus(
                        root=str(project.workspace.root),
                        trusted=project.trusted,
                        phase=project.findings.phase,
                        errors=len(project.findings.errors),
                    )
                    for project in server.projects.values()
                },
                resident_bytes=psutil.Process().memory_info().rss,
                loop=lateness.figures(),
                model=model,
            )
        )

    @server.feature(DOCUMENT_TEXT)
    def document_text(params: Any) -> dict[str, Any] | None:
        """{uri} → {version, sha256 of the UTF-8, lost}; null where it is not open. For clients and
        tests that doubt whether both ends have the same text."""
        document = server.documents.get(str(getattr(params, "uri", "")))
        if document is None:
            return None
        return {"version": document.version, "sha256": document.sha256, "lost": document.lost}

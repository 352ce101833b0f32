"""The open documents as the journal sees them: read on the loop, changed by `workspace/applyEdit`.

Every method is called on a worker thread and answered on the event loop: documents are only looked
at there.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from lsprotocol import types

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import CANCELLED, REFUSED, STALE, ProbeFailure
from rusta_server.lsp.documents import Document
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.patches.build import minimise_edits
from rusta_server.patches.journal_buffers import BufferChange

T = TypeVar("T")

# The user may be asked by the client; nobody should wait for ever for a window left open.
ANSWER_S = 60.0
# Clients send didChange beside their answer, before or after it.
CHANGED_S = 5.0
_POLL_S = 0.01


class EditorBuffers:
    """`labels`: what the one undo step is called, by the kind of the change; `remedy` the command
    that helps where the editor does not do it."""

    def __init__(
        self, server: RustaServer, project: Project, labels: dict[str, str], remedy: str
    ) -> None:
        self._server, self._project, self._labels = server, project, labels
        self._remedy = remedy

    def text(self, token: str) -> bytes | None:
        async def look() -> bytes | None:
            document = self._document(token)
            return None if document is None else document.text.encode()

        return self._on_loop(look)

    def overlays(self) -> tuple[Overlay, ...]:
        async def look() -> tuple[Overlay, ...]:
            return self._server.texts_of(self._project)[0]

        return self._on_loop(look)

    def put(self, changes: Sequence[BufferChange], label: str) -> None:
        self._on_loop(lambda: self._put(changes, self._labels.get(label, label)))

    async def _put(self, changes: Sequence[BufferChange], label: str) -> None:
        server = self._server
        if not server.client.applies_edits:
            raise ProbeFailure(
                REFUSED,
                "this editor does not let a server edit open files (workspace/applyEdit); nothing "
                "was changed",
                self._remedy,
            )
        for change in changes:
            self._expect(change)
        params = types.ApplyWorkspaceEditParams(edit=self._edit(changes, label), label=label)
        request = server.protocol.send_request(types.WORKSPACE_APPLY_EDIT, params)
        try:
            answer = await asyncio.wait_for(asyncio.wrap_future(request), ANSWER_S)
        except TimeoutError:
            why = f"the editor did not answer within {ANSWER_S:.0f} s"
        except Exception as error:
            why = f"the editor refused the edit: {error}"
        else:
            if answer.applied and await self._came_out(changes):
                return
            why = "the edit did not give the text that was proven"
            if not answer.applied:
                reason = f": {answer.failure_reason}" if answer.failure_reason else ""
                why = f"the editor declined the edit{reason}"
        raise ProbeFailure(REFUSED, f"{why}; {await self._leave(changes, label)}", self._remedy)

    async def _came_out(self, changes: Sequence[BufferChange]) -> bool:
        """Whether the documents become what they should, by the client's own didChange."""
        until = time.monotonic() + CHANGED_S
        while not all(self._is(change.token, change.after) for change in changes):
            if time.monotonic() > until:
                return False
            await asyncio.sleep(_POLL_S)
        return True

    async def _leave(self, changes: Sequence[BufferChange], label: str) -> str:
        """Take back what came through of a failed edit; says what is left."""
        made = [change.back for change in changes if self._is(change.token, change.after)]
        if made:
            params = types.ApplyWorkspaceEditParams(
                edit=self._edit(made, label), label=f"Take back: {label}"
            )
            request = self._server.protocol.send_request(types.WORKSPACE_APPLY_EDIT, params)
            try:
                await asyncio.wait_for(asyncio.wrap_future(request), ANSWER_S)
                await self._came_out(made)
            except Exception:
                pass  # What stands in the documents says whether it worked.
        other = [c.token for c in changes if not self._is(c.token, c.before)]
        if not other:
            return "nothing was changed"
        return f"look at {', '.join(other)} and undo there what is not yours"

    def _edit(self, changes: Sequence[BufferChange], label: str) -> types.WorkspaceEdit:
        """Without needsConfirmation: whoever calls the command has said yes."""
        server = self._server
        found: list[tuple[Document, list[types.TextEdit]]] = []
        for change in changes:
            document = self._document(change.token)
            if document is None:
                raise ProbeFailure(STALE, f"{change.token} was closed; nothing was changed")
            edits = minimise_edits(change.token, change.before.decode(), change.after.decode())
            found.append((document, server.documents.text_edits(document, edits)))
        if not server.client.versioned_edits:
            return types.WorkspaceEdit(changes={d.uri: edits for d, edits in found})
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(d.uri, d.version), list(edits)
                )
                for d, edits in found
            ]
        )

    def _expect(self, change: BufferChange) -> None:
        if not self._is(change.token, change.before):
            raise ProbeFailure(
                STALE, f"{change.token} was edited meanwhile; nothing was changed", self._remedy
            )

    def _is(self, token: str, text: bytes) -> bool:
        document = self._document(token)
        return document is not None and document.sha256 == sha256_hex(text)

    def _document(self, token: str) -> Document | None:
        path = self._project.path(token)
        document = self._server.documents.at(path) if path is not None else None
        if document is not None and document.lost:
            raise ProbeFailure(
                STALE,
                f"the text of {token} is not known: its changes arrived out of order; nothing was "
                "changed",
                "close the file and open it again",
            )
        return document

    def _on_loop(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        loop = self._server.loop
        if loop is None or loop.is_closed() or self._server.stopped.is_set():
            raise ProbeFailure(CANCELLED, "the server is ending; nothing was changed")
        return asyncio.run_coroutine_threadsafe(make(), loop).result()

"""`rusta/rustAnalyzer`: the rust-analyzer of the same editor, asked through the editor.

A second one would load the whole project again; the editor's has. A client that can pass requests
on says so in the capability `experimental.rustAnalyzer`. It is asked `{uri, method, params}`, `uri`
being the project's root, and answers

* null, where no rust-analyzer serves that project;
* `{result}` or `{error: {code, message}}`, what that one said to the request `method`;
* for `method` null: `{version, positionEncoding}` of it (`utf-16` where that is left out).
"""

import time
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from typing import Any, cast

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import INTERNAL_ERROR, TIMEOUT, TOOL_MISSING, ProbeFailure
from rusta_server.lsp.positions import ENCODINGS, Encoding
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer
from rusta_server.probes.process import Cancel

METHOD = "rusta/rustAnalyzer"
_POLL_S = 0.1
_LOOP_S = 5.0
# LSP 3.17: ContentModified, ServerCancelled, RequestCancelled. Ask again.
_PASSING = (-32801, -32802, -32800)
_ABSENT = "no rust-analyzer serves this project in the editor"


def register(server: RustaServer) -> None:
    def opened(project: Project) -> None:
        if server.client.rust_analyzer:
            project.editor_analyzer = Bridge(server, project)

    server.openers.append(opened)


class Bridge:
    """See `context.EditorAnalyzer`; for worker threads."""

    def __init__(self, server: RustaServer, project: Project) -> None:
        self._server, self._project = server, project

    def overlays(self) -> tuple[Overlay, ...]:
        told: Future[tuple[Overlay, ...]] = Future()
        self._server.on_loop(lambda: told.set_result(self._server.texts_of(self._project)[0]))
        try:
            return told.result(_LOOP_S)
        except NotYetError as error:
            raise ProbeFailure(TIMEOUT, "the language server is busy") from error

    def greet(self, until: float, cancel: Cancel) -> tuple[str, Encoding]:
        said = self._call(None, None, until, cancel)
        encoding = said.get("positionEncoding", "utf-16")
        if encoding not in ENCODINGS:
            raise ProbeFailure(INTERNAL_ERROR, f"columns in {encoding!r} are not known")
        return str(said.get("version") or "unknown"), cast(Encoding, encoding)

    def ask(self, method: str, params: Any, until: float, cancel: Cancel) -> Any:
        while True:
            said = self._call(method, params, until, cancel)
            error = said.get("error")
            if error is None:
                return said.get("result")
            if not isinstance(error, dict) or error.get("code") not in _PASSING:
                raise ProbeFailure(INTERNAL_ERROR, f"rust-analyzer failed at {method}: {error}")
            time.sleep(_POLL_S)

    def _call(self, method: str | None, params: Any, until: float, cancel: Cancel) -> Any:
        asked: Future[Any] = Future()
        self._server.on_loop(self._send, asked, method, params)
        while True:
            cancel.check()
            if time.monotonic() >= until:
                raise ProbeFailure(TIMEOUT, "the editor's rust-analyzer took too long")
            try:
                message = asked.result(_POLL_S)
                break
            except NotYetError:
                continue
        said = message.get("result")
        if not isinstance(said, dict):
            # The client's own error is one of those: it does not know of such a request.
            raise ProbeFailure(TOOL_MISSING, _ABSENT)
        return said

    def _send(self, asked: "Future[Any]", method: str | None, params: Any) -> None:
        uri = self._project.workspace.root.as_uri()
        number = f"rusta-{uuid.uuid4()}"
        given = {"uri": uri, "method": method, "params": params}
        self._server.protocol.send_raw(METHOD, given, number, asked)

"""At home beside rust-analyzer: an edit that it offers at the same place is not offered twice.

Its quick fixes hold what the compiler suggested for the saved text, wherever a suggestion touches
the place. No server can ask what another one offers, so this is told from the suggestions, and
whether one runs at all from the processes of the editor. Asked for by our own kind of action,
everything is offered.
"""

import os
import time
from pathlib import Path

from lsprotocol import types

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.diagnostic import Diagnostic, Suggestion
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.proof import Proposal
from rusta_server.lsp.documents import Document
from rusta_server.lsp.project import Project
from rusta_server.lsp.server import RustaServer

_NAME = "rust-analyzer"
_LOOK_S = 10.0
_OFFERED = ("machine-applicable", "maybe-incorrect")


class Beside:
    def __init__(self, server: RustaServer) -> None:
        self._server = server
        self._running = False
        self._looked = float("-inf")
        server.listeners.append(lambda _: self._look())

    @property
    def here(self) -> bool:
        """Whether a rust-analyzer serves the same editor: as the settings say, else as seen."""
        said = self._server.settings.editor.beside_rust_analyzer
        return self._running if said is None else said

    def offers(
        self,
        project: Project,
        document: Document,
        error: Diagnostic,
        proposal: Proposal,
        where: types.Range,
    ) -> bool:
        """Whether rust-analyzer offers the edit of `proposal` at `where`, in `document` alone."""
        if not self.here or document.path is None or (error.code or "").startswith("clippy::"):
            return False
        token, text = project.token(document.path), document.text.encode()
        files = proposal.patch.files
        if [file.path for file in files] != [token] or not _is_saved(document.path, text):
            return False
        encoding = self._server.documents.encoding
        start, end = (document.offset(place, encoding) for place in (where.start, where.end))
        return any(
            _touches(suggestion, token, start, end)
            and _result(text, suggestion) == files[0].after_sha256
            for suggestion in error.suggestions
        )

    def _look(self) -> None:
        if time.monotonic() - self._looked < _LOOK_S:
            return
        self._looked = time.monotonic()
        ticket = self._server.query(_runs_beside_us)
        ticket.future.add_done_callback(
            lambda f: self._server.on_loop(self._seen, not f.cancelled() and f.result())
        )

    def _seen(self, running: bool) -> None:
        self._running = running


def _touches(suggestion: Suggestion, token: str, start: int, end: int) -> bool:
    if suggestion.applicability not in _OFFERED or suggestion.in_expansion:
        return False
    edits = suggestion.edits
    return all(e.path == token for e in edits) and any(
        e.start <= end and start <= e.end for e in edits
    )


def _result(text: bytes, suggestion: Suggestion) -> str | None:
    try:
        return sha256_hex(apply_edits(text, suggestion.edits))
    except ValueError:
        return None


def _is_saved(path: Path, text: bytes) -> bool:
    try:
        return path.read_bytes() == text
    except OSError:
        return False


def _runs_beside_us() -> bool:
    """Among what our editor started; we are a child of it."""
    import psutil

    parent = os.getppid()
    if parent <= 1:
        return False
    try:
        return any(p.name() == _NAME for p in psutil.Process(parent).children(recursive=True))
    except psutil.Error:
        return False

"""A rust-analyzer of our own, from its start to its end.

Two traps decide when it may be asked. It calls itself quiescent before it has begun to load, so it
is ready only once it was busy and is so no more. And what it reads from disk comes whenever it
comes, so after its start files are never changed under it: whatever differs from then is shown as
an open document, in the order of the requests, and none is ever closed.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import (
    INTERNAL_ERROR,
    REFUSED,
    UNREADABLE,
    ProbeFailure,
)
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.process import Cancel
from rusta_server.probes.rust_analyzer.connection import Connection, EndedError, RefusedError
from rusta_server.probes.rust_analyzer.options import CAPABILITIES, settings
from rusta_server.probes.rust_analyzer.place import Place, prepare
from rusta_server.workspace.tree import hash_entries, with_overlays

_START_S = 300.0
_AGAIN_S = 0.05
# LSP 3.17: ContentModified, ServerCancelled, RequestCancelled. Ask again.
_PASSING = (-32801, -32802, -32800)
_EMPTY = sha256_hex(b"")
_STATUS = "experimental/serverStatus"


class OutdatedError(Exception):
    """What it was started with cannot be made up for; start another."""


@dataclass
class _Status:
    """What it says of itself. `loaded`: it was busy, and then no more."""

    busy: bool = False
    loaded: bool = False
    quiescent: bool = False
    health: str = "ok"
    message: str = ""

    def hear(self, params: Mapping[str, Any]) -> None:
        self.quiescent = bool(params.get("quiescent"))
        self.health = str(params.get("health", "ok"))
        self.message = str(params.get("message") or "")
        self.busy |= not self.quiescent
        self.loaded |= self.busy and self.quiescent


@dataclass
class Analyzer:
    """For one thread at a time. `version` is known once it was greeted."""

    place: Place
    selectors: tuple[str, ...]
    version: str = ""
    _status: _Status = field(default_factory=_Status)
    _seen: dict[str, str] = field(default_factory=dict)
    _versions: dict[str, int] = field(default_factory=dict)
    _connection: Connection = field(init=False)

    @classmethod
    def start(cls, ctx: ProbeContext) -> "Analyzer":
        """Begins to start one. Raises ProbeFailure: as `place.prepare`."""
        return cls(prepare(ctx), ctx.selectors)

    def __post_init__(self) -> None:
        self._seen = {t: sha for t, (_, sha) in self.place.hashes.items() if t.endswith(".rs")}
        self._connection = Connection(self.place.command, self._answer, self._hear)
        threading.Thread(target=self._greet, name="rusta-ra-start", daemon=True).start()

    @property
    def ended(self) -> bool:
        return self._connection.ended

    @property
    def pid(self) -> int | None:
        return self._connection.pid

    def end(self) -> None:
        self._connection.end()
        self.place.held.close()

    def show(self, ctx: ProbeContext, overlays: Sequence[Overlay], until: float) -> str:
        """Have it see the tree as it is now with `overlays`; returns the hash of that tree.

        Raises:
            OutdatedError: manifests changed, or files are gone.
            EndedError: it is gone.
            ProbeFailure: REFUSED (an overlay that removes a file), UNREADABLE; TIMEOUT and
                CANCELLED while it is greeted.
        """
        # It ends at any document that comes before the greeting is over.
        self._connection.wait_for(lambda: bool(self.version), until, ctx.cancel)
        on_disk = ctx.tree.read().hashes
        if _decisive(on_disk) != _decisive(self.place.hashes):
            raise OutdatedError
        texts = {overlay.path: overlay.text for overlay in overlays}
        if None in texts.values():
            raise ProbeFailure(REFUSED, "rust-analyzer cannot be shown that a file is gone")
        tree = with_overlays(on_disk, tuple(overlays))
        for token in self._seen.keys() - tree.keys():
            if token in self.place.hashes:
                raise OutdatedError
            # It was in an overlay alone, or made since: what is left of it is an empty file.
            if self._seen[token] != _EMPTY:
                self._open(ctx, token, "")
        for token, (_, sha256) in tree.items():
            if token.endswith(".rs") and self._seen.get(token) != sha256:
                text = texts.get(token)
                self._open(ctx, token, text if text is not None else _read(ctx, token))
        return hash_entries(tree)

    def ready(self, until: float, cancel: Cancel) -> None:
        """Wait until it may be asked. Raises as `ask`."""
        self._connection.wait_for(lambda: self._ready, until, cancel)
        if self._status.health == "error":
            raise ProbeFailure(
                UNREADABLE, f"rust-analyzer cannot load the project: {self._status.message}"
            )

    def ask(self, method: str, params: Any, until: float, cancel: Cancel) -> Any:
        """The answer to a request about what was shown, once it is ready.

        Raises:
            EndedError: it is gone.
            ProbeFailure: TIMEOUT, CANCELLED, UNREADABLE (it cannot load the project),
                INTERNAL_ERROR (it failed at this request).
        """
        while True:
            self.ready(until, cancel)
            try:
                return self._connection.ask(method, params, until, cancel)
            except RefusedError as refused:
                if refused.code not in _PASSING:
                    raise ProbeFailure(
                        INTERNAL_ERROR, f"rust-analyzer failed at {method}: {refused}"
                    ) from refused
            time.sleep(_AGAIN_S)

    @property
    def _ready(self) -> bool:
        return bool(self.version) and self._status.loaded and self._status.quiescent

    def _greet(self) -> None:
        root = self.place.layout.inside(self.place.layout.workspace.root)
        params = {
            "processId": None,
            "clientInfo": {"name": "rusta"},
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": CAPABILITIES,
            "initializationOptions": settings(self.selectors),
        }
        try:
            until = time.monotonic() + _START_S
            answer = self._connection.ask("initialize", params, until, Cancel())
        except (EndedError, RefusedError, ProbeFailure):
            # Whoever asks hears of it by itself.
            self._connection.end()
            return
        self._connection.notify("initialized", {})
        # Only now: whoever waits for it sends documents at once.
        self.version = str(answer.get("serverInfo", {}).get("version") or "unknown")
        self._connection.wake()

    def _answer(self, method: str, params: Any) -> Any:
        if method == "workspace/configuration":
            return [settings(self.selectors) for _ in params["items"]]
        if method == "workspace/applyEdit":
            return {"applied": False}
        return None

    def _hear(self, method: str, params: Any) -> None:
        if method == _STATUS:
            self._status.hear(params)

    def _open(self, ctx: ProbeContext, token: str, text: str) -> None:
        uri = self.place.layout.inside(ctx.tokens.from_token(token)).as_uri()
        version = self._versions[token] = self._versions.get(token, 0) + 1
        if version == 1:
            document = {"uri": uri, "languageId": "rust", "version": version, "text": text}
            self._connection.notify("textDocument/didOpen", {"textDocument": document})
        else:
            self._connection.notify(
                "textDocument/didChange",
                {
                    "textDocument": {"uri": uri, "version": version},
                    "contentChanges": [{"text": text}],
                },
            )
        self._seen[token] = sha256_hex(text.encode())


def _decisive(hashes: Mapping[str, tuple[bool, str]]) -> dict[str, str]:
    """The files that decide which crates there are and what builds them."""
    names = ("Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain", "rust-toolchain.toml")
    return {
        token: sha256
        for token, (_, sha256) in hashes.items()
        if token.rpartition("/")[2] in names or "/.cargo/" in token
    }


def _read(ctx: ProbeContext, token: str) -> str:
    try:
        return ctx.tokens.from_token(token).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ProbeFailure(UNREADABLE, f"cannot read {token}") from error

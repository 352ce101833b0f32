"""The language server: its state, and how its parts hear of each other.

Features stand in files of their own, one per method family of LSP; each has
`register(server)`. Handlers convert, call a job, and convert back. Nothing that takes longer than
a few milliseconds runs on the event loop: jobs run on the queue's threads.
"""

import asyncio
import contextlib
import importlib
import itertools
import logging
import sys
import threading
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from rusta_server import __about__
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import ProbeError, ProbeFailure
from rusta_server.lsp.client import Client
from rusta_server.lsp.converter import strict_converter
from rusta_server.lsp.documents import Document, Documents
from rusta_server.lsp.project import Project, Sink, Texts, error_of, find_manifest, open_workspace
from rusta_server.lsp.protocol import GuardedProtocol
from rusta_server.lsp.settings import Settings
from rusta_server.probes.process import Cancel
from rusta_server.runner.queue import JobQueue, Priority, QueueClosedError, Ticket
from rusta_server.workspace.discover import Workspace

log = logging.getLogger(__name__)

FEATURES = (
    "lifecycle",
    "text_sync",
    "configuration",
    "trust",
    "rust_analyzer",
    "progress",
    "trace_stream",
    "diagnostics",
    "code_actions",
    "code_lens",
    "hover",
    "commands",
    "commands_patches",
    "commands_lints",
    "commands_records",
    "commands_traces",
    "text_document_content",
    "watched_files",
    "status",
    "troubles",
    "graph_sync",
    "negotiated",
)
# Job threads compute in Python; the event loop must get its turn quickly.
_SWITCH_INTERVAL_S = 0.0005


class RustaServer(LanguageServer):
    """`projects` by workspace id; `listeners` are told of every change of a project's findings."""

    protocol: GuardedProtocol  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self) -> None:
        super().__init__(
            "rusta",
            __about__.__version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=GuardedProtocol,
            converter_factory=strict_converter,
        )
        sys.setswitchinterval(_SWITCH_INTERVAL_S)
        self.documents = Documents()
        self.settings = Settings()
        self.client = Client()
        self.queue = JobQueue()
        self.projects: dict[str, Project] = {}
        self.listeners: list[Callable[[Project], None]] = []
        self.openers: list[Callable[[Project], None]] = []
        self.sinks: list[Callable[[Project, str, Cancel], Sink]] = []
        self.starters: list[Callable[[], object]] = []
        self.watch: Callable[[Path], bool] = lambda _: False
        """For worker threads: have a folder watched, before anything in it is read. True where it
        was not yet."""
        self.refreshers: list[Callable[[Project, tuple[Overlay, ...]], None]] = []
        """Told with every check that begins, and of the unsaved files it is about."""
        self.waiting_messages: list[str] = []
        self.reconfigured: list[Callable[[Project], None]] = []
        self.initial_settings: Any = None
        """initializationOptions: what counts where the client has nothing under `rusta`."""
        self.running = self.configured = False
        self.focused: str | None = None
        """URI of the document the user was seen at last."""
        self.troubles: dict[Path, ProbeError] = {}
        self._manifests: dict[Path, str] = {}
        # True where the manifest changed since it is being read.
        self._opening: dict[Path, bool] = {}
        self._idle: dict[str, asyncio.TimerHandle] = {}
        self._numbers = itertools.count()
        self.stopped = threading.Event()
        for name in FEATURES:
            importlib.import_module(f"rusta_server.lsp.{name}").register(self)

    # projects

    def project_of(self, document: Document) -> Project | None:
        """The project of an open file, once it is known."""
        return None if document.path is None else self.project_at(document.path)

    def project_at(self, path: Path) -> Project | None:
        manifest = find_manifest(path)
        known = self._manifests.get(manifest) if manifest is not None else None
        if known is not None:
            return self.projects.get(known)
        # A project whose manifest or folder is gone still is the one of its files.
        held = [p for p in self.projects.values() if p.holds(path)] if manifest is None else []
        return max(held, key=lambda p: len(p.workspace.root.parts), default=None)

    @property
    def opening(self) -> Collection[Path]:
        """The manifests that are being read."""
        return self._opening.keys()

    def open_project(self, path: Path, again: bool = False) -> None:
        """Find the project around `path`, in the background; `again` where manifests changed."""
        manifest = find_manifest(path)
        if manifest is None or (manifest in self._manifests and not again):
            return
        if manifest in self._opening:
            self._opening[manifest] |= again
            return
        self._opening[manifest] = False
        ticket = self.queue.submit(
            f"open:{manifest}", Priority.USER, lambda _: self._read(manifest)
        )
        ticket.future.add_done_callback(lambda future: self.on_loop(self._opened, manifest, future))

    def _read(self, manifest: Path) -> Workspace:
        """For worker threads. Watched first and read then, so that no change falls between."""
        self.watch(manifest.parent)
        workspace = open_workspace(manifest)
        return open_workspace(manifest) if self.watch(workspace.root) else workspace

    def _opened(self, manifest: Path, future: Any) -> None:
        changed_since = self._opening.pop(manifest)
        if future.cancelled():
            return
        if changed_since:
            self.open_project(manifest, again=True)
            if manifest in self._opening:
                return
        if (error := future.exception()) is not None:
            trouble = (
                error_of(error)
                if isinstance(error, ProbeFailure)
                else ProbeError(code=-32603, message=str(error))
            )
            first = self.troubles.get(manifest) != trouble
            self.troubles[manifest] = trouble
            known = self.projects.get(self._manifests.get(manifest, ""))
            failed = known.findings.error if known is not None else None
            if first and (failed is None or failed.code != trouble.code):
                self.tell(trouble)
            return
        self.troubles.pop(manifest, None)
        workspace: Workspace = future.result()
        self._manifests[manifest] = workspace.id
        project = self.projects.get(workspace.id)
        if project is None:
            project = Project(
                workspace,
                self.queue,
                self.on_loop,
                self._changed,
                self._sink,
                self.settings.policy,
            )
            self.projects[workspace.id] = project
            for opener in self.openers:
                opener(project)
        else:
            project.rediscovered(workspace)
        self.refresh(project)

    def close_projects(self, folder: Path, left: Iterable[Path]) -> None:
        """The client closed a workspace folder: its projects go, but for those that a folder which
        is left, or an open document, is part of."""
        documents = [d.path for d in self.documents if d.path is not None]
        for project in list(self.projects.values()):
            root = project.workspace.root
            if not _meet(root, folder) or any(_meet(root, other) for other in left):
                continue
            if any(project.holds(path) for path in documents):
                continue
            project.stop()
            if (handle := self._idle.pop(project.id, None)) is not None:
                handle.cancel()
            del self.projects[project.id]
            self._manifests = {m: i for m, i in self._manifests.items() if i != project.id}
            project.forget()

    def refresh(self, project: Project) -> None:
        """Check the project's texts as they are now; never in the background where that is off."""
        wanted = project.trusted and self.settings.editor.check_on != "off"
        if wanted and not self.stopped.is_set():
            overlays, texts = self.texts_of(project)
            project.refresh(overlays, texts)
            for refresher in self.refreshers:
                refresher(project, overlays)

    def refresh_when_idle(self, project: Project) -> None:
        """The same once nobody has typed for a while; older proofs stop at once."""
        project.stop()
        handle = self._idle.pop(project.id, None)
        if handle is not None:
            handle.cancel()
        self._idle[project.id] = asyncio.get_running_loop().call_later(
            self.settings.idle_ms / 1000, self.refresh, project
        )

    def texts_of(self, project: Project) -> tuple[tuple[Overlay, ...], Texts]:
        """The open files of `project`: the unsaved ones as overlays, and the hashes of all."""
        overlays: list[Overlay] = []
        texts: dict[str, str] = {}
        for document in self.documents:
            if document.path is None or document.lost or not project.holds(document.path):
                continue
            token = project.token(document.path)
            texts[token] = document.sha256
            if not _is_saved(document):
                overlays.append(Overlay(path=token, text=document.text))
        return tuple(sorted(overlays, key=lambda o: o.path)), texts

    def is_current(self, project: Project) -> bool:
        """Whether the findings are about the open files as they are now."""
        return project.findings.texts == self.texts_of(project)[1]

    def lost(self, document: Document) -> None:
        """The client's text of an open document is not known any more."""
        if document.lost:
            return
        document.lost = True
        self.say(
            f"{document.uri}: its changes do not fit together; close and open it, nothing is "
            "offered for it until then"
        )
        project = self.project_of(document)
        if project is not None:
            project.stop()
            self._changed(project)

    def missed(self, params: Any) -> None:
        """See `protocol.Guarded`."""
        named = params.get("textDocument") if isinstance(params, dict) else None
        uri = named.get("uri") if isinstance(named, dict) else None
        document = self.documents.get(uri) if isinstance(uri, str) else None
        if document is not None:
            self.lost(document)

    # telling

    def tell(self, error: ProbeError, kind: types.MessageType = types.MessageType.Error) -> None:
        """A message with what happened and the command that helps."""
        remedy = f" Help: {error.remedy}" if error.remedy else ""
        self.window_show_message(
            types.ShowMessageParams(type=kind, message=f"rusta: {error.message}.{remedy}")
        )

    def say(self, text: str) -> None:
        """A line in the client's log."""
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, f"rusta: {text}"))

    def later(self, text: str) -> None:
        """The same before the client is initialized: nothing may be sent until then."""
        self.waiting_messages.append(text)

    def later_call(self, seconds: float, function: Callable[[], None]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, function)

    def on_loop(self, function: Callable[..., None], *args: Any) -> None:
        """Call `function` on the event loop, from any thread; nothing after the server ended."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._call, function, *args)

    @staticmethod
    def _call(function: Callable[..., None], *args: Any) -> None:
        with contextlib.suppress(QueueClosedError):  # What came too late begins nothing any more.
            function(*args)

    _loop: asyncio.AbstractEventLoop | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        return self._loop

    def started(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def query(self, work: Callable[[], Any]) -> Ticket[Any]:
        """Short work that opens files or starts a tool, off the event loop."""
        key = f"query:{next(self._numbers)}"
        return self.queue.submit(key, Priority.USER, lambda _: work())

    def close(self) -> None:
        self.stopped.set()
        for handle in self._idle.values():
            handle.cancel()
        self.queue.close()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault of ours goes into the log, not into a popup; an answer with an error is none."""
        if isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError):
            return
        log.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def _changed(self, project: Project) -> None:
        for listener in self.listeners:
            listener(project)

    def _sink(self, project: Project, job: str, cancel: Cancel) -> Sink:
        parts = [make(project, job, cancel) for make in self.sinks]

        def step(value: Any) -> None:
            for part in parts:
                part.step(value)

        def said(text: str, done: int | None, total: int | None) -> None:
            for part in parts:
                part.said(text, done, total)

        def end() -> None:
            for part in parts:
                part.end()

        return Sink(step, said, end)


def _meet(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _is_saved(document: Document) -> bool:
    try:
        return document.path is not None and document.path.read_bytes() == document.text.encode()
    except OSError:
        return False

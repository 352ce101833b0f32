"""A project open in the editor: what is known about it now, and the background work that finds out.

The texts that count are the files on disk with the open, unsaved buffers over them. Every finding
remembers the hashes of the open buffers it was made for; with another text it is old.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rusta_server.contracts.canonical import Record
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.documents import Phase
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.policy import Policy
from rusta_server.contracts.probe import CANCELLED, INTERNAL_ERROR, ProbeError, ProbeFailure
from rusta_server.contracts.results import (
    At,
    Checked,
    DiagnoseRequest,
    DiagnoseResult,
    KnownPatch,
    ProposeRequest,
    ProposeResult,
)
from rusta_server.engine.job import Step
from rusta_server.policy.load import load_policy
from rusta_server.probes.context import Editor, EditorAnalyzer, ProbeContext
from rusta_server.probes.process import Cancel
from rusta_server.runner.queue import JobQueue, Priority, Ticket
from rusta_server.workspace.discover import Workspace, discover
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.trust import TrustStore

if TYPE_CHECKING:
    from rusta_server.runner.live import Finished

log = logging.getLogger(__name__)

_ALONE = 3
_LOG = "the server's log says more; please report it"
Texts = Mapping[str, str]
"""sha256 of every open file of the project, by token path."""


@dataclass(frozen=True)
class Findings:
    """What is known of the project with `texts` open. `proposed` answers for all errors together;
    `alone` for one error each, by its fingerprint."""

    texts: Texts = field(default_factory=dict)
    phase: Phase = "unknown"
    checked: DiagnoseResult | None = None
    proposed: ProposeResult | None = None
    alone: Mapping[tuple[str, str, str], ProposeResult] = field(default_factory=dict)
    error: ProbeError | None = None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Under the gate that was broken: errors, or lints where it compiles."""
        if self.checked is None:
            return ()
        return tuple(d for d in self.checked.diagnostics if d.level in ("error", "ice"))


@dataclass
class Sink:
    """Where a job's progress and steps go; see `session.ProgressSink`."""

    step: Callable[[Step], None]
    said: Callable[[str, int | None, int | None], None]
    end: Callable[[], None] = lambda: None

    def watch(self, step: Step) -> None:
        self.step(step)

    def report(self, text: str, done: int | None = None, total: int | None = None) -> None:
        self.said(text, done, total)

    def paused(self) -> AbstractContextManager[None]:
        return nullcontext()


class Project:
    """One cargo workspace. Its methods are called on the event loop but for those that say so;
    `changed` is called there whenever `findings` or `trusted` did."""

    def __init__(
        self,
        workspace: Workspace,
        queue: JobQueue,
        on_loop: Callable[..., None],
        changed: Callable[["Project"], None],
        sink: Callable[["Project", str, Cancel], Sink],
        settings: Mapping[str, Any],
    ) -> None:
        self.workspace = workspace
        self.findings = Findings()
        self.settings = settings
        self.trusted, self.trouble = remembered_trust(workspace.id)
        self.denied = False
        """The client's own trust says no; what the user said to us does not count then."""
        self.editor_analyzer: EditorAnalyzer | None = None
        """The editor's rust-analyzer, where the client lets us ask it."""
        self._queue, self._on_loop, self._changed, self._sink = queue, on_loop, changed, sink
        # An answer of an earlier round of background work is about a text that is gone. Opening a
        # file as it is on disk adds to the round's texts.
        self._round = 0
        # The last that came to something: of use as long as its errors are there.
        self._proven: ProposeResult | None = None
        self._texts: Texts = {}
        context = ProbeContext(workspace, named=False)
        self.tokens: Tokens = context.tokens
        self.state = context.state

    @property
    def id(self) -> str:
        return self.workspace.id

    def token(self, path: Path) -> str:
        return self.tokens.to_token(str(path))

    def path(self, token: str) -> Path | None:
        """The file of a token path; None where it is none of the workspace."""
        try:
            return self.tokens.from_token(token)
        except ProbeFailure:
            return None

    def holds(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self.workspace.roots)

    def policy(self) -> Policy:
        """Raises ProbeFailure where a policy file cannot be read."""
        policy: Policy = load_policy(self.workspace.root, settings=self.settings).policy
        return policy

    # background

    def refresh(self, overlays: tuple[Overlay, ...], texts: Texts) -> None:
        """Check these texts, and prove fixes where they are broken. What was under way for older
        texts is cancelled down to its processes."""
        self._queue.cancel(self._key("prove"))
        self.findings = replace(self.findings, phase="checking")
        self._round += 1
        self._texts = texts
        number = self._round

        def check(cancel: Cancel) -> None:
            finished = self.run("diagnose", DiagnoseRequest(overlays=overlays), cancel)
            self._on_loop(self._checked, finished, overlays, number)

        self._queue.submit(self._key("check"), Priority.CHECK, check)

    def submit(
        self, job: str, request: Record, label: str = "", editor: Editor | None = None
    ) -> "Ticket[Finished]":
        """A job that somebody waits for; a newer one with the same label replaces it."""
        key = self._key(label or f"{job}:{time.monotonic_ns()}")
        return self._queue.submit(
            key, Priority.USER, lambda cancel: self.run(job, request, cancel, editor)
        )

    def run(
        self, job: str, request: Record, cancel: Cancel, editor: Editor | None = None
    ) -> "Finished":
        """Run a job now; for worker threads. Whatever goes wrong is the result's error."""
        # The engine is imported by the first job, so that `initialize` need not wait for it.
        from rusta_server.probes.executor import of_os_error
        from rusta_server.runner.live import Finished

        try:
            return self._run(job, request, cancel, editor)
        except ProbeFailure as failure:
            return Finished("", None, error_of(failure))
        except OSError as error:
            return Finished("", None, of_os_error(error, self.tokens))
        except Exception as error:
            log.exception("%s of %s", job, self.workspace.root)
            message = f"rusta itself failed at {job}: {error or type(error).__name__}"
            return Finished("", None, ProbeError(code=INTERNAL_ERROR, message=message, remedy=_LOG))

    def _run(self, job: str, request: Record, cancel: Cancel, editor: Editor | None) -> "Finished":
        from rusta_server.session import Session

        context = ProbeContext(
            self.workspace, named=False, consent=self.trusted, denied=self.denied, cancel=cancel
        )
        policy = load_policy(self.workspace.root, settings=self.settings)
        sink = self._sink(self, job, cancel)
        context.shadow_limit_mib = policy.policy.shadow.max_mib
        context.progress, context.editor = sink.report, editor
        uses = policy.policy.sources.rust_analyzer
        context.spawns_analyzer = uses == "on"
        context.editor_analyzer = self.editor_analyzer if uses != "off" else None
        try:
            with context:
                session = Session(context, policy, sink)
                finished = session.run(job, request)
                if finished.result is not None:
                    session.remember(finished.result)
                    if isinstance(request, ProposeRequest):
                        keep_texts(context, request, finished.result)
        finally:
            sink.end()
        return finished

    def rediscovered(self, workspace: Workspace) -> None:
        """The manifests changed."""
        self.workspace = workspace
        context = ProbeContext(workspace, named=False)
        self.tokens, self.state = context.tokens, context.state

    def stop(self) -> None:
        """Stop the background work; what somebody waits for goes on."""
        for kind in ("check", "prove"):
            self._queue.cancel(self._key(kind))
        self._round += 1
        if self.findings.phase in ("checking", "proving"):
            self.findings = replace(self.findings, phase=self._at_rest)

    def stop_running(self, job: str, cancel: Cancel) -> None:
        """The user pressed cancel at a job's progress: `cancel` is the job's own."""
        kind = {"diagnose": "check", "propose": "prove"}.get(job)
        background = kind is not None and self._queue.is_latest(self._key(kind), cancel)
        cancel.set()
        if background and self.findings.phase in ("checking", "proving"):
            self._set(replace(self.findings, phase=self._at_rest))

    def forget(self) -> None:
        """The project is closed: nothing is known of it any more."""
        self._set(Findings())

    def known_too(self, texts: Texts) -> None:
        """More files are open, as they are on disk: the findings hold for them as well."""
        self.findings = replace(self.findings, texts=texts)
        self._texts = texts

    def proven_alone(self, errors: Iterable[Diagnostic], result: ProposeResult) -> None:
        """What was proven for some errors by themselves: chips and actions show it."""
        alone = {error.fingerprint: result for error in errors}
        self._set(replace(self.findings, alone={**self.findings.alone, **alone}))

    def _checked(self, finished: "Finished", overlays: tuple[Overlay, ...], number: int) -> None:
        if number != self._round:
            return
        if finished.error is not None and finished.error.code == CANCELLED:
            return
        texts = self._texts
        if not isinstance(finished.result, DiagnoseResult):
            self._set(Findings(texts, "failed", error=finished.error))
            return
        errors = tuple(d for d in finished.result.diagnostics if d.level in ("error", "ice"))
        broken = bool(errors)
        self._set(Findings(texts, "proving" if broken else "done", finished.result))
        if not broken:
            return
        found = finished.result
        checked = Checked(snapshot=found.snapshot, gate=found.gate, findings=errors)

        def prove(cancel: Cancel) -> None:
            known = self._known(errors, overlays)
            request = ProposeRequest(overlays=overlays, known=known, checked=checked)
            together = self.run("propose", request, cancel)
            one_by_one = _one_by_one(together.result)
            self._on_loop(self._proved, together, number, bool(one_by_one))
            for where in one_by_one:
                if cancel.is_set():
                    return
                request = ProposeRequest(at=where, overlays=overlays, checked=checked)
                alone = self.run("propose", request, cancel)
                self._on_loop(self._proved_alone, where, alone, number)
            if one_by_one:
                self._on_loop(self._all_proved, number)

        self._queue.submit(self._key("prove"), Priority.PROOF, prove)

    def _known(
        self, errors: Sequence[Diagnostic], overlays: Sequence[Overlay]
    ) -> tuple[KnownPatch, ...]:
        """What was proven before and still fits; for worker threads."""
        from rusta_server.lsp.known import moved
        from rusta_server.traces.blobs import BlobStore

        unsaved = {o.path: o.text for o in overlays}

        def now(token: str) -> bytes | None:
            text = unsaved.get(token)
            if text is not None:
                return text.encode()
            path = self.path(token)
            try:
                return path.read_bytes() if path is not None else None
            except OSError:
                return None

        return moved(self._proven, errors, BlobStore(self.state.blobs).get, now)

    def _proved(self, finished: "Finished", number: int, more: bool) -> None:
        if not self._proving(number):
            return
        if isinstance(finished.result, ProposeResult):
            phase: Phase = "proving" if more else "done"
            self._proven = finished.result if finished.result.proposals else self._proven
            self._set(replace(self.findings, phase=phase, proposed=finished.result))
        elif finished.error is not None and finished.error.code != CANCELLED:
            self._set(replace(self.findings, phase="failed", error=finished.error))

    def _proved_alone(self, where: At, finished: "Finished", number: int) -> None:
        from rusta_server.engine.baseline import touches

        if self._proving(number) and isinstance(finished.result, ProposeResult):
            touched = [error for error in self.findings.errors if touches(error, where)]
            self.proven_alone(touched, finished.result)

    def _all_proved(self, number: int) -> None:
        if self._proving(number):
            self._set(replace(self.findings, phase="done"))

    def _proving(self, number: int) -> bool:
        return number == self._round and self.findings.phase == "proving"

    def _set(self, findings: Findings) -> None:
        self.findings = findings
        self._changed(self)

    @property
    def _at_rest(self) -> Phase:
        """The phase once nothing is under way, whatever was."""
        return "checked" if self.findings.checked is not None else "unknown"

    def _key(self, kind: str) -> str:
        return f"{self.id}:{kind}"


def remembered_trust(workspace_id: str) -> tuple[bool, ProbeError | None]:
    """Whether the user trusts the workspace; what cannot be read is no yes."""
    try:
        return TrustStore().trusted(workspace_id), None
    except ProbeFailure as failure:
        return False, error_of(failure)


def find_manifest(path: Path) -> Path | None:
    """The Cargo.toml nearest above `path`."""
    folders = path.parents if not path.is_dir() else (path, *path.parents)
    return next((f / "Cargo.toml" for f in folders if (f / "Cargo.toml").is_file()), None)


def open_workspace(manifest: Path) -> Workspace:
    """For worker threads: starts cargo. Raises ProbeFailure."""
    workspace: Workspace = discover(manifest.parent)
    return workspace


def _one_by_one(together: Record | None) -> list[At]:
    """Where to search again, for one error each (roots first), where all of several together came
    to nothing."""
    from rusta_server.contracts.phases import roots

    if not isinstance(together, ProposeResult) or together.proposals:
        return []
    if len(together.diagnostics) < 2:
        return []
    first = roots(together.diagnostics)
    rest = [i for i in range(len(together.diagnostics)) if i not in first]
    spans = [together.diagnostics[index].primary for index in (*first, *rest)]
    found = [At(path=s.path, line=s.line, column=s.column) for s in spans if s is not None]
    return list(dict.fromkeys(found))[:_ALONE]


def keep_texts(context: ProbeContext, request: ProposeRequest, result: Record) -> None:
    """Keep the texts that patches were made for: an editor that applies one itself leaves nobody
    else who has them, and revert needs them."""
    from rusta_server.traces.blobs import BlobStore

    unsaved = {overlay.path: overlay.text for overlay in request.overlays}
    proposals = result.proposals if isinstance(result, ProposeResult) else ()
    blobs = BlobStore(context.state.blobs)
    for file in {f.path: f for p in proposals for f in p.patch.files}.values():
        text = unsaved.get(file.path)
        try:
            data = context.tokens.from_token(file.path).read_bytes() if text is None else None
        except (OSError, ProbeFailure):
            continue
        blobs.put(data if data is not None else (text or "").encode())


def error_of(failure: ProbeFailure) -> ProbeError:
    return ProbeError(code=failure.code, message=str(failure), remedy=failure.remedy)

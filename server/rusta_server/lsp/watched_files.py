"""Files that changed outside of the editor: told by the client where it can, else watched by us.

A manifest is read once its folder is watched, so that a change is either read or told. A watcher
that is slow to begin is not waited for; all is looked at again once it has begun.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types

from rusta_server.lsp.documents import path_of
from rusta_server.lsp.server import RustaServer

log = logging.getLogger(__name__)

_GLOBS = (
    "**/*.rs",
    "**/Cargo.toml",
    "**/Cargo.lock",
    "**/.cargo/config.toml",
    "**/.rusta/policy.toml",
)
_MANIFESTS = frozenset(("Cargo.toml", "Cargo.lock", "config.toml"))
_ENDINGS = (".rs", ".toml", ".lock")
# How often a folder that is gone is looked for.
_POLL_S = 2.0
# How long reading waits for a watch to begin.
_BEGIN_S = 1.0


class _Watch:
    """Whether files are watched, and whether somebody read them without."""

    def __init__(self) -> None:
        self._begun, self._late = threading.Event(), False

    def wait(self) -> None:
        """For worker threads, before they read."""
        if not self._begun.wait(_BEGIN_S):
            # Where it begins right now, it begins before we read.
            self._late = True

    def begin(self) -> bool:
        """They are watched now. True where all is to be looked at again."""
        self._begun.set()
        late, self._late = self._late, False
        return late

    def fail(self) -> None:
        """They are not watched for now, and nobody need wait."""
        self._late = True
        self._begun.set()


class _Begins:
    """Asked by `watchfiles` whether to stop: not before it watches."""

    def __init__(self, stopped: threading.Event, begun: Callable[[], object]) -> None:
        self._stopped, self._begun, self._asked = stopped, begun, False

    def is_set(self) -> bool:
        if not self._asked:
            self._asked = True
            self._begun()
        return self._stopped.is_set()


def register(server: RustaServer) -> None:
    watched: dict[Path, _Watch] = {}
    by_client = _Watch()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def told(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for event in params.changes if (path := path_of(event.uri)) is not None]
        changed(server, paths)

    def start() -> None:
        if not server.client.watches_files:
            return
        watchers = [types.FileSystemWatcher(glob) for glob in _GLOBS]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration("rusta-watched-files", method, options)
        server.protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration])
        ).add_done_callback(client_watches)

    def client_watches(answer: Any) -> None:
        if not answer.cancelled() and by_client.begin():
            known = [project.workspace.manifest for project in server.projects.values()]
            changed(server, [*known, *server.opening, *server.troubles])

    def watch(folder: Path) -> bool:
        if server.client.watches_files:
            by_client.wait()
            return False
        new = _Watch()
        known = watched.setdefault(folder, new)
        if known is new:
            _watch(server, folder, known)
        known.wait()
        return known is new

    server.starters.append(start)
    server.watch = watch


def changed(server: RustaServer, paths: list[Path]) -> None:
    """Look anew at the projects of `paths`; those of open files alone are told by their edits."""
    for manifest in {*server.troubles, *server.opening}:
        # What cannot be read may be a member's.
        if any(p.name in _MANIFESTS and p.is_relative_to(manifest.parent) for p in paths):
            server.open_project(manifest, again=True)
    for project in list(server.projects.values()):
        target = project.workspace.target_directory
        own = [p for p in paths if project.holds(p) and not p.is_relative_to(target)]
        manifests = [path for path in own if path.name in _MANIFESTS]
        if manifests and project.workspace.manifest.is_file():
            server.open_project(project.workspace.manifest, again=True)
        elif manifests or any(_differs(server, path) for path in own):
            server.refresh_when_idle(project)


def _differs(server: RustaServer, path: Path) -> bool:
    """A save of the editor's own is no news: the text was looked at already."""
    document = server.documents.at(path)
    if document is None:
        return path.suffix == ".rs" or path.name == "policy.toml"
    try:
        return path.read_bytes() != document.text.encode()
    except OSError:
        return True


def _watch(server: RustaServer, root: Path, state: _Watch) -> None:
    def tell(paths: list[Path]) -> None:
        server.on_loop(changed, server, paths)

    def begun() -> None:
        if state.begin():
            tell([root / "Cargo.toml"])

    def run() -> None:
        for paths in _batches(server.stopped, root, begun, state.fail):
            tell(paths)

    threading.Thread(target=run, name="rusta-watch", daemon=True).start()


def _batches(
    stopped: threading.Event,
    root: Path,
    begun: Callable[[], None],
    failed: Callable[[], None],
) -> Iterator[list[Path]]:
    """What changed below `root`, until the server stops; the folder may go and come back. `begun`
    whenever it is watched from then on, `failed` whenever it is not any more."""
    from watchfiles import watch

    while not stopped.is_set():
        was = _identity(root)
        try:
            for batch in watch(
                root,
                watch_filter=lambda _, name: name.endswith(_ENDINGS),
                stop_event=_Begins(stopped, begun),
                rust_timeout=round(1000 * _POLL_S),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if batch:
                    yield [Path(name) for _, name in batch]
                if _identity(root) != was:
                    break
        except (OSError, RuntimeError) as error:  # Its own errors are of the second kind.
            log.warning("%s is not watched: %s", root, error)
        failed()
        # A watch holds on to the folder, not to its name.
        while (now := _identity(root)) is None and not stopped.wait(_POLL_S):
            pass
        if now == was and stopped.wait(_POLL_S):
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

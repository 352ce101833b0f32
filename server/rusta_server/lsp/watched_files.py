"""Files that changed outside of the editor: told by the client where it can, else watched by us."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

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


def register(server: RustaServer) -> None:
    watched: set[Path] = set()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def told(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [path for event in params.changes if (path := path_of(event.uri)) is not None]
        changed(server, paths)

    def start() -> None:
        if server.client.watches_files:
            watchers = [types.FileSystemWatcher(glob) for glob in _GLOBS]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            server.protocol.send_request(
                types.CLIENT_REGISTER_CAPABILITY,
                types.RegistrationParams(
                    [
                        types.Registration(
                            "rusta-watched-files",
                            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                            options,
                        )
                    ]
                ),
            )

    def watch(root: Path) -> None:
        if not server.client.watches_files and root not in watched:
            watched.add(root)
            _watch(server, root)

    server.starters.append(start)
    server.openers.append(lambda project: watch(project.workspace.root))
    # A manifest that could not be read may be repaired by another program.
    server.refused.append(lambda manifest: watch(manifest.parent))


def changed(server: RustaServer, paths: list[Path]) -> None:
    """Look anew at the projects of `paths`; those of open files alone are told by their edits."""
    for manifest in [m for m in server.troubles if m in paths]:
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


def _watch(server: RustaServer, root: Path) -> None:
    def run() -> None:
        for paths in _batches(server, root):
            server.on_loop(changed, server, paths)

    threading.Thread(target=run, name="rusta-watch", daemon=True).start()


def _batches(server: RustaServer, root: Path) -> Iterator[list[Path]]:
    """What changed below `root`, until the server stops; the folder may go and come back."""
    from watchfiles import watch

    while not server.stopped.is_set():
        was = _identity(root)
        try:
            for batch in watch(
                root,
                watch_filter=lambda _, name: name.endswith(_ENDINGS),
                stop_event=server.stopped,
                rust_timeout=round(1000 * _POLL_S),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                if batch:
                    yield [Path(name) for _, name in batch]
                if _identity(root) != was:
                    break
        except OSError as error:
            log.warning("%s is not watched: %s", root, error)
        # A watch holds on to the folder, not to its name.
        while (now := _identity(root)) is None and not server.stopped.wait(_POLL_S):
            pass
        if now != was:
            yield [root / "Cargo.toml"]
        elif server.stopped.wait(_POLL_S):
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

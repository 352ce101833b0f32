"""Files that changed outside of the editor: told by the client where it can, else watched by us."""

import logging
import threading
from pathlib import Path

from lsprotocol import types

from rusta_server.lsp.documents import path_of
from rusta_server.lsp.project import Project
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


def register(server: RustaServer) -> None:
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

    def opened(project: Project) -> None:
        if not server.client.watches_files:
            _watch(server, project.workspace.root)

    server.starters.append(start)
    server.openers.append(opened)


def changed(server: RustaServer, paths: list[Path]) -> None:
    """Look anew at the projects of `paths`; those of open files alone are told by their edits."""
    for project in list(server.projects.values()):
        target = project.workspace.target_directory
        own = [p for p in paths if project.holds(p) and not p.is_relative_to(target)]
        if not own:
            continue
        if any(path.name in _MANIFESTS for path in own):
            server.open_project(project.workspace.manifest, again=True)
        elif any(_differs(server, path) for path in own):
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
        from watchfiles import DefaultFilter, watch

        ignored = (*DefaultFilter.ignore_dirs, "target", ".git")
        wanted = DefaultFilter(ignore_dirs=ignored)
        try:
            for batch in watch(root, watch_filter=wanted, stop_event=server.stopped):
                paths = [
                    Path(name) for _, name in batch if name.endswith((".rs", ".toml", ".lock"))
                ]
                if paths:
                    server.on_loop(changed, server, paths)
        except OSError as error:
            log.warning("%s is not watched: %s", root, error)

    threading.Thread(target=run, name="rusta-watch", daemon=True).start()

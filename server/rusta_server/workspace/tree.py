"""The tree hash: one number for every file cargo and git would see.

sha256 over the sorted lines `token \\0 x|- \\0 sha256 \\n` of all files that .gitignore does not
exclude, and of those cargo reads even so (*.rs, Cargo.toml, Cargo.lock, .cargo/*, rust-toolchain*).
Target folders and .git are never part of it.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import REFUSED, UNREADABLE, ProbeFailure
from rusta_server.workspace.discover import Workspace
from rusta_server.workspace.ignores import Ignores
from rusta_server.workspace.tokens import Tokens

# https://bford.info/cachedir/ — cargo marks its target folders with it.
_CACHEDIR_TAG = "CACHEDIR.TAG"
_CACHEDIR_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileState:
    """One entry found by the walk. `counted`: part of the tree hash. `link`: where a symbolic link
    points to, None for a regular file."""

    path: str
    token: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    executable: bool
    counted: bool
    link: str | None = None


@dataclass(frozen=True)
class Tree:
    """`files` sorted by token. `hashes`: (executable, sha256) of the counted ones, by token."""

    files: tuple[FileState, ...]
    hashes: Mapping[str, tuple[bool, str]]

    @property
    def hash(self) -> str:
        return hash_entries(self.hashes)


class TreeReader:
    """Walks and hashes the tree of one workspace. Contents are read once per (path, size, mtime,
    ctime, inode); one reader serves one process, from one thread at a time."""

    def __init__(self, workspace: Workspace, tokens: Tokens) -> None:
        self._workspace = workspace
        self._tokens = tokens
        self._known: dict[tuple[str, int, int, int, int], str] = {}
        home = workspace.cargo_home
        own = (
            workspace.target_directory,
            workspace.build_directory,
            home / "registry",
            home / "git",
        )
        self._own_folders = frozenset(map(str, own))

    def read(self) -> Tree:
        """The user's tree now.

        Raises:
            ProbeFailure: UNREADABLE (a folder or file cannot be read, or the workspace is gone),
                REFUSED (a symbolic link leads out of the workspace).
        """
        files = sorted(self._walk_all(), key=lambda f: f.token)
        hashes = {f.token: (f.executable, self.sha256(f)) for f in files if f.counted}
        return Tree(tuple(files), hashes)

    def sha256(self, file: FileState) -> str:
        if file.link is not None:
            return sha256_hex(b"link:" + os.fsencode(file.link))
        key = (file.path, file.size, file.mtime_ns, file.ctime_ns, file.inode)
        if key not in self._known:
            self._known[key] = sha256_file(file.path)
        return self._known[key]

    def _walk_all(self) -> Iterator[FileState]:
        for root in self._workspace.roots:
            if not root.is_dir():
                raise ProbeFailure(UNREADABLE, f"{root} is gone", f"bring back the folder {root}")
            prefix = self._tokens.to_token(root)
            yield from self._walk(str(root), prefix, Ignores.above(root), ignored=False)

    def _walk(
        self, folder: str, prefix: str, ignores: Ignores, *, ignored: bool
    ) -> Iterator[FileState]:
        ignores = ignores.within(folder)
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda e: e.name)
        except OSError as error:
            if ignored:
                return
            raise ProbeFailure(UNREADABLE, f"cannot read {folder}: {error.strerror}") from error
        for entry in listed:
            token = f"{prefix}/{entry.name}"
            if entry.name == ".git" or entry.path in self._own_folders:
                continue
            if entry.is_dir(follow_symlinks=False):
                if is_cache_dir(entry.path):
                    continue
                below = ignored or ignores.ignores(entry.path, is_dir=True)
                yield from self._walk(entry.path, token, ignores, ignored=below)
            elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
                counted = _cargo_reads(entry) or not (
                    ignored or ignores.ignores(entry.path, is_dir=False)
                )
                yield self._state(entry, token, counted)

    def _state(self, entry: "os.DirEntry[str]", token: str, counted: bool) -> FileState:
        try:
            found = entry.stat(follow_symlinks=False)
            link = str(Path(entry.path).readlink()) if stat.S_ISLNK(found.st_mode) else None
        except OSError as error:
            raise ProbeFailure(UNREADABLE, f"cannot read {entry.path}: {error}") from error
        return FileState(
            path=entry.path,
            token=token,
            size=found.st_size,
            mtime_ns=found.st_mtime_ns,
            ctime_ns=found.st_ctime_ns,
            inode=found.st_ino,
            executable=link is None and bool(found.st_mode & 0o100),
            counted=counted,
            link=link,
        )


def hash_entries(entries: Mapping[str, tuple[bool, str]]) -> str:
    """The tree hash of (executable, sha256) by token."""
    digest = hashlib.sha256()
    for token, (executable, sha256) in sorted(entries.items()):
        digest.update(
            f"{token}\0{'x' if executable else '-'}\0{sha256}\n".encode("utf-8", "surrogateescape")
        )
    return digest.hexdigest()


def with_overlays(
    entries: Mapping[str, tuple[bool, str]], overlays: Sequence[Overlay]
) -> dict[str, tuple[bool, str]]:
    """`entries` as they would be once the overlays were written to disk.

    Raises:
        ProbeFailure: REFUSED for an overlay of a .gitignore, which would change what is counted.
    """
    out = dict(entries)
    for overlay in overlays:
        if overlay.path.endswith("/.gitignore"):
            raise ProbeFailure(REFUSED, f"{overlay.path} cannot be overlaid")
        if overlay.text is None:
            out.pop(overlay.path, None)
        else:
            executable = out.get(overlay.path, (False, ""))[0]
            out[overlay.path] = (executable, sha256_hex(overlay.text.encode()))
    return out


def is_cache_dir(folder: str) -> bool:
    try:
        with Path(folder, _CACHEDIR_TAG).open("rb") as tag:
            return tag.read(len(_CACHEDIR_SIGNATURE)) == _CACHEDIR_SIGNATURE
    except OSError:
        return False


def sha256_file(path: str) -> str:
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise ProbeFailure(UNREADABLE, f"cannot read {path}: {error.strerror}") from error
    return digest.hexdigest()


def _cargo_reads(entry: "os.DirEntry[str]") -> bool:
    name = entry.name
    return (
        name.endswith(".rs")
        or name in ("Cargo.toml", "Cargo.lock")
        or name.startswith("rust-toolchain")
        or Path(entry.path).parent.name == ".cargo"
    )

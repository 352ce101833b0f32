"""A warm start: copy what is already built of the dependencies from another target folder.

Only packages that come from a registry or from git are copied; what the workspace itself builds is
never taken from somewhere else, for its proof must rest on this shadow's sources.
"""

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from rusta_server.patches.shadow_files import Writer, copy_keeping_times
from rusta_server.workspace.discover import Workspace

_SUFFIXES = (".rlib", ".rmeta", ".so", ".dylib", ".dll", ".d", ".a")
# cargo's order of writing turned round: a unit whose fingerprint is missing is built again.
_PARTS = ("deps", "build", ".fingerprint")


@dataclass(frozen=True)
class Foreign:
    """`packages`: names of packages from a registry or git. `local_crates`: crate names of
    the targets of local packages."""

    packages: frozenset[str]
    local_crates: frozenset[str]

    @classmethod
    def of(cls, workspace: Workspace, lock: Path) -> "Foreign":
        """Read from a Cargo.lock. Nothing is foreign where there is none."""
        try:
            entries = tomllib.loads(lock.read_text("utf-8")).get("package", [])
        except (OSError, ValueError):
            entries = []
        named = {e["name"] for e in entries if "source" in e}
        local = {e["name"] for e in entries if "source" not in e}
        crates = {t.name.replace("-", "_") for p in workspace.local_packages for t in p.targets}
        return cls(frozenset(named - local), frozenset(crates))

    def owns_unit(self, folder: str) -> bool:
        """Of `.fingerprint/` and `build/`: `serde-f368a9e7c4860e1c`."""
        return folder.rpartition("-")[0] in self.packages

    def owns_file(self, name: str) -> bool:
        """Of `deps/`: `libserde-f368a9e7c4860e1c.rmeta`."""
        stem, _, _ = name.partition(".")
        crate = stem.rpartition("-")[0]
        names = {crate, crate.removeprefix("lib")}
        return name.endswith(_SUFFIXES) and not names & self.local_crates


def seed(source: Path, target: Path, foreign: Foreign, *, max_bytes: int) -> int:
    """Copy foreign artefacts of the debug profiles in `source` that `target` lacks, newest first,
    at most `max_bytes`. Returns the bytes copied; 0 where cargo is at work in `source`."""
    copied = 0
    writer = Writer(target, 0)
    for profile in _profiles(source):
        lock = profile / ".cargo-lock"
        if not lock.is_file() or lock.is_symlink():
            continue
        try:
            with FileLock(lock, timeout=0, thread_local=False):
                to = target / profile.relative_to(source)
                copied += _copy_profile(profile, to, writer, foreign, max_bytes - copied)
        except (Timeout, OSError):
            continue
    info = source / ".rustc_info.json"
    if copied and info.is_file() and not (target / info.name).exists():
        copy_keeping_times(info, target / info.name)
    return copied


def _profiles(source: Path) -> list[Path]:
    """`debug` and `<triple>/debug`."""
    found = [source / "debug", *sorted(source.glob("*-*-*/debug"))]
    return [p for p in found if p.resolve() == source.resolve() / p.relative_to(source)]


def _copy_profile(profile: Path, to: Path, writer: Writer, foreign: Foreign, max_bytes: int) -> int:
    copied = 0
    for part in _PARTS:
        wanted = sorted(_files(profile / part, part, foreign), key=lambda f: -f[1])
        for relative, _, size in wanted:
            file = to / part / relative
            if copied + size > max_bytes:
                return copied
            if file.exists():
                continue
            writer.secure(file.parent)
            copy_keeping_times(profile / part / relative, file)
            copied += size
    return copied


def _files(folder: Path, part: str, foreign: Foreign) -> Iterator[tuple[str, int, int]]:
    """(path below `folder`, mtime_ns, size) of what may be copied; links are left out."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if part == "deps":
            if entry.is_file(follow_symlinks=False) and foreign.owns_file(entry.name):
                found = entry.stat(follow_symlinks=False)
                yield entry.name, found.st_mtime_ns, found.st_size
        elif entry.is_dir(follow_symlinks=False) and foreign.owns_unit(entry.name):
            yield from _below(entry.path, len(str(folder)) + 1)


def _below(folder: str, prefix: int) -> Iterator[tuple[str, int, int]]:
    for at, _, names in os.walk(folder):
        for name in names:
            path = f"{at}/{name}"
            if not Path(path).is_symlink() and Path(path).is_file():
                found = os.lstat(path)
                yield path[prefix:], found.st_mtime_ns, found.st_size

"""A small tree with a journal, changes of it, and a disk that dies or fills up at a step."""

import errno
import os
import stat
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from rusta_server.contracts.proof import Patch
from rusta_server.patches.build import patch_between
from rusta_server.patches.disk import Disk
from rusta_server.patches.journal import Journal

P = ParamSpec("P")
R = TypeVar("R")
Tree = dict[str, tuple[bytes, int] | None]
"""Every file's bytes and mode, and every folder as None, by relative path."""

KILLED = 9


class World:
    """`root` is the workspace, `state` the journal's folder."""

    def __init__(self, folder: Path) -> None:
        self.root, self.state = folder / "ws", folder / "state"
        self.root.mkdir(exist_ok=True)

    def journal(self, disk: Disk | None = None) -> Journal:
        return Journal(self.state, self.locate, self.to_token, disk or QuickDisk())

    def locate(self, token: str) -> Path:
        return self.root / token.removeprefix("$WS/")

    def to_token(self, path: Path) -> str:
        return f"$WS/{path.relative_to(self.root).as_posix()}"

    def write(self, files: Mapping[str, str], executable: tuple[str, ...] = ()) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            path.chmod(0o755 if name in executable else 0o644)

    def tree(self) -> Tree:
        return {
            str(path.relative_to(self.root)): None
            if path.is_dir()
            else (path.read_bytes(), stat.S_IMODE(path.lstat().st_mode))
            for path in self.root.rglob("*")
        }

    def apply(self, patch: Patch, disk: Disk | None = None) -> str:
        return self.journal(disk).apply(patch, "0" * 64).id


@dataclass(frozen=True)
class Case:
    """A change of a tree: texts before and after by relative path; missing: no such file."""

    name: str
    before: dict[str, str]
    after: dict[str, str]
    executable: tuple[str, ...] = ()

    @property
    def patch(self) -> Patch:
        return patch_between(_tokens(self.before), _tokens(self.after))

    def world(self, folder: Path) -> World:
        folder.mkdir(parents=True, exist_ok=True)
        world = World(folder)
        world.write(self.before, self.executable)
        return world


LIB = "pub fn one() -> u32 {\n    1\n}\n\npub fn two() -> u32 {\n    2\n}\n"
CASES = (
    Case("one file", {"src/lib.rs": LIB}, {"src/lib.rs": LIB.replace("1", "11")}),
    Case(
        "three files",
        {"src/lib.rs": LIB, "src/a.rs": "a\n", "b.sh": "echo\n"},
        {"src/lib.rs": LIB.replace("2", "22"), "src/a.rs": "aa\n", "b.sh": "echo b\n"},
        executable=("b.sh",),
    ),
    Case("create", {"src/lib.rs": LIB}, {"src/lib.rs": LIB, "src/deep/er/new.rs": "new\n"}),
    Case("delete", {"src/lib.rs": LIB, "src/old.rs": "old\n"}, {"src/lib.rs": LIB}),
    Case(
        "all at once",
        {"src/lib.rs": LIB, "src/old.rs": "old\n", "run.sh": "x\n"},
        {"src/lib.rs": LIB.replace("1", "3"), "src/new/mod.rs": "new\n", "run.sh": "y\n"},
        executable=("run.sh",),
    ),
)


class QuickDisk(Disk):
    """Does not wait for the platter: a killed process loses nothing that the kernel has."""

    def call(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if operation is os.fsync:
            return None  # type: ignore[return-value]
        return operation(*args, **kwargs)


class CountingDisk(QuickDisk):
    """Counts the system calls; a write counts as two, for it can be torn."""

    def __init__(self) -> None:
        self.steps = 0

    def call(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        self.steps += 2 if operation is os.write else 1
        return super().call(operation, *args, **kwargs)


class MortalDisk(QuickDisk):
    """The process dies in place of system call number `dies_at`, or half way through a write."""

    def __init__(self, dies_at: int) -> None:
        self.left = dies_at

    def call(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        self._step()
        writes = operation is os.write
        if writes:
            handle, data = cast(tuple[int, memoryview], args)
            if self.left == 0:
                os.write(handle, data[: len(data) // 2])
            self._step()
        return super().call(operation, *args, **kwargs)

    def _step(self) -> None:
        if self.left == 0:
            os._exit(KILLED)
        self.left -= 1


class FailingDisk(Disk):
    """From system call number `fails_at` on, what needs space fails; renames and removals work."""

    def __init__(self, fails_at: int, code: int = errno.ENOSPC) -> None:
        self.left, self.code = fails_at, code

    def call(self, operation: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if operation in (os.open, os.write, os.mkdir, os.fsync):
            if self.left == 0:
                raise OSError(self.code, os.strerror(self.code))
            self.left -= 1
        return operation(*args, **kwargs)


def in_child(action: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> int:
    """Run `action` in a forked child; its exit code: 0 done, KILLED, 3 an exception."""
    with warnings.catch_warnings():
        # Newer Pythons warn where the runner has threads; the child only calls the disk and exits.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            action(*args, **kwargs)
        except BaseException:
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _tokens(files: Mapping[str, str]) -> dict[str, str]:
    return {f"$WS/{name}": text for name, text in files.items()}

"""One crate on the bench: its clean sources, and the compiler that says what a change does to them.

The dependencies were compiled once (`prepare`); a crate's recorded rustc command line runs directly
on a copy of its folder, in the sandbox, so that the crate's sources and its artifacts stay as they
are.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rusta_model.data.triplets.copies import SUFFIX
from rusta_model.data.triplets.prepare import CrateUnit
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.probe import ProbeFailure
from rusta_server.probes.diagnostics.messages import read_rustc
from rusta_server.probes.diagnostics.normalise import normalise
from rusta_server.probes.sandbox.base import Bind, Sandbox, View
from rusta_server.probes.sandbox.ladder import choose

# Generous: a run that was cut off for time on a busy machine would change what is stored.
TIMEOUT_S = 900.0
_SMALL_STACK = {"RUST_MIN_STACK": str(16 << 20)}


@dataclass
class Bench:
    """`clean`: the crate's Rust files by token path (`$WS/src/lib.rs`), those that its compilation
    reads. `compile` is what the judges call."""

    unit: CrateUnit
    folder: Path
    sandbox: Sandbox
    clean: dict[str, bytes] = field(default_factory=dict)
    runs: int = 0

    def compile(self, texts: Mapping[str, bytes]) -> tuple[Diagnostic, ...] | None:
        """The errors of the crate with these files changed; None where rustc crashed, hung or
        failed without an error."""
        self.runs += 1
        try:
            for path, text in texts.items():
                self._at(path).write_bytes(text)
            code, stderr = self._rustc(["--emit=metadata"])
        finally:
            for path in texts:
                self._at(path).write_bytes(self.clean[path])
        errors = self._errors(SUFFIX.sub(b"", stderr))
        if code == 0:
            return ()
        return errors if code == 1 and errors else None

    def _at(self, path: str) -> Path:
        return self.folder / path.removeprefix("$WS/")

    def _rustc(self, emit: list[str]) -> tuple[int, bytes]:
        argv = self.unit.command(self.folder, self.folder / ".out", emit)
        env = {**self.unit.environment(self.folder), **_SMALL_STACK}
        binds = [Bind(path, path) for path in self.unit.readable]
        binds.append(Bind(self.folder, self.folder, writable=True))
        try:
            done = self.sandbox.run(
                argv, view=View(tuple(binds)), cwd=self.folder, env=env, timeout_s=TIMEOUT_S
            )
        except ProbeFailure:
            return 2, b""
        return (2 if done.timed_out or done.truncated else done.returncode), done.stderr

    def _errors(self, stderr: bytes) -> tuple[Diagnostic, ...]:
        """Sorted by place, each once. (The server's `merged` compares records by their canonical
        bytes, which costs more than all the rest.)"""
        names = _Names(self.folder)
        found: dict[tuple[object, ...], Diagnostic] = {}
        for raw in read_rustc(stderr):
            if raw["level"].startswith("error"):
                raw["rendered"] = None
                error = normalise(raw, names)
                if error is not None:
                    places = tuple((s.path, s.start, s.end, s.primary) for s in error.spans)
                    found.setdefault((error.code, error.message, places), error)
        return tuple(sorted(found.values(), key=_order))

    def read_sources(self) -> bool:
        """Compile the clean crate and read what it reads; False where it has errors."""
        code, _ = self._rustc(["--emit=metadata,dep-info"])
        if code != 0:
            return False
        for listing in (self.folder / ".out").glob("*.d"):
            for line in listing.read_text("utf-8").splitlines():
                if line.endswith(".rs:") and not line.startswith("#"):
                    path = Path(self.folder, line[:-1].replace("\\ ", " "))
                    if path.is_relative_to(self.folder) and path.is_file():
                        name = f"$WS/{path.relative_to(self.folder).as_posix()}"
                        self.clean[name] = path.read_bytes()
        return bool(self.clean)


@contextlib.contextmanager
def on_bench(unit: CrateUnit, *, no_sandbox: bool = False) -> Iterator[Bench | None]:
    """The crate's folder copied to a place of its own; None where it does not compile clean.

    Raises:
        ProbeFailure: NO_SANDBOX.
    """
    sandbox = choose(no_sandbox=no_sandbox)
    base = Path(tempfile.mkdtemp(prefix="rusta-bench-"))
    try:
        folder = base / "crate"
        shutil.copytree(unit.folder, folder, symlinks=True)
        (folder / ".out").mkdir(exist_ok=True)
        bench = Bench(unit, folder, sandbox)
        yield bench if bench.read_sources() else None
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _order(error: Diagnostic) -> tuple[str, int, str, str]:
    primary = error.primary
    path, start = (primary.path, primary.start) if primary else ("", 0)
    return path, start, error.code or "", error.message


class _Names:
    """Paths of the copy as `$WS/…`, in messages too."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._known: dict[str, str] = {}

    def to_token(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = self._to_token(path)
        return self._known[path]

    def _to_token(self, path: str) -> str:
        text = os.path.normpath(str(Path(self._folder, path)))
        if text.startswith(self._folder + "/"):
            return f"$WS/{text[len(self._folder) + 1 :]}"
        head, found, rest = text.partition("/lib/rustlib/src/")
        return f"$SYSROOT/lib/rustlib/src/{rest}" if found and head else Path(text).name

    def scrub(self, text: str) -> str:
        return text.replace(self._folder, "$WS")

"""The shadow workspace: a copy of the user's tree where the repository's code may run.

It lies at `<target_directory>/rusta/shadow-<n>/{tree,target}`. The user's files are never linked
into it, and nothing in it is ever copied back.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import (
    NOT_A_PROJECT,
    STALE,
    TIMEOUT,
    UNREADABLE,
    UNRESOLVED_DEPENDENCIES,
    ProbeFailure,
)
from rusta_server.patches.shadow_files import Writer
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_lock import lock_is_stale, refuse_unresolved
from rusta_server.patches.shadow_manifest import Manifest
from rusta_server.patches.shadow_seed import Foreign, seed
from rusta_server.patches.shadow_sync import LOCK, TreeSync
from rusta_server.probes.process import Cancel, Completed
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import Tree, TreeReader, hash_entries, with_overlays

_ATTEMPTS = 3
_LOCK_TIMEOUT_S = 120
# Kinds of targets that a plain `cargo check` leaves out.
_NOT_CHECKED = ("custom-build", "bench", "test", "example")
_CANARY_TIMEOUT_S = 600
_BAD_MANIFEST = re.compile(r"failed to parse manifest|no targets specified|--> \S*Cargo\.toml:")
_CANARY = "const _: () = { let canary: () = 1; canary };\n"


class Shadow:
    """One leased shadow. Not for use from two threads at once.

    `tree_dir` holds the mirror of `workspace.ancestor`; `target_dir` is cargo's target folder for
    it. `warm_from`: target folders whose built dependencies may be copied. `max_bytes`: the disk
    cap.
    """

    def __init__(
        self,
        layout: Layout,
        tokens: Tokens,
        reader: TreeReader,
        *,
        warm_from: Sequence[Path] = (),
        max_bytes: int = 4 << 30,
        cancel: Cancel | None = None,
    ) -> None:
        self.layout = layout
        self.workspace = layout.workspace
        self.sandbox = layout.sandbox
        self._tokens, self._reader = tokens, reader
        self._warm_from = tuple(warm_from)
        self._max_bytes = max_bytes
        self._cancel = cancel or Cancel()
        self._tree: Tree | None = None
        for made in (self.tree_dir, self.target_dir):
            made.mkdir(parents=True, exist_ok=True)
        self._manifest = Manifest.load(self._manifest_path)
        self._writer = Writer(self.tree_dir, self._last_run_ns())
        self._make_roots()

    @property
    def tree_dir(self) -> Path:
        return self.layout.tree_dir

    @property
    def target_dir(self) -> Path:
        return self.layout.target_dir

    def sync(self) -> str:
        """Make the shadow equal the user's tree now; returns the tree hash.

        Raises:
            ProbeFailure: UNREADABLE, NO_SPACE, STALE (files keep changing under the copy),
                UNRESOLVED_DEPENDENCIES (no Cargo.lock, and none can be made offline).
        """
        self._tree = None
        try:
            tree = self._copied()
            if LOCK not in tree.hashes and not self._manifest.lock_for:
                self._make_lock(tree, ["generate-lockfile", "--offline"])
            self._warm_up(tree)
        finally:
            self._manifest.save(self._manifest_path)
        self._tree = tree
        return tree.hash

    @contextmanager
    def overlaid(self, overlays: Sequence[Overlay]) -> Iterator[str]:
        """Hold `overlays` over the tree (of the last `sync` of this lease, or of now); yields the
        hash of the tree with them. On leaving, the texts before are written back with fresh mtimes.

        Raises:
            ProbeFailure: REFUSED (a token that leads out of the workspace), UNREADABLE (no regular
                file is there), what `sync` raises.
        """
        if self._tree is None:
            self.sync()
        assert self._tree is not None
        last = {overlay.path: overlay for overlay in overlays}
        tree_hash = hash_entries(with_overlays(self._tree.hashes, tuple(last.values())))
        paths = [self.layout.on_disk(self._tokens.from_token(token)) for token in last]
        lock_for, lock_text = self._manifest.lock_for, self._read(self._lock)
        held = [(path, self._read(path), _is_executable(path)) for path in paths]
        try:
            for (path, _, executable), overlay in zip(held, last.values(), strict=True):
                self._put(path, overlay.text, executable)
            yield tree_hash
        finally:
            for path, data, executable in held:
                self._put(path, data, executable)
            if self._manifest.lock_for != lock_for:
                # Manifests with overlays called for another Cargo.lock.
                self._put(self._lock, lock_text, executable=False)
                self._manifest.lock_for = lock_for

    def cargo(
        self,
        args: Sequence[str],
        *,
        timeout_s: float,
        cancel: Cancel | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run the toolchain's own cargo in the sandbox, in the directory the user named.

        A Cargo.lock that no longer fits the manifests is brought up to date in the shadow.

        Raises:
            ProbeFailure: UNRESOLVED_DEPENDENCIES, CANCELLED, NO_SANDBOX, UNREADABLE.
        """
        argv = [str(self.workspace.cargo), *args]
        cwd = self._tokens.to_token(self.workspace.directory)
        done = self.run(argv, cwd_token=cwd, timeout_s=timeout_s, cancel=cancel, env=env)
        if lock_is_stale(done):
            self._make_lock(self._tree, ["update", "--workspace", "--offline"])
            done = self.run(argv, cwd_token=cwd, timeout_s=timeout_s, cancel=cancel, env=env)
        refuse_unresolved(done)
        return done

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd_token: str = "$WS",
        timeout_s: float,
        cancel: Cancel | None = None,
        env: Mapping[str, str] | None = None,
        stdin: bytes = b"",
    ) -> Completed:
        """Run any program in the sandbox; `cwd_token` is a folder of the workspace.

        Raises:
            ProbeFailure: CANCELLED, TOOL_MISSING, NO_SANDBOX, UNREADABLE.
        """
        environment = self.layout.environment(env or {}, os.environ)
        began_ns, running = self._touch_clock(), time.monotonic_ns()
        try:
            return self.sandbox.run(
                argv,
                view=self.layout.view(environment),
                cwd=self.layout.inside(self._tokens.from_token(cwd_token)),
                env=environment,
                timeout_s=timeout_s,
                cancel=cancel or self._cancel,
                stdin=stdin,
            )
        finally:
            self._ran(began_ns, time.monotonic_ns() - running)

    def touch(self, token: str) -> None:
        """Have cargo build anew what the file of that token is a source of."""
        self._writer.touch(self.layout.on_disk(self._tokens.from_token(token)))

    def canary(self) -> bool:
        """Does this shadow still tell broken from sound? True where a broken source makes
        `cargo check` fail. Costs one check of one package."""
        package, target = min(
            ((p, t) for p in self.workspace.members for t in p.targets),
            key=lambda found: (*map(found[1].kind.__contains__, _NOT_CHECKED), found[1].src_path),
        )
        source = target.src_path
        text = source.read_text("utf-8", errors="replace")
        broken = Overlay(path=self._tokens.to_token(source), text=f"{text}\n{_CANARY}")
        args = ["check", "--frozen", "-p", f"{package.name}@{package.version}"]
        if any(map(target.kind.__contains__, _NOT_CHECKED)):
            args.append("--all-targets")
        with self.overlaid([broken]):
            done = self.cargo(args, timeout_s=_CANARY_TIMEOUT_S)
        return done.returncode != 0

    def _copied(self) -> Tree:
        sync = TreeSync(
            self.layout, self._reader, self._manifest, self._writer, max_bytes=self._max_bytes
        )
        for _ in range(_ATTEMPTS):
            tree = self._reader.read()
            self._manifest.forget_lock_unless(_lock_inputs(tree))
            self._make_roots()
            if sync.copy(tree):
                return tree
        raise ProbeFailure(STALE, "the files keep changing while they are copied", "try again")

    def _make_roots(self) -> None:
        for root in self.workspace.roots:
            self._writer.secure(self.layout.on_disk(root))

    def _warm_up(self, tree: Tree) -> None:
        lock = tree.hashes.get(LOCK, (False, self._manifest.lock_for))[1]
        if lock == self._manifest.seeded_for or self._lock.is_symlink():
            return
        foreign = Foreign.of(self.workspace, self._lock)
        room = self._max_bytes // 2
        for source in self._warm_from:
            room -= seed(source, self.target_dir, foreign, max_bytes=room)
        self._manifest.seeded_for = lock

    def _make_lock(self, tree: Tree | None, args: list[str]) -> None:
        done = self.run([str(self.workspace.cargo), *args], timeout_s=_LOCK_TIMEOUT_S)
        refuse_unresolved(done)
        if done.timed_out:
            raise ProbeFailure(TIMEOUT, "cargo took too long to resolve the dependencies")
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().removeprefix("error: ")
            if _BAD_MANIFEST.search(said):
                raise ProbeFailure(NOT_A_PROJECT, said, "cargo metadata --no-deps")
            raise ProbeFailure(UNRESOLVED_DEPENDENCIES, f"no Cargo.lock: {said}", "cargo fetch")
        self._manifest.lock_for = _lock_inputs(tree or self._reader.read())

    def _read(self, path: Path) -> bytes | None:
        """The bytes of a file of the shadow, None where there is none."""
        self._writer.secure(path.parent)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise ProbeFailure(UNREADABLE, f"{path.name} is not a regular file")
        return path.read_bytes() if path.exists() else None

    def _put(self, path: Path, text: str | bytes | None, executable: bool) -> None:
        if text is None:
            self._writer.remove(path)
        else:
            data = text.encode() if isinstance(text, str) else text
            self._writer.write(path, data, executable=executable)

    @property
    def _lock(self) -> Path:
        return self.layout.on_disk(self.workspace.root) / "Cargo.lock"

    @property
    def _manifest_path(self) -> Path:
        return self.layout.folder / "manifest.json"

    @property
    def _clock(self) -> Path:
        return self.layout.folder / "clock"

    def _ran(self, began_ns: int, took_ns: int) -> None:
        """What is written from now on must be younger than what a run may have left behind. The
        clock may have been set back, before the run or during it: the youngest time counts that
        any run has seen. It is kept for the next process."""
        ended_ns = self._touch_clock()
        if ended_ns < began_ns:
            ended_ns = began_ns + took_ns
        self._writer.after_ns = max(self._writer.after_ns, ended_ns)
        os.utime(self._clock, ns=(self._writer.after_ns, self._writer.after_ns))

    def _touch_clock(self) -> int:
        """The file system's own time, which cargo compares with."""
        self._clock.write_bytes(b"")
        return self._clock.stat().st_mtime_ns

    def _last_run_ns(self) -> int:
        return self._clock.stat().st_mtime_ns if self._clock.exists() else self._touch_clock()


def _lock_inputs(tree: Tree) -> str:
    """Changes whenever a Cargo.lock made in the shadow may no longer do."""
    names = ("/Cargo.toml", "/Cargo.lock")
    return hash_entries({t: e for t, e in tree.hashes.items() if t.endswith(names)})


def _is_executable(path: Path) -> bool:
    return path.is_file() and bool(path.stat().st_mode & 0o100)

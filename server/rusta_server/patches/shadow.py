"""The shadow workspace: a copy of the user's tree where the repository's code may run.

It lies at `<target_directory>/rusta/shadow-<n>/{tree,target}`. The user's files are never linked
into it, and nothing in it is ever copied back.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import TIMEOUT, UNREADABLE, UNRESOLVED_DEPENDENCIES, ProbeFailure
from rusta_server.patches.shadow_files import Writer
from rusta_server.patches.shadow_layout import Layout
from rusta_server.patches.shadow_lock import lock_is_stale, refuse_unresolved
from rusta_server.patches.shadow_manifest import Manifest
from rusta_server.patches.shadow_sync import sync_tree
from rusta_server.probes.process import Cancel, Completed
from rusta_server.probes.sandbox.base import Sandbox
from rusta_server.workspace.discover import Workspace
from rusta_server.workspace.tokens import Tokens
from rusta_server.workspace.tree import Tree, TreeReader, hash_entries, with_overlays

_LOCK_TIMEOUT_S = 120
_CANARY_TIMEOUT_S = 600
_CANARY = "const _: () = { let canary: () = 1; canary };\n"


class Shadow:
    """One leased shadow. Not for use from two threads at once.

    `tree_dir` mirrors `workspace.ancestor`; `target_dir` is cargo's target folder for it.
    """

    def __init__(
        self,
        workspace: Workspace,
        tokens: Tokens,
        reader: TreeReader,
        sandbox: Sandbox,
        folder: Path,
    ) -> None:
        self.workspace = workspace
        self.sandbox = sandbox
        self.layout = Layout(workspace, sandbox, folder)
        self._tokens = tokens
        self._reader = reader
        self._tree: Tree | None = None
        for made in (self.tree_dir, self.target_dir):
            made.mkdir(parents=True, exist_ok=True)
        self._manifest = Manifest.load(self._manifest_path)
        self._writer = Writer(self._last_run_ns())

    @property
    def tree_dir(self) -> Path:
        return self.layout.tree_dir

    @property
    def target_dir(self) -> Path:
        return self.layout.target_dir

    def sync(self) -> str:
        """Make the shadow equal the user's tree now; returns the tree hash.

        Raises:
            ProbeFailure: UNREADABLE, STALE, UNRESOLVED_DEPENDENCIES (no Cargo.lock, and none can
                be made offline).
        """
        for root in self.workspace.roots:
            self.layout.on_disk(root).mkdir(parents=True, exist_ok=True)
        try:
            self._manifest.forget_lock_unless(self._lock_inputs())
            self._tree = sync_tree(self.layout, self._reader, self._manifest, self._writer)
            if "$WS/Cargo.lock" not in self._tree.hashes and not self._manifest.lock_for:
                self._make_lock(["generate-lockfile", "--offline"])
        finally:
            self._manifest.save(self._manifest_path)
        return self._tree.hash

    @contextmanager
    def overlaid(self, overlays: Sequence[Overlay]) -> Iterator[str]:
        """Hold `overlays` over the tree; yields the hash of the tree with them. On leaving, the
        user's texts are written back (with fresh mtimes).

        Raises:
            ProbeFailure: REFUSED (a token that leads out of the workspace), what `sync` raises.
        """
        if self._tree is None:
            self.sync()
        assert self._tree is not None
        tree_hash = hash_entries(with_overlays(self._tree.hashes, overlays))
        held: list[tuple[Path, bytes | None, bool]] = []
        try:
            for overlay in overlays:
                path = self.layout.on_disk(self._tokens.from_token(overlay.path))
                held.append(_content(path))
                if overlay.text is None:
                    self._writer.remove(path)
                else:
                    executable = held[-1][2]
                    self._writer.write(path, overlay.text.encode(), executable=executable)
            yield tree_hash
        finally:
            for path, data, executable in reversed(held):
                if data is None:
                    self._writer.remove(path)
                else:
                    self._writer.write(path, data, executable=executable)

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
            self._make_lock(["update", "--workspace", "--offline"])
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
        try:
            return self.sandbox.run(
                argv,
                view=self.layout.view(environment),
                cwd=self.layout.inside(self._tokens.from_token(cwd_token)),
                env=environment,
                timeout_s=timeout_s,
                cancel=cancel,
                stdin=stdin,
            )
        finally:
            self._writer.after_ns = self._touch_clock()

    def canary(self) -> bool:
        """Does this shadow tell broken from sound? True where a broken source makes cargo fail."""
        sources = sorted({t.src_path for p in self.workspace.members for t in p.targets})
        token = next(t for t in map(self._tokens.to_token, sources) if t.startswith("$WS"))
        text = self._tokens.from_token(token).read_text("utf-8", errors="replace")
        broken = Overlay(path=token, text=f"{text}\n{_CANARY}")
        with self.overlaid([broken]):
            done = self.cargo(["check", "--offline", "--workspace"], timeout_s=_CANARY_TIMEOUT_S)
        return done.returncode not in (0, None)

    def _make_lock(self, args: list[str]) -> None:
        argv = [str(self.workspace.cargo), *args]
        done = self.run(argv, timeout_s=_LOCK_TIMEOUT_S)
        refuse_unresolved(done)
        if done.timed_out:
            raise ProbeFailure(TIMEOUT, "cargo took too long to resolve the dependencies")
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().removeprefix("error: ")
            raise ProbeFailure(UNRESOLVED_DEPENDENCIES, f"no Cargo.lock: {said}", "cargo fetch")
        self._manifest.lock_for = self._lock_inputs()
        self._manifest.save(self._manifest_path)

    def _lock_inputs(self) -> str:
        """Changes whenever a lock generated in the shadow may no longer do."""
        tree = self._reader.read()
        names = ("Cargo.toml", "Cargo.lock")
        return hash_entries({t: e for t, e in tree.hashes.items() if t.endswith(names)})

    @property
    def _manifest_path(self) -> Path:
        return self.layout.folder / "manifest.json"

    @property
    def _clock(self) -> Path:
        return self.layout.folder / "clock"

    def _touch_clock(self) -> int:
        """The file system's own time, which cargo compares with; kept for the next process."""
        self._clock.write_bytes(b"")
        return self._clock.stat().st_mtime_ns

    def _last_run_ns(self) -> int:
        return self._clock.stat().st_mtime_ns if self._clock.exists() else self._touch_clock()


def _content(path: Path) -> tuple[Path, bytes | None, bool]:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ProbeFailure(UNREADABLE, f"{path.name} is not a regular file")
    if not path.exists():
        return path, None, False
    return path, path.read_bytes(), bool(path.stat().st_mode & 0o100)

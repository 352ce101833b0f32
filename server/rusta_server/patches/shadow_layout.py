"""Where a shadow lies on disk, and where a process in the sandbox sees it."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rusta_server.probes.sandbox.base import Bind, Sandbox, View
from rusta_server.probes.sandbox.bwrap import HOME_INSIDE
from rusta_server.probes.sandbox.environment import PATH_VARIABLES, allowed, fixed, without_caches
from rusta_server.workspace.cargo_config import local_sources, rustc_wrapper
from rusta_server.workspace.discover import Workspace

_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin")
_VISIBLE = ("/usr", "/bin", "/sbin", "/nix/store", "/gnu/store")
# What of cargo's home a build needs. Never credentials.toml.
_OURS = ("PATH", "HOME", "TMPDIR", "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_BUILD_DIR")
_CARGO_HOME_PARTS = ("registry", "git", "config", "config.toml")


@dataclass(frozen=True)
class Layout:
    """`folder` holds `tree` and `target`. In `tree` lies the mirror of `workspace.ancestor`, under
    its own name, which cargo puts into package ids."""

    workspace: Workspace
    sandbox: Sandbox
    folder: Path

    @property
    def tree_dir(self) -> Path:
        return self.folder / "tree"

    @property
    def target_dir(self) -> Path:
        return self.folder / "target"

    @property
    def on_disk_target(self) -> Path | None:
        """Where a relocating sandbox mounts the target folder over the tree; None outside of it."""
        ws = self.workspace
        inside = ws.target_directory.is_relative_to(ws.ancestor)
        return self.on_disk(ws.target_directory) if inside else None

    def on_disk(self, real: Path) -> Path:
        """The mirror of a user's path, as we see it."""
        return self.tree_dir / real.relative_to(self.workspace.ancestor.parent)

    def inside(self, real: Path) -> Path:
        """The mirror of a user's path, as a process in the sandbox sees it."""
        return real if self.sandbox.relocates else self.on_disk(real)

    @property
    def inside_target(self) -> Path:
        """A relocating sandbox shows our target folder where the user's is, so that every path
        in messages and fingerprints is the user's own."""
        return self.workspace.target_directory if self.sandbox.relocates else self.target_dir

    def view(self, env: Mapping[str, str]) -> View:
        ws = self.workspace
        binds = [Bind(ws.sysroot, ws.sysroot)]
        homes = (ws.cargo_home / part for part in _CARGO_HOME_PARTS)
        binds += [Bind(p, p, optional=True) for p in homes]
        binds += [Bind(p, p, optional=True) for p in _configs_above(ws.roots)]
        binds += [Bind(p, p, optional=True) for p in self._elsewhere(env)]
        binds += [Bind(self.on_disk(root), root, writable=True) for root in ws.roots]
        binds.append(Bind(self.target_dir, ws.target_directory, writable=True))
        return View(tuple(binds))

    def _elsewhere(self, env: Mapping[str, str]) -> list[Path]:
        """Tools, libraries and vendored sources outside of the workspace. Never a folder that
        holds the user's home or the workspace: it would show all that lies beside."""
        found = {*_named_by(env), *local_sources(self.workspace)}
        private = (Path.home(), self.workspace.ancestor)
        return sorted(
            path
            for path in map(Path, map(os.path.normpath, found))
            if not _is_visible(path)
            and not any(p.is_relative_to(path) for p in private)
            and not any(path.is_relative_to(root) for root in self.workspace.roots)
        )

    def environment(self, extra: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
        ws = self.workspace
        env = without_caches({**allowed(environ), **fixed()}, rustc_wrapper(ws))
        target = str(self.inside_target)
        env |= {
            "CARGO_HOME": str(ws.cargo_home),
            "CARGO_TARGET_DIR": target,
            "CARGO_BUILD_BUILD_DIR": target,
        }
        if self.sandbox.relocates:
            own = (ws.sysroot / "bin", *map(Path, _SYSTEM_PATH), *_visible_path(environ))
            env |= {"HOME": str(HOME_INSIDE), "TMPDIR": "/tmp"}
        else:
            own = (ws.sysroot / "bin", *map(Path, environ.get("PATH", "").split(":")))
            env |= {k: environ[k] for k in ("HOME", "TMPDIR") if k in environ}
        env["PATH"] = ":".join(dict.fromkeys(str(p) for p in own if p.is_absolute()))
        return {**env, **extra}


def _configs_above(roots: Iterable[Path]) -> list[Path]:
    """cargo reads `.cargo/config.toml` of every folder above the one it runs in."""
    above = {folder for root in roots for folder in root.parents}
    return [f / ".cargo" / name for f in sorted(above) for name in ("config", "config.toml")]


def _named_by(env: Mapping[str, str]) -> set[Path]:
    """Files and folders that allowed variables name."""
    found: set[Path] = set()
    for name, value in env.items():
        if name in _OURS:
            continue
        if PATH_VARIABLES.fullmatch(name):
            found |= {Path(p) for p in value.split(os.pathsep) if len(Path(p).parts) > 2}
    return {path for path in found if path.is_absolute()}


def _visible_path(environ: Mapping[str, str]) -> list[Path]:
    return [p for p in map(Path, environ.get("PATH", "").split(":")) if _is_visible(p)]


def _is_visible(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in _VISIBLE)

"""Find the workspace around a directory, running nothing of the repository.

`cargo metadata --no-deps` starts neither build scripts nor rustc; `build.rustc` and the wrappers of
the repository's .cargo/config.toml are overridden all the same.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rusta_server.contracts.canonical import sha256_hex
from rusta_server.contracts.probe import NOT_A_PROJECT, UNREADABLE, ProbeFailure
from rusta_server.probes.process import run_process
from rusta_server.probes.sandbox.environment import allowed, fixed
from rusta_server.workspace import toolchain
from rusta_server.workspace.metadata import CargoPackage, Metadata

_TIMEOUT_S = 60
_ID_DIGITS = 16
_NAME_ONE = "name the folder of a project, one with a Cargo.toml"


@dataclass(frozen=True)
class Workspace:
    """`directory` is what the user named, `root` cargo's workspace root (both real paths), `roots`
    the outermost folders its packages need: the root and path dependencies (`outside`) that lie
    elsewhere, sorted.
    `id` is a prefix of the sha256 of `root`."""

    directory: Path
    root: Path
    manifest: Path
    target_directory: Path
    build_directory: Path
    roots: tuple[Path, ...]
    metadata: Metadata
    outside: tuple[CargoPackage, ...]
    id: str
    sysroot: Path
    rustc_verbose: str
    cargo_version: str
    toolchain_commit: str
    cargo_home: Path

    @property
    def ancestor(self) -> Path:
        """The folder that holds all `roots`."""
        return Path(os.path.commonpath(self.roots))

    @property
    def cargo(self) -> Path:
        return self.sysroot / "bin" / "cargo"

    @property
    def members(self) -> tuple[CargoPackage, ...]:
        ids = set(self.metadata.members)
        return tuple(p for p in self.metadata.packages if p.id in ids)

    @property
    def local_packages(self) -> tuple[CargoPackage, ...]:
        """Packages whose sources the user may change: members and path dependencies."""
        return (*self.metadata.packages, *self.outside)


def discover(directory: Path, selectors: Sequence[str] = ()) -> Workspace:
    """The workspace `directory` lies in. `selectors` are cargo's (`--manifest-path` matters here).

    Raises:
        ProbeFailure: NOT_A_PROJECT (no Cargo.toml here or above, or one that cargo cannot read),
            TOOL_MISSING, NOT_TRUSTED, UNREADABLE.
    """
    directory = _real_directory(directory)
    manifest = _manifest_of(directory, selectors)
    tools = toolchain.find(directory)
    metadata = _cargo_metadata(manifest, tools.cargo)
    outside = _outside(metadata, metadata.root.resolve(), tools.cargo)
    return _workspace(directory, manifest, metadata, outside, tools)


def _workspace(
    directory: Path,
    manifest: Path,
    metadata: Metadata,
    outside: Mapping[Path, Sequence[CargoPackage]],
    tools: toolchain.Toolchain,
) -> Workspace:
    root = metadata.root.resolve()
    return Workspace(
        directory=directory,
        root=root,
        manifest=manifest,
        target_directory=metadata.target_directory,
        build_directory=metadata.build_directory or metadata.target_directory,
        roots=_outermost([root, *outside]),
        metadata=metadata,
        outside=tuple(package for packages in outside.values() for package in packages),
        id=sha256_hex(os.fsencode(root))[:_ID_DIGITS],
        sysroot=tools.sysroot,
        rustc_verbose=tools.verbose,
        cargo_version=tools.cargo_version,
        toolchain_commit=tools.commit,
        cargo_home=cargo_home(),
    )


def nowhere(folder: Path) -> Workspace:
    """A workspace without packages in the empty `folder`, for what needs but a toolchain
    (documentation, `rusta doctor`).

    Raises:
        ProbeFailure: TOOL_MISSING.
    """
    root = _real_directory(folder)
    tools = toolchain.find(root)
    metadata = Metadata(
        packages=(), workspace_members=(), workspace_root=root, target_directory=root / "target"
    )
    return _workspace(root, root / "Cargo.toml", metadata, {}, tools)


def cargo_home(environ: Mapping[str, str] | None = None) -> Path:
    value = (os.environ if environ is None else environ).get("CARGO_HOME")
    return (Path(value) if value else Path.home() / ".cargo").absolute()


def _real_directory(directory: Path) -> Path:
    try:
        real = directory.resolve(strict=True)
    except OSError as error:
        raise ProbeFailure(NOT_A_PROJECT, f"{directory}: {error.strerror}", _NAME_ONE) from error
    if not real.is_dir():
        raise ProbeFailure(NOT_A_PROJECT, f"{directory} is not a directory", _NAME_ONE)
    return real


def _manifest_of(directory: Path, selectors: Sequence[str]) -> Path:
    given = _option(selectors, "--manifest-path")
    if given is not None:
        return (directory / given).resolve()
    for folder in (directory, *directory.parents):
        if (folder / "Cargo.toml").is_file():
            return folder / "Cargo.toml"
    raise ProbeFailure(
        NOT_A_PROJECT, f"no Cargo.toml in {directory} or above it", f"cargo init {directory}"
    )


def _option(selectors: Sequence[str], name: str) -> str | None:
    for at, word in enumerate(selectors):
        if word == name and at + 1 < len(selectors):
            return selectors[at + 1]
        if word.startswith(f"{name}="):
            return word.removeprefix(f"{name}=")
    return None


def _cargo_metadata(manifest: Path, cargo: Path) -> Metadata:
    argv = [str(cargo), "metadata", "--format-version=1", "--no-deps", "--offline"]
    argv.append(f"--manifest-path={manifest}")
    done = run_process(
        argv, cwd=manifest.parent, env=_environment(cargo.parent), timeout_s=_TIMEOUT_S
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().removeprefix("error: ")
        raise ProbeFailure(
            NOT_A_PROJECT,
            f"cargo cannot read {manifest}: {said}",
            f"cargo metadata --no-deps --manifest-path {manifest}",
        )
    return Metadata.parse(done.stdout)


def _environment(bin_dir: Path) -> dict[str, str]:
    env = {**allowed(os.environ), **fixed(), "PATH": f"{bin_dir}:/usr/bin:/bin"}
    env |= {"RUSTC": str(bin_dir / "rustc"), "RUSTC_WRAPPER": "", "RUSTC_WORKSPACE_WRAPPER": ""}
    # These two decide where the user's own target folder is; builds of ours never see them.
    kept = ("HOME", "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR")
    return env | {name: os.environ[name] for name in kept if name in os.environ}


def _outside(metadata: Metadata, root: Path, cargo: Path) -> dict[Path, list[CargoPackage]]:
    """Path dependencies (theirs included) that lie outside of `root`, by folder. The folder of a
    dependency is its workspace's root, for its manifest may inherit from there."""
    found: dict[Path, list[CargoPackage]] = {}
    pending = [*_dependency_paths(metadata.packages), *_patched_paths(root)]
    seen: set[Path] = set()
    while pending:
        path = Path(os.path.normpath(pending.pop()))
        if path in seen or path.is_relative_to(root) or not (path / "Cargo.toml").is_file():
            continue
        seen.add(path)
        theirs = _cargo_metadata(path / "Cargo.toml", cargo)
        folder = theirs.root if path.is_relative_to(theirs.root) else path
        packages = [p for p in theirs.packages if p.manifest_path.parent == path]
        found.setdefault(folder, []).extend(packages)
        pending += _dependency_paths(packages)
    return found


def _dependency_paths(packages: Iterable[CargoPackage]) -> list[Path]:
    return [d.path for package in packages for d in package.dependencies if d.path is not None]


def _patched_paths(root: Path) -> list[Path]:
    """Paths named by `[patch]` and `[replace]` of the root manifest; metadata leaves them out."""
    try:
        manifest = tomllib.loads((root / "Cargo.toml").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ProbeFailure(UNREADABLE, f"cannot read {root / 'Cargo.toml'}: {error}") from error
    tables = [*manifest.get("patch", {}).values(), manifest.get("replace", {})]
    return [
        root / entry["path"]
        for table in tables
        if isinstance(table, dict)
        for entry in table.values()
        if isinstance(entry, dict) and isinstance(entry.get("path"), str)
    ]


def _outermost(paths: Iterable[Path]) -> tuple[Path, ...]:
    real = sorted({p.resolve() for p in paths})
    return tuple(p for p in real if not any(p != q and p.is_relative_to(q) for q in real))

"""The published crates the measure works on: pinned, fetched by cargo into a cache, made ready."""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import BaseModel

from rusta_eval.rulebook import HERE

Half = Literal["dev", "blind"]
Tree = dict[str, bytes]
"""The files of a crate by their path relative to its root, with `/`."""

_DROPPED_TABLES = re.compile(
    r"\[+(dev-dependencies|bench|example|profile|badges|lints|target\..*dev-dependencies)"
)
_DROPPED_PATHS = ("benches", "examples", "fuzz", "rust-toolchain", "rust-toolchain.toml",
                  ".cargo-checksum.json", "Cargo.lock", "Cargo.toml.orig")  # fmt: skip


class PinnedCrate(BaseModel):
    """One crate of `crates.toml`. `tests` is the number of tests that pass untouched."""

    name: str
    version: str
    license: str
    half: Half
    tests: int


def pinned() -> dict[str, PinnedCrate]:
    """The crates by name."""
    rows = tomllib.loads((HERE / "crates.toml").read_text("utf-8"))["crate"]
    return {row["name"]: PinnedCrate.model_validate(row) for row in rows}


def cache() -> Path:
    """Where fetched crates lie; `RUSTA_MEASURE_CACHE` overrules."""
    given = os.environ.get("RUSTA_MEASURE_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(given) if given else home / "rusta-measure"


def ready(crate: PinnedCrate) -> Tree:
    """The crate's files as the measure uses them, fetched first where they are missing.

    Raises subprocess.CalledProcessError where cargo cannot fetch them."""
    folder = cache() / "ready" / f"{crate.name}-{crate.version}"
    if not folder.is_dir():
        with FileLock(_lock_path()):
            if not folder.is_dir():
                _fetch()
                _prepare(crate, folder)
    return read_tree(folder)


def read_tree(folder: Path) -> Tree:
    """Every file below, apart from target folders and version control."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    tree = {path.relative_to(folder).as_posix(): path for path in found}
    skipped = ("target/", ".git/", ".rusta/")
    return {name: path.read_bytes() for name, path in tree.items() if not name.startswith(skipped)}


def write_tree(tree: Tree, folder: Path) -> None:
    """Writes every file with a fresh mtime: cargo trusts mtimes."""
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _lock_path() -> Path:
    cache().mkdir(parents=True, exist_ok=True)
    return cache() / "fetch.lock"


def _fetch() -> None:
    """Vendors every pinned crate through a scratch crate that depends on exactly these versions."""
    wanted = "".join(f'{one.name} = "={one.version}"\n' for one in pinned().values())
    manifest = '[package]\nname = "scratch"\nversion = "0.0.0"\n[dependencies]\n' + wanted
    with tempfile.TemporaryDirectory() as scratch:
        write_tree({"Cargo.toml": manifest.encode(), "src/lib.rs": b""}, Path(scratch))
        vendor = cache() / "vendor"
        command = ["cargo", "vendor", "--quiet", "--versioned-dirs", str(vendor)]
        subprocess.run(command, cwd=scratch, check=True, capture_output=True, timeout=600)


def _prepare(crate: PinnedCrate, folder: Path) -> None:
    """A copy that builds offline and alone: no dev-dependencies, benches and examples."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(cache() / "vendor" / f"{crate.name}-{crate.version}", copy)
        for name in _DROPPED_PATHS:
            path = copy / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        manifest = copy / "Cargo.toml"
        tables = re.split(r"(?m)^(?=\[)", manifest.read_text("utf-8"))
        kept = "".join(table for table in tables if not _DROPPED_TABLES.match(table))
        manifest.write_text(f"{kept}\n[workspace]\n", "utf-8")
        command = ["cargo", "generate-lockfile", "--offline"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True, timeout=60)
        copy.rename(folder)

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

Half = Literal["dev", "blind", "heldout-dev", "heldout-blind", "wide-dev"]
HELD_OUT: tuple[Half, ...] = ("heldout-dev", "heldout-blind")
"""The halves of the wide suite, of crates that training never reads; `dev` and `blind` are the
first's."""
WIDE: tuple[Half, ...] = (*HELD_OUT, "wide-dev")
"""Those with both rulebooks. The crates of the last are any: cases of the same kind to look at."""
HALVES: tuple[Half, ...] = ("dev", "blind", *WIDE)
UNREAD = frozenset({"blind", "heldout-blind"})
"""Their cases are counted, never looked at."""
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


def home(half: Half) -> Path:
    """The folder of the suite a half belongs to: its `crates.toml`, cases and peers' records."""
    return HERE / "wide" if half == "wide-dev" else HERE / "heldout" if half in HELD_OUT else HERE


def pinned(*folders: Path) -> dict[str, PinnedCrate]:
    """The crates by name: of these suites' folders, of every suite where none is named."""
    given = folders or (HERE, HERE / "heldout", HERE / "wide")
    files = [folder / "crates.toml" for folder in given]
    rows = [row for file in files for row in tomllib.loads(file.read_text("utf-8"))["crate"]]
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
                _fetch(home(crate.half))
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


def _vendor(folder: Path) -> Path:
    return cache() / "vendor" if folder == HERE else cache() / f"vendor-{folder.name}"


def _fetch(folder: Path) -> None:
    """Vendors a suite's crates through a scratch crate that depends on exactly these versions."""
    wanted = "".join(f'{one.name} = "={one.version}"\n' for one in pinned(folder).values())
    manifest = '[package]\nname = "scratch"\nversion = "0.0.0"\n[dependencies]\n' + wanted
    with tempfile.TemporaryDirectory() as scratch:
        write_tree({"Cargo.toml": manifest.encode(), "src/lib.rs": b""}, Path(scratch))
        command = ["cargo", "vendor", "--quiet", "--versioned-dirs", str(_vendor(folder))]
        subprocess.run(command, cwd=scratch, check=True, capture_output=True, timeout=600)


def _prepare(crate: PinnedCrate, folder: Path) -> None:
    """A copy that builds offline: no dev-dependencies, benches and examples; the dependencies there
    are as locked in the suite, and lie in cargo's cache."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(_vendor(home(crate.half)) / f"{crate.name}-{crate.version}", copy)
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
        lock = home(crate.half) / "locks" / f"{crate.name}.lock"
        command = ["cargo", "generate-lockfile", "--offline"]
        if lock.exists():
            shutil.copy(lock, copy / "Cargo.lock")
            command = ["cargo", "fetch", "--quiet", "--locked"]
        subprocess.run(command, cwd=copy, check=True, capture_output=True, timeout=300)
        copy.rename(folder)

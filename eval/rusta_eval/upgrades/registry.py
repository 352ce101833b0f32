"""The sources of published crates, as cargo unpacks them."""

import os
import subprocess
import tempfile
from pathlib import Path

from rusta_eval.crates import Tree, read_tree, write_tree


def source(name: str, version: str) -> Tree:
    """The files of a published crate, fetched by cargo where they are not on disk.

    Raises subprocess.CalledProcessError where cargo cannot fetch it."""
    folder = _unpacked(name, version)
    if folder is None:
        _fetch(name, version)
        folder = _unpacked(name, version)
    if folder is None:
        raise FileNotFoundError(f"{name} {version}")
    return read_tree(folder)


def _unpacked(name: str, version: str) -> Path | None:
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    found = sorted((home / "registry" / "src").glob(f"*/{name}-{version}"))
    return found[0] if found else None


def _fetch(name: str, version: str) -> None:
    text = (
        '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n'
        f'wanted = {{ package = "{name}", version = "={version}", default-features = false }}\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        write_tree({"Cargo.toml": text.encode(), "src/lib.rs": b""}, Path(folder))
        command = ["cargo", "fetch", "--quiet"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)

"""The installed toolchain's documentation, and an index of its codes and books made once."""

import subprocess
from pathlib import Path

import pytest

from rusta_server.docs.navigator import DocNavigator

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="session")
def doc_root() -> Path:
    sysroot = subprocess.run(
        ["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True
    ).stdout.strip()
    root = Path(sysroot) / "share/doc/rust/html"
    if not root.is_dir():
        pytest.skip("rustup component add rust-docs")
    return root


@pytest.fixture(scope="session")
def docs(doc_root: Path, tmp_path_factory: pytest.TempPathFactory) -> DocNavigator:
    return DocNavigator(doc_root, COMMIT, tmp_path_factory.mktemp("docs"))

"""Crates made of texts, and state folders of their own."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rusta_server.probes.context import ProbeContext
from rusta_server.probes.sandbox import bwrap

Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg-cache"))


@pytest.fixture
def crate(tmp_path: Path) -> Make:
    """Write `files` (a text by path) into `tmp_path/name`; a Cargo.toml and src/lib.rs where
    they are missing."""

    def make(files: Mapping[str, str | bytes] | None = None, *, name: str = "demo") -> Path:
        root = tmp_path / name
        manifest = f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n'
        texts = {"Cargo.toml": manifest, "src/lib.rs": "", **(files or {})}
        for path, text in texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


@pytest.fixture(params=["bwrap", "none"])
def mode(request: pytest.FixtureRequest) -> str:
    """Both ways a shadow can run; bubblewrap has to be there for these tests."""
    value: str = request.param
    if value == "bwrap":
        assert not isinstance(bwrap.find(), str), bwrap.find()
    return value


@pytest.fixture
def context() -> Callable[..., ProbeContext]:
    def open_context(root: Path, mode: str = "bwrap") -> ProbeContext:
        return ProbeContext.open(root, sandbox=mode != "none")

    return open_context

"""A workspace on disk and its graph probes, asked through the executor."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor


class World:
    def __init__(self, root: Path, files: Mapping[str, str | bytes]) -> None:
        self.root = root
        self.write(files)
        self.ctx = ProbeContext.open(root)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def evidence(self, method: str, **params: object) -> Evidence:
        return LiveExecutor(self.ctx).execute(Probe(method=method, params=params))

    def ask(self, method: str, **params: object) -> dict:
        found = self.evidence(method, **params)
        assert found.result is not None, found.error
        return found.result

    def scope(self, path: str, marked: str, **params: object) -> dict[str, dict]:
        """The names at `$0` of `marked`, which is what the file `path` holds but for the mark."""
        before, _, after = marked.partition("$0")
        self.write({path: before + after})
        found = self.ask("graph.scope", path=f"$WS/{path}", offset=len(before.encode()), **params)
        return {name["name"]: name for name in found["names"]}


Make = Callable[..., World]


def manifest(name: str, more: str = "") -> str:
    return f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n{more}'


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg-cache"))


@pytest.fixture
def world(tmp_path: Path) -> Make:
    def make(files: Mapping[str, str | bytes]) -> World:
        return World(tmp_path / "ws", {"Cargo.toml": manifest("demo"), **files})

    return make

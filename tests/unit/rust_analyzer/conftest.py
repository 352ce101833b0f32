"""Small crates and the real rust-analyzer, asked through the executor."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from rusta_server.contracts.probe import Evidence, Probe
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor
from rusta_server.probes.rust_analyzer import running

MANIFEST = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n'
LIB = "$WS/src/lib.rs"


class World:
    """A crate on disk. Places are named by `$0` in a text that is otherwise the file's."""

    def __init__(self, root: Path, files: Mapping[str, str], *, sandbox: bool = True) -> None:
        self.root = root
        self.write({"Cargo.toml": MANIFEST, **files})
        self.ctx = ProbeContext.open(root, sandbox=sandbox)

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def evidence(self, method: str, **params: Any) -> Evidence:
        probe = Probe(method=f"ra.{method}", params={"path": LIB, "deadline_ms": 60_000, **params})
        return LiveExecutor(self.ctx).execute(probe)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        found = self.evidence(method, **params)
        assert found.result is not None, found.error
        return found.result

    def at(self, method: str, marked: str, file: str = "src/lib.rs", **params: Any) -> Any:
        """Asks at the mark, or from the first to the second."""
        before, *rest = marked.split("$0")
        self.write({file: before + "".join(rest)})
        start = len(before.encode())
        end = start + (len(rest[0].encode()) if len(rest) > 1 else 0)
        place = {"start": start, "end": end} if method in RANGED else {"offset": start}
        return self.ask(method, path=f"$WS/{file}", **place, **params)

    def analyzers(self) -> list[psutil.Process]:
        """The processes called rust-analyzer that this test run started."""
        return [
            process
            for pid in running.pids()
            for process in psutil.Process(pid).children(recursive=True)
            if process.name() == "rust-analyzer"
        ]


RANGED = ("type_of", "code_actions")
Make = Callable[..., World]


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg-cache"))
    yield
    running.end_all()


@pytest.fixture
def world(tmp_path: Path) -> Make:
    def make(files: Mapping[str, str] | None = None, *, sandbox: bool = True) -> World:
        return World(tmp_path / "ws", {"src/lib.rs": "", **(files or {})}, sandbox=sandbox)

    return make


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One crate whose rust-analyzer a whole module asks; each test writes its own text."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield World(home / "ws", {"src/lib.rs": "mod shapes;\n", "src/shapes.rs": ""})
        running.end_all()

"""Small crates, checked, tested and judged by the real cargo in the real sandbox."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit, Overlay, apply_edits
from rusta_server.contracts.tools import (
    CheckParams,
    CheckResult,
    Gate,
    JudgeCandidate,
    JudgeParams,
    JudgeResult,
    TestParams,
    TestResult,
)
from rusta_server.probes import cargo_check, cargo_test, rustc_judge
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.judge_run import JudgeRun


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg-cache"))


class World:
    """One crate or workspace on disk and a context for it."""

    def __init__(self, root: Path, files: Mapping[str, str]) -> None:
        self.root = root
        self.sandbox = True
        self._ctx: ProbeContext | None = None
        self.write({"Cargo.toml": manifest("demo"), **files})

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    @property
    def ctx(self) -> ProbeContext:
        if self._ctx is None:
            self._ctx = ProbeContext.open(self.root, sandbox=self.sandbox)
        return self._ctx

    def check(
        self, *selectors: str, gate: Gate = "check", overlays: Mapping[str, str] | None = None
    ) -> CheckResult:
        return cargo_check.run(
            CheckParams(selectors=selectors, gate=gate, overlays=_overlays(overlays)), self.ctx
        )

    def test(
        self,
        *selectors: str,
        overlays: Mapping[str, str] | None = None,
        timeout_s: int = 60,
        retries: int = 1,
        doc: bool = True,
    ) -> TestResult:
        params = TestParams(
            selectors=selectors,
            overlays=_overlays(overlays),
            timeout_s=timeout_s,
            retries=retries,
            doc=doc,
        )
        return cargo_test.run(params, self.ctx)

    def judge(
        self,
        *candidates: tuple[Edit, ...],
        gate: Gate = "check",
        limit_greens: int | None = None,
        deadline_s: int = 60,
    ) -> JudgeResult:
        named = tuple(JudgeCandidate(id=f"c{n}", edits=e) for n, e in enumerate(candidates))
        params = JudgeParams(
            gate=gate, candidates=named, limit_greens=limit_greens, deadline_s=deadline_s
        )
        return rustc_judge.run(params, self.ctx)

    def replace(self, path: str, old: str, new: str) -> tuple[Edit, ...]:
        """The one edit that puts `new` for the first `old` of a file."""
        data = (self.root / path).read_bytes()
        at = data.index(old.encode())
        return (Edit(path=f"$WS/{path}", start=at, end=at + len(old.encode()), text=new),)

    def errors_after(self, edits: tuple[Edit, ...], gate: Gate = "check") -> list[Diagnostic]:
        """What a full cargo check reports on the edited text."""
        texts = {e.path.removeprefix("$WS/"): "" for e in edits}
        for path in texts:
            own = [e for e in edits if e.path == f"$WS/{path}"]
            texts[path] = apply_edits((self.root / path).read_bytes(), own).decode()
        found = self.check(gate=gate, overlays=texts).diagnostics
        return [d.model_copy(update={"rendered": ""}) for d in found if d.level == "error"]


def counted_runs(patched: pytest.MonkeyPatch) -> list[int]:
    """From now on how many texts each run of rustc's judges is given."""
    runs: list[int] = []
    whole = JudgeRun.__init__

    def count(self: JudgeRun, *args: object, **options: object) -> None:
        whole(self, *args, **options)  # type: ignore[arg-type]
        runs.append(len(self._jobs))

    patched.setattr(JudgeRun, "__init__", count)
    return runs


Make = Callable[[Mapping[str, str]], World]


def manifest(name: str, more: str = "") -> str:
    return f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n{more}'


def _overlays(texts: Mapping[str, str] | None) -> tuple[Overlay, ...]:
    return tuple(Overlay(path=f"$WS/{p}", text=t) for p, t in (texts or {}).items())


@pytest.fixture
def world(tmp_path: Path) -> Make:
    def make(files: Mapping[str, str]) -> World:
        return World(tmp_path / "ws", files)

    return make

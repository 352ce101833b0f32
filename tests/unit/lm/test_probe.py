"""lm.score and lm.complete as probes, and `rusta lm`, with the artifact of random weights."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rusta_server.contracts.probe import (
    CANCELLED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    TIMEOUT,
    TOOL_MISSING,
    Evidence,
    Probe,
)
from rusta_server.lm.install import install
from rusta_server.lm.loaded import loaded
from rusta_server.lm.session import LmSession
from rusta_server.lm.symbols import Symbol, segment
from rusta_server.probes import lm as probe
from rusta_server.probes.context import ProbeContext
from rusta_server.probes.executor import LiveExecutor

ARTIFACT = Path(__file__).parent / "tiny_artifact"
PREFIX = segment(Symbol.TEXT, b"fn main() {}")
SCORE = {"prefix": PREFIX, "candidates": [[97, 98], [99]]}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the user's models lie; none is installed."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("rusta_server.lm.artifact.find.__defaults__", (None, tmp_path / "none"))
    loaded.cache_clear()
    yield tmp_path / "data" / "rusta" / "model"
    loaded.cache_clear()


def ask(method: str, **params: Any) -> Evidence:
    with ProbeContext.open_nowhere() as ctx:
        return LiveExecutor(ctx).execute(Probe(method=method, params=params))


def test_scores_are_evidence_and_the_same_twice(data: Path) -> None:
    install(ARTIFACT, data)
    first = ask("lm.score", **SCORE)
    loaded.cache_clear()
    assert first == ask("lm.score", **SCORE)
    assert first.result is not None
    assert [score["symbols"] for score in first.result["scores"]] == [2, 1]


def test_completions_are_evidence_and_the_same_twice(data: Path) -> None:
    install(ARTIFACT, data)
    params = {"prefix": PREFIX, "limit": 20, "temperature_bp": 10_000, "seed": 3, "samples": 2}
    first = ask("lm.complete", **params)
    assert first == ask("lm.complete", **params)
    assert first.result is not None
    one, other = first.result["completions"]
    assert one["symbols"] != other["symbols"]


def test_without_a_model_the_probe_names_the_command_that_helps(data: Path) -> None:
    for method, params in (("lm.score", SCORE), ("lm.complete", {"prefix": PREFIX})):
        error = ask(method, **params).error
        assert error is not None
        assert (error.code, error.remedy) == (TOOL_MISSING, "rusta lm install FILE")


def test_a_damaged_model_is_an_answer_too(data: Path) -> None:
    install(ARTIFACT, data)
    (data / "weights.bin").write_bytes(b"torn")
    error = ask("lm.score", **SCORE).error
    assert error is not None
    assert error.code == TOOL_MISSING
    assert "damaged" in error.message
    assert str(data) not in f"{error.message} {error.remedy}", "no path of a machine is hashed"


@pytest.mark.parametrize("method", ["lm.score", "lm.complete"])
def test_who_waits_no_longer_is_told_so(data: Path, method: str) -> None:
    install(ARTIFACT, data)
    asked = SCORE if method == "lm.score" else {"prefix": PREFIX}
    error = ask(method, **asked, deadline_ms=1).error
    assert error is not None
    assert error.code == TIMEOUT


def test_a_deadline_that_is_kept_changes_no_answer(data: Path) -> None:
    install(ARTIFACT, data)
    candidates = [[97 + n % 26] * (1 + n % 7) for n in range(40)]
    _, session = loaded()
    whole = session.score(session.read(PREFIX), candidates)
    result = ask("lm.score", prefix=PREFIX, candidates=candidates, deadline_ms=60_000).result
    assert result is not None
    assert [s["likelihood_mbit"] for s in result["scores"]] == [s.likelihood_mbit for s in whole]


def test_jobs_that_ask_at_the_same_time_get_the_same_answers(data: Path) -> None:
    install(ARTIFACT, data)
    alone = ask("lm.score", **SCORE)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: ask("lm.score", **SCORE), range(8)))
    assert together == [alone] * 8


def test_cancelled_while_another_asks(data: Path) -> None:
    install(ARTIFACT, data)
    with probe._TURN, ProbeContext.open_nowhere() as ctx:
        threading.Timer(0.2, ctx.cancel.set).start()
        evidence = LiveExecutor(ctx).execute(Probe(method="lm.score", params=SCORE))
    assert evidence.error is not None
    assert evidence.error.code == CANCELLED


def loaded_ahead() -> bool:
    probe.warm_up()
    for thread in threading.enumerate():
        if thread.name == "rusta-lm":
            thread.join(60)
    return loaded.cache_info().currsize == 1


def test_it_is_loaded_ahead_where_there_is_one(data: Path) -> None:
    assert not loaded_ahead()
    install(ARTIFACT, data)
    assert loaded_ahead()
    assert ask("lm.score", **SCORE).error is None


def test_what_cannot_be_loaded_ahead_is_told_when_it_is_asked(data: Path) -> None:
    install(ARTIFACT, data)
    (data / "weights.bin").write_bytes(b"torn")
    assert not loaded_ahead()
    assert ask("lm.score", **SCORE).error is not None


def test_a_model_that_breaks_while_it_runs_is_an_answer(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(ARTIFACT, data)

    def breaks(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(LmSession, "read", breaks)
    error = ask("lm.score", **SCORE).error
    assert error is not None
    assert error.code == INTERNAL_ERROR


def test_symbols_that_do_not_exist_are_refused(data: Path) -> None:
    install(ARTIFACT, data)
    for params in ({**SCORE, "candidates": [[999]]}, {**SCORE, "prefix": [1, 2, 3, -4]}):
        error = ask("lm.score", **params).error
        assert error is not None
        assert error.code == INVALID_PARAMS


def rusta(tmp_path: Path, *words: str | Path) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "rusta_server.cli.main", "lm", *words, "--json"],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_install_score_and_complete_on_the_command_line(tmp_path: Path) -> None:
    source = tmp_path / "source.rs"
    source.write_text("fn main() {")
    code, told = rusta(tmp_path, "install", ARTIFACT)
    assert (code, told["usable"]) == (0, True)
    code, scored = rusta(tmp_path, "score", source, source, source)
    assert code == 0
    first, second = scored["likelihoods_mbit"]
    assert first == second < 0
    code, written = rusta(tmp_path, "complete", source, "--limit", "9")
    assert (code, written["model"]) == (0, told["model"])


def test_a_damaged_artifact_is_not_installed(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(ARTIFACT, tmp_path / "copy"))
    (copy / "local.onnx").write_bytes(b"torn")
    code, told = rusta(tmp_path, "install", copy)
    assert (code, told["document"]) == (2, "error/1")
    assert "damaged" in told["error"]["message"]
    assert told["error"]["remedy"]

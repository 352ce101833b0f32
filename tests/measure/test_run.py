"""Runs go on where they stopped, and the figures count what they say they count."""

import math
from pathlib import Path

import pytest

from rusta_eval import peers
from rusta_eval.cases import Case
from rusta_eval.figures import figures, gain
from rusta_eval.judge import Verdict
from rusta_eval.peers import Outcome
from rusta_eval.run import Record, read, run_all


def record(case: str, engine: str, tests: bool, sure: bool = True) -> Record:
    verdict = Verdict(green=True, tests=tests, exact=False, same=False, degenerate=False)
    return Record(case=case, engine=engine, half="dev", crate="tiny", slice="borrow", rule="r",
                  outcome=Outcome(applied=True, sure=sure), seconds=1.0, verdict=verdict,
                  rustc="r")  # fmt: skip


def test_a_finished_case_is_not_run_again(tiny: Case, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    first = list(run_all([tiny], ["verified-suggestions"], out, 1))
    assert [one.verdict.exact for one in first] == [True]
    assert list(run_all([tiny], ["verified-suggestions"], out, 1)) == []
    assert [one.key for one in read(out)] == [("tiny-0", "verified-suggestions")]


def test_a_failure_is_run_again(
    tiny: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        peers.ENGINES, "rusta", lambda folder: Outcome(applied=False, failed=True, note="exit 2")
    )
    for _ in range(2):
        again = list(run_all([tiny], ["rusta"], tmp_path / "out.jsonl", 1))
        assert [one.verdict.green for one in again] == [False]


def test_a_half_written_line_is_dropped(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    line = record("a", "rusta", True).model_dump_json()
    out.write_text(f"{line}\n{line[:40]}", "utf-8")
    assert [one.case for one in read(out)] == ["a"]


def test_gain_is_paired() -> None:
    peer = [record(str(n), "verified-suggestions", n < 2) for n in range(4)]
    ours = [record(str(n), "rusta", n > 0) for n in range(3)]
    found = gain(peer + ours, "rusta", "verified-suggestions")
    assert (found["cases"], found["mean"]) == (3, 0.0)
    assert found["low"] <= 0.0 <= found["high"]
    assert math.isnan(gain(peer, "rusta", "verified-suggestions")["mean"])


def test_only_what_is_sure_counts_as_applied_at_the_threshold() -> None:
    given = [record("a", "rusta", True), record("b", "rusta", False, sure=False)]
    row = figures(given)["rusta"]
    assert (row["tests"], row["applied"], row["right_of_applied"]) == (0.5, 0.5, 1.0)

"""The command line of the measure, and the pinned crates it works on."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_eval import crates
from rusta_eval.cases import load
from rusta_eval.mutants import main
from rusta_eval.run import peers_path, read


def test_crates_are_split_by_name() -> None:
    first = crates.pinned(crates.home("dev"))
    assert list(first) == sorted(first)
    halves = [crate.half for crate in first.values()]
    assert halves == ["dev" if index % 2 == 0 else "blind" for index in range(len(halves))]
    assert all(crate.tests > 0 for crate in crates.pinned().values())


def test_a_quarter_of_the_heldout_crates_may_be_looked_at() -> None:
    given = crates.pinned(crates.home("heldout-dev"))
    assert list(given) == sorted(given)
    halves = [crate.half for crate in given.values()]
    assert len(halves) >= 20
    assert halves == ["heldout-dev" if n % 4 == 1 else "heldout-blind" for n in range(len(halves))]


def test_the_cache_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RUSTA_MEASURE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert crates.cache() == tmp_path / "rusta-measure"
    monkeypatch.setenv("RUSTA_MEASURE_CACHE", str(tmp_path / "here"))
    assert crates.cache() == tmp_path / "here"


def test_counts_are_shown() -> None:
    result = CliRunner().invoke(main, ["counts"])
    assert result.exit_code == 0
    assert "visibility" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["materialise", "no-such-case", "folder"], "there is no case no-such-case"),
        (["run", "--engines", "guess", "--out", "x"], "no engine guess; there are cargo-fix"),
    ],
)
def test_bad_input_is_named(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code != 0
    assert said in result.output.replace("\n", " ")


def test_a_report_of_the_peers(tmp_path: Path) -> None:
    metrics = tmp_path / "figures.json"
    words = ["report", str(peers_path("dev")), "--half", "dev", "--metrics", str(metrics)]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert '"verified-suggestions"' in metrics.read_text("utf-8")


def test_a_case_that_stays_unread_is_not_written_out(tmp_path: Path) -> None:
    wanted = load("heldout-blind")[0].id
    result = CliRunner().invoke(main, ["materialise", wanted, str(tmp_path / "case")])
    assert result.exit_code == 1
    assert "stays unread" in result.output
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize("half", ["dev", "blind"])
def test_the_peers_have_run_over_every_case(half: crates.Half) -> None:
    engines = ("cargo-fix", "first-suggestion", "verified-suggestions")
    wanted = {(case.id, engine) for case in load(half) for engine in engines}
    assert {record.key for record in read(peers_path(half))} == wanted

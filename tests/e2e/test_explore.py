"""`rusta propose --explore`: what experiments tell of a patch that no test speaks of."""

from pathlib import Path

import pytest

from .world import Ran, Rusta

MANIFEST = '[package]\nname = "explored"\nversion = "0.1.0"\nedition = "2021"\n'
LEVEL = "pub fn level(left: u32, lift: u32) -> u32 {\n    lft\n}\n"
FIRST = """\
pub fn first(words: &[String], back: bool) -> String {
    if back {
        return String::new();
    }
    words[0]
}

#[cfg(test)]
mod tests {
    #[test]
    fn front() {
        assert_eq!(super::first(&["a".to_string()], %s), %s);
    }
}
"""


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    root = tmp_path / "explored"
    (root / "src").mkdir(parents=True)
    (root / "Cargo.toml").write_text(MANIFEST)
    return root


def explored(rusta: Rusta, crate: Path, text: str, *more: str) -> Ran:
    """Nothing is sure enough to go without."""
    (crate / "src/lib.rs").write_text(text)
    unsure = ("--policy", "thresholds.patch=9999")
    ran = rusta.json("propose", crate, "--explore", "--no-doctests", *unsure, *more)
    assert (crate / "src/lib.rs").read_text() == text
    return ran


def test_rivals_that_differ_are_told_apart_by_an_input(rusta: Rusta, crate: Path) -> None:
    ran = explored(rusta, crate, LEVEL)
    result = ran.document.result
    assert (ran.code, result.status) == (0, "explored")
    assert len(result.proposed.proposals) == 2
    assert len(result.experiments) <= 3
    assert result.differences
    assert all(len(set(difference.said)) == 2 for difference in result.differences)
    assert "rivals differ" in result.conclusion
    assert "level(a0, a1)" in (result.micro_test or "")


def test_the_tests_that_execute_the_edit_are_named(rusta: Rusta, crate: Path) -> None:
    result = explored(rusta, crate, FIRST % ("false", '"a"')).document.result
    (coverage,) = [e for e in result.experiments if e.kind == "coverage"]
    assert (coverage.outcome, coverage.function) == ("covered", "first")
    assert coverage.tests == ("explored::tests::front",)


def test_a_test_of_the_function_that_goes_around_the_edit_does_not_cover_it(
    rusta: Rusta, crate: Path
) -> None:
    result = explored(rusta, crate, FIRST % ("true", '""')).document.result
    (coverage,) = [e for e in result.experiments if e.kind == "coverage"]
    assert (coverage.outcome, coverage.tests) == ("not-covered", ())
    seen = [e for e in result.experiments if e.outcome == "observed"]
    assert any(o.said == "a panic" for e in seen for o in e.observations)


def test_no_more_experiments_than_the_policy_allows(rusta: Rusta, crate: Path) -> None:
    none = explored(rusta, crate, LEVEL, "--policy", "explore.max_experiments=0").document.result
    assert none.experiments == ()
    one = explored(rusta, crate, LEVEL, "--policy", "explore.max_experiments=1").document.result
    assert [e.kind for e in one.experiments] == ["coverage"]


def test_the_run_replays_and_is_kept_as_a_golden_trace_candidate(rusta: Rusta, crate: Path) -> None:
    document = explored(rusta, crate, LEVEL).document
    assert document.golden == document.trace
    replayed = rusta.json("replay", document.trace)
    assert replayed.document.same is True
    shown = rusta.json("show", document.result.experiments[-1].source.record_id)
    assert "mod rusta_explore" in shown.document.text

"""The confidence of a patch: what was counted of its like; else a prior, moved by what the proof
showed, capped."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusta_server.contracts.policy import Policy
from rusta_server.contracts.proof import Proof
from rusta_server.contracts.proof import TestSummary as Summary
from rusta_server.engine.calibration import shipped
from rusta_server.engine.confidence import CAP_BP, Standing, confidence, likelihood, prior
from rusta_server.engine.priors import DEFAULT_BP, PRIORS_BP

Run = Literal["passed", "failed", "timeout", "not-run", "no-tests"]


def proof(run: Run = "not-run", passed: int = 0, flaky: tuple[str, ...] = ()) -> Proof:
    return Proof(
        level="green",
        gate="check",
        tree_before="a",
        tree_after="b",
        tests=Summary(baseline="none", run=run, passed=passed, flaky=flaky),
        sandbox="bwrap",
        rustc="1",
        probe_keys=(),
    )


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As before anything was counted."""
    monkeypatch.setattr("rusta_server.engine.confidence.shipped", lambda: None)


def bp(*sources: str, rivals: int = 0, lines: int = 1, proven: Proof | None = None) -> int:
    return confidence(sources or ("rustc",), Standing(rivals), lines, (), proven or proof()).bp


def test_what_was_counted_is_calibrated_and_falls_with_rivals() -> None:
    alone, among = (
        confidence(("rustc:machine-applicable",), Standing(rivals, lead), 1, (), proof())
        for rivals, lead in ((0, None), (4, -500))
    )
    assert alone.calibrated and among.calibrated
    assert alone.bp > Policy().thresholds.patch > among.bp
    assert alone.features["score"] > among.features["score"]  # type: ignore[operator]


def test_what_nobody_counted_is_a_guess_below_the_threshold() -> None:
    found = confidence(("upgrade:renamed",), Standing(), 1, (), proof("passed", 9))
    assert not found.calibrated
    assert found.bp <= CAP_BP < Policy().thresholds.patch


def test_a_source_never_seen_takes_its_family_s_prior():
    assert prior("template:never_seen") == PRIORS_BP["template"]
    assert prior("rustc:never-seen") == PRIORS_BP["rustc"]
    assert prior("nobody") == DEFAULT_BP
    for source, points in PRIORS_BP.items():
        assert prior(source) == points
        assert 0 < points < 10_000


def test_of_several_sources_the_least_sure_decides():
    unsure, sure = (by(PRIORS_BP, key=PRIORS_BP.__getitem__) for by in (min, max))
    both = likelihood((sure, unsure), 1, ())
    assert both < likelihood((unsure,), 1, ()) < likelihood((sure,), 1, ())
    assert likelihood((unsure, sure), 1, ()) == both


def test_lines_and_lints_count_against_it():
    assert likelihood(("rustc",), 2, ()) == likelihood(("rustc",), 1, ())
    assert likelihood(("rustc",), 3, ()) < likelihood(("rustc",), 2, ())
    assert likelihood(("rustc",), 1, ("unused_mut",)) < likelihood(("rustc",), 1, ())


@pytest.mark.usefixtures("uncounted")
def test_rivals_count_against_it():
    assert bp(rivals=2) < bp(rivals=1) < bp(rivals=0)


@pytest.mark.usefixtures("uncounted")
def test_passing_tests_count_for_it_and_flaky_ones_against():
    assert bp(proven=proof("passed", 3)) > bp(proven=proof("no-tests")) == bp()
    assert bp(proven=proof("passed", 0)) == bp()
    assert bp(proven=proof("passed", 3, ("t",))) < bp(proven=proof("passed", 3))


@given(
    sources=st.lists(st.sampled_from([*PRIORS_BP, "nobody"]), max_size=4).map(tuple),
    rivals=st.integers(0, 50),
    lines=st.integers(0, 100),
    lints=st.lists(st.just("dead_code"), max_size=9).map(tuple),
    run=st.sampled_from(["passed", "failed", "timeout", "not-run", "no-tests"]),
    passed=st.integers(0, 5),
)
def test_a_guess_never_reaches_the_threshold(
    sources: tuple[str, ...],
    rivals: int,
    lines: int,
    lints: tuple[str, ...],
    run: Run,
    passed: int,
):
    found = confidence(sources, Standing(rivals), lines, lints, proof(run, passed))
    assert 0 < found.bp < 10_000
    assert found.calibrated or 100 <= found.bp <= CAP_BP == 8_400 < Policy().thresholds.patch
    assert found.record_id


@pytest.mark.parametrize("rivals", [0, 3])
def test_the_features_say_what_it_was_made_of(rivals: int):
    surest = max(PRIORS_BP, key=PRIORS_BP.__getitem__)
    found = confidence((surest,), Standing(rivals), 4, (), proof("passed", 7))
    features = found.features
    assert (features["prior_bp"], features["rivals"], features["lines"]) == (
        PRIORS_BP[surest],
        rivals,
        4,
    )
    assert (features["tests"], features["tests_passed"], features["steps"]) == ("passed", 7, 1)
    table = shipped()
    assert table is not None and features["score"] == table.score(features)

"""What a score is worth is what it was worth before: a share that rises with the score."""

from hypothesis import given
from hypothesis import strategies as st

from rusta_eval.calibration import Counted, Seen, calibrated, error, fitted
from rusta_eval.priors import Rival

OUTCOMES = st.lists(
    st.builds(Counted, score=st.integers(-2_000, 10_000), right=st.booleans()), max_size=200
)


@given(OUTCOMES)
def test_a_higher_score_is_worth_no_less(outcomes: list[Counted]) -> None:
    found = fitted(outcomes, ["dev"], group=10)
    assert list(found.from_score) == sorted(set(found.from_score))
    assert list(found.right_bp) == sorted(set(found.right_bp))
    assert all(0 < bp < 10_000 for bp in found.right_bp)
    assert (found.outcomes, found.right) == (len(outcomes), sum(one.right for one in outcomes))


def test_a_group_s_share_is_its_worth() -> None:
    low = [Counted(1_000, n < 5) for n in range(10)]
    high = [Counted(8_000, n < 9) for n in range(10)]
    found = fitted(low + high, ["dev"], group=10)
    assert found.from_score == (1_000, 8_000)
    assert found.right_bp == (5_000, 8_333)
    assert (found.worth(999), found.worth(1_000), found.worth(7_999)) == (None, 5_000, 5_000)
    assert found.worth(9_999) == 8_333


def test_shares_that_would_fall_are_pooled() -> None:
    low = [Counted(1_000, n < 9) for n in range(10)]
    high = [Counted(8_000, n < 5) for n in range(10)]
    assert fitted(low + high, ["dev"], group=10).right_bp == (6_818,)


def test_the_error_is_what_is_said_less_what_was() -> None:
    assert error([(9_000, True)] * 9 + [(9_000, False)]) < 1e-9
    assert abs(error([(9_000, True)] * 5 + [(9_000, False)] * 5) - 0.4) < 1e-9


def rival(source: str, rivals: int, right: bool) -> Rival:
    features: dict[str, int | str | bool] = {"rivals": rivals, "lines": 2, "steps": 1}
    return Rival(
        sources=(source,), bp=0, lines=2, warnings=0,
        right=right, exact=right, degenerate=False, features=features,
    )  # fmt: skip


def test_a_crate_is_judged_by_the_others() -> None:
    """What is right in one crate alone makes nothing sure there."""
    one = [Seen("one", rival("template:always", 0, True)) for _ in range(40)]
    other = [Seen("other", rival("template:always", 0, False)) for _ in range(40)]
    found = calibrated(one + other, ["dev"], group=20)
    assert max(found.right_bp) <= 5_500


def test_what_stands_alone_is_surer_than_what_has_rivals() -> None:
    seen = [
        Seen(f"crate{n % 5}", rival("template:some", 0 if n % 2 else 3, bool(n % 2) or n % 4 == 0))
        for n in range(200)
    ]
    found = calibrated(seen, ["dev"], group=20)
    assert found.right_bp[0] < 6_000 and found.right_bp[-1] > 9_000
    alone, among = (
        found.score({"rivals": r, "prior_bp": 7_000, "lines": 2, "steps": 1}) for r in (0, 3)
    )
    assert alone > among


def test_no_fact_counts_against_its_sense() -> None:
    seen = [Seen(f"crate{n % 5}", rival("template:some", n % 4, n % 4 > 1)) for n in range(200)]
    found = calibrated(seen, ["dev"])
    assert "rivals" not in found.weights and "alone" not in found.weights

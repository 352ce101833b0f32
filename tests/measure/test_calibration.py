"""What a score is worth is what it was worth before: a share that rises with the score."""

from hypothesis import given
from hypothesis import strategies as st

from rusta_eval.calibration import Counted, error, fitted

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

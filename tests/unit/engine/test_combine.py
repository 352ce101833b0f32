"""What speaks for each rival, as one integer: features, weights, order, and the file they lie in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rusta_server.engine.combine import (
    Facts,
    Features,
    Provenance,
    RankWeights,
    combine,
    features_of,
    order_of,
    read_weights,
    shipped_weights,
    write_weights,
)

NONE = Features(
    likelihood_mbit=0, per_symbol_mbit=0, margin_mbit=0, right_mlogit=0, prior_bp=0, order=0,
    symbols=0,
)  # fmt: skip


def weights(**of: int) -> RankWeights:
    by_hand = Provenance(fitted=False, how="for this test", triplets=0, rivals=0)
    return RankWeights(provenance=by_hand, weights=NONE.model_copy(update=of))


def facts(
    likelihood: int | None = -10_000,
    symbols: int | None = 10,
    right: int | None = 0,
    prior: int = 6_000,
    order: int = 0,
) -> Facts:
    return Facts(likelihood, symbols, right, prior, order)


def test_features_are_what_the_model_says_of_each_beside_its_rivals() -> None:
    one, other = features_of([facts(-9_000, 10), facts(-12_500, 20, right=300, order=1)])
    assert (one.likelihood_mbit, one.per_symbol_mbit, one.margin_mbit) == (-9_000, -900, 3_500)
    assert (other.per_symbol_mbit, other.margin_mbit, other.right_mlogit) == (-625, -3_500, 300)
    assert (one.order, other.order) == (0, 1)


def test_what_the_model_could_not_score_is_as_likely_as_the_others_on_average() -> None:
    unknown = facts(None, None, None)
    _, _, filled = features_of([facts(-8_000, 8, 100), facts(-12_000, 12, 300), unknown])
    assert (filled.likelihood_mbit, filled.right_mlogit, filled.symbols) == (-10_000, 200, 10)


def test_nothing_scored_leaves_what_is_known_without_the_model() -> None:
    rivals = [facts(None, None, None, prior=5_000), facts(None, None, None, prior=9_000, order=1)]
    assert [index for index, _ in order_of(rivals, shipped_weights())] == [1, 0]


def test_the_combination_is_linear() -> None:
    (one, _) = features_of([facts(-1_000, right=50, prior=7_000), facts(-2_000)])
    assert combine(one, weights()) == 0
    assert combine(one, weights(right_mlogit=3)) == 150
    assert combine(one, weights(right_mlogit=3, prior_bp=2)) == 150 + 14_000


def test_equal_ones_keep_the_order_of_priors_and_then_of_the_search() -> None:
    rivals = [facts(prior=5_000, order=1), facts(prior=5_000, order=0), facts(prior=6_000, order=2)]
    assert [index for index, _ in order_of(rivals, weights())] == [2, 1, 0]


def test_by_the_shipped_weights_each_fact_counts_the_way_it_should() -> None:
    base = facts()
    for better in (facts(-5_000), facts(right=900), facts(prior=8_000)):
        rivals = [base._replace(order=1), better]
        assert [index for index, _ in order_of(rivals, shipped_weights())] == [1, 0], better


RIVAL = st.builds(
    Facts,
    st.none() | st.integers(-2_000_000, 0),
    st.integers(1, 400),
    st.integers(-20_000, 20_000),
    st.integers(-9_000, 10_000),
    st.integers(0, 31),
).map(lambda f: f if f.likelihood_mbit is not None else f._replace(symbols=None, right_mlogit=None))


@settings(deadline=None)
@given(st.lists(RIVAL, min_size=1, max_size=32))
def test_the_order_is_whole_best_first_and_made_of_integers(rivals: list[Facts]) -> None:
    found = order_of(rivals, shipped_weights())
    assert sorted(index for index, _ in found) == list(range(len(rivals)))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(type(score) is int for score in scores)


def test_the_shipped_weights_say_how_they_were_found() -> None:
    provenance = shipped_weights().provenance
    assert provenance.how
    assert provenance.fitted == (provenance.triplets > 0)


def test_weights_are_read_as_they_were_written() -> None:
    how = 'fitted on "rivals", with a \\ and\ntwo lines'
    provenance = Provenance(fitted=True, how=how, triplets=12, rivals=50, model="ab")
    written = RankWeights(provenance=provenance, weights=weights(symbols=-40_000).weights)
    assert read_weights(write_weights(written)) == written


def test_a_file_that_lacks_a_weight_is_refused() -> None:
    text = write_weights(weights()).replace("margin_mbit = 0\n", "")
    with pytest.raises(ValueError, match="margin_mbit"):
        read_weights(text)

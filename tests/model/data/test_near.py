"""Near-duplicates: found by MinHash over runs of tokens, whatever their layout."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rusta_model.data.near import FEWEST, RUN, SAME, Seen, signature

from .sources import rust

NUMBERS = st.integers(0, 10_000)
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.]*|[^\s\w]")


def similarity(one: str, other: str) -> float:
    """The true share of runs of tokens that two texts have in common."""

    def runs(text: str) -> set[tuple[str, ...]]:
        tokens = TOKEN.findall(text)
        return {tuple(tokens[n : n + RUN]) for n in range(len(tokens) - RUN + 1)}

    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


def is_like(one: str, other: str) -> bool:
    seen = Seen()
    first, second = signature(one.encode()), signature(other.encode())
    assert first is not None and second is not None
    seen.keep("one", first)
    return seen.like(second) == "one"


@given(NUMBERS, st.integers(0, 11))
@settings(max_examples=40, deadline=None)
def test_a_file_with_one_function_renamed_is_like_it(seed: int, which: int) -> None:
    changed = rust(seed, 30).replace(f"compute_{seed}_{which}(", "renamed(")
    assert is_like(rust(seed, 30), changed)


@given(NUMBERS, NUMBERS)
@settings(max_examples=40, deadline=None)
def test_files_of_other_names_are_not_alike(one: int, other: int) -> None:
    if one != other:
        assert not is_like(rust(one, 30), rust(other, 30))


@given(NUMBERS, st.sampled_from([2, 3, 8]), st.sampled_from(["\n\n", "\r\n"]))
@settings(max_examples=30, deadline=None)
def test_layout_does_not_count(seed: int, indent: int, end: str) -> None:
    text = rust(seed)
    laid_out = text.replace("    ", " " * indent).replace("\n", end)
    one, other = signature(text.encode()), signature(laid_out.encode())
    assert one is not None and other is not None
    assert np.array_equal(one, other)


@given(st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_the_signatures_agree_as_far_as_the_texts_do(shared: int) -> None:
    """128 minima: the estimate stands within 0.2 of the truth (4.5 standard deviations)."""
    common = "\n".join(rust(n, 1) for n in range(shared))
    one, other = f"{common}\n{rust(500, 20)}", f"{common}\n{rust(600, 20)}"
    first, second = signature(one.encode()), signature(other.encode())
    assert first is not None and second is not None
    assert abs(float(np.mean(first == second)) - similarity(one, other)) < 0.2


def test_the_order_of_tokens_counts() -> None:
    text = rust(1, 20)
    backwards = " ".join(reversed(TOKEN.findall(text)))
    assert similarity(text, backwards) < SAME
    assert not is_like(text, backwards)


def test_a_short_file_has_no_signature() -> None:
    assert signature(b"a " * (FEWEST - 1)) is None
    assert signature(b"a " * FEWEST) is not None


def test_the_most_similar_is_named_and_the_first_of_equals() -> None:
    seen = Seen()
    near = rust(1, 30).replace("compute_1_3(", "renamed(")
    for name, text in (("b", rust(1, 30)), ("a", rust(1, 30)), ("near", near)):
        found = signature(text.encode())
        assert found is not None
        seen.keep(name, found)
    wanted = signature(rust(1, 30).encode())
    assert wanted is not None and seen.like(wanted) == "a"


def test_a_signature_is_the_same_in_every_process() -> None:
    """Snapshots depend on it: no hash of Python's that is drawn at its start."""
    found = signature(rust(1).encode())
    assert found is not None
    assert found[:4].tolist() == [386_887, 3_625_543, 18_048_974, 17_816_736]

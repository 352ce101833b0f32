"""Names spelled like a given one."""

import pytest

from rusta_indexer.spelling import distance, nearest


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "xbc", 1),
        ("abc", "xyz", None),
    ],
)
def test_steps_between_two_names(a: str, b: str, steps: int | None):
    assert distance(a, b, 2) == distance(b, a, 2) == steps


def test_nearest_first_and_nothing_too_far():
    names = ["length", "lenght", "lengths", "l", "LENGTH", "width"]
    assert nearest("length", names) == [(1, "LENGTH"), (1, "lenght"), (1, "lengths")]


def test_words_in_another_order():
    assert nearest("line_parse", ["parse_line", "parse_lines"]) == [(1, "parse_line")]


def test_short_names_may_differ_by_one():
    assert nearest("ab", ["a", "b", "abc", "cd"]) == [(1, "a"), (1, "abc"), (1, "b")]

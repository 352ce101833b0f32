"""Positions of LSP against byte offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusta_server.lsp.positions import Encoding, LineIndex, Place

ENCODINGS: list[Encoding] = ["utf-8", "utf-16", "utf-32"]
TEXTS = st.text(alphabet="ab\té\n\r😀\u0301\u2028\x0b\x0c", max_size=40)


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 6), ("utf-16", 4), ("utf-32", 3)])
def test_a_character_counts_as_the_encoding_has_it(encoding: Encoding, character: int) -> None:
    index = LineIndex("x\na😀bc")
    assert index.place_at(8, encoding) == Place(1, character)
    assert index.index_of(Place(1, character), encoding) == 5


def test_only_three_line_ends_end_a_line() -> None:
    assert LineIndex("a\nb\r\nc\rd\u2028e\x0bf\x0cg").lines == 4


def test_past_the_end_of_a_line_is_its_end_and_past_the_text_its_end() -> None:
    index = LineIndex("ab\r\ncd")
    assert index.index_of(Place(0, 99), "utf-16") == 2
    assert index.index_of(Place(9, 0), "utf-16") == 6


def test_inside_of_a_surrogate_pair_is_its_beginning() -> None:
    assert LineIndex("a😀b").index_of(Place(0, 2), "utf-16") == 1


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_every_index_has_a_place_and_an_offset_that_lead_back(
    text: str, encoding: Encoding
) -> None:
    index = LineIndex(text)
    for at in range(len(text) + 1):
        assert index.offset_of(at) == len(text[:at].encode())
        assert index.index_at(index.offset_of(at)) == at
        if text[at - 1 : at + 1] != "\r\n":
            assert index.index_of(index.place_of(at, encoding), encoding) == at

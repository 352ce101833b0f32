"""Edits as text: what they look like, that they come back, what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.lm.edit_text import InexpressibleError, Place, to_edits, to_text

MAIN = "$WS/src/main.rs"
LIB = "$WS/src/lib.rs"
SOURCE = """\
use std::fmt;

fn one() {
    let a = 1;
    b(a);
}

fn two() {
    if x {
        let a = 1;
    }
    b(a);
}
"""


def replace(old: str, new: str, nth: int = 0, path: str = MAIN, text: str = SOURCE) -> Edit:
    at = -1
    for _ in range(nth + 1):
        at = text.index(old, at + 1)
    start = len(text[:at].encode())
    return Edit(path=path, start=start, end=start + len(old.encode()), text=new)


def applied(edits: tuple[Edit, ...] | list[Edit], text: str = SOURCE) -> str:
    return apply_edits(text.encode(), edits).decode()


def text_of(*edits: Edit, line: int = 3) -> str:
    return to_text(edits, {MAIN: SOURCE}, Place(MAIN, line))


def test_a_line_is_taken_away_and_put_in_without_its_indentation() -> None:
    assert text_of(replace("a = 1", "a = 2")) == "-let a = 1;\n+let a = 2;\n"


def test_the_occurrence_nearest_to_the_site_needs_no_rank() -> None:
    assert text_of(replace("a = 1", "a = 2", nth=1), line=9) == "-let a = 1;\n+let a = 2;\n"


def test_another_occurrence_is_told_by_its_rank() -> None:
    assert text_of(replace("a = 1", "a = 2", nth=1)) == "@2\n-let a = 1;\n+let a = 2;\n"


def test_what_only_puts_in_keeps_the_line_before() -> None:
    edit = replace("    b(a);\n", "    c(a);\n    b(a);\n")
    assert text_of(edit) == " let a = 1;\n+c(a);\n"


def test_the_first_line_is_kept_behind_what_is_put_before_it() -> None:
    edit = Edit(path=MAIN, start=0, end=0, text="use std::io;\n")
    assert text_of(edit) == "+use std::io;\n use std::fmt;\n"


def test_indentation_that_changes_is_written() -> None:
    edit = replace("        let a = 1;\n", "    let a = 1;\n")
    assert text_of(edit, line=9) == "-    let a = 1;\n+let a = 1;\n"


def test_each_further_hunk_begins_with_its_own_line() -> None:
    edits = (replace("fmt", "io"), replace("b(a)", "b(&a)"))
    assert text_of(*edits) == "-use std::fmt;\n+use std::io;\n@\n-b(a);\n+b(&a);\n"


def test_another_file_is_named() -> None:
    files = {MAIN: SOURCE, LIB: "fn f() {}\n"}
    edit = Edit(path=LIB, start=0, end=0, text="pub ")
    text = to_text([edit], files, Place(MAIN, 3))
    assert text == "@ $WS/src/lib.rs\n-fn f() {}\n+pub fn f() {}\n"
    assert to_edits(text, files, Place(MAIN, 3)) == (edit,)


def test_edits_to_the_same_end_read_the_same() -> None:
    word = replace("1", "2")
    line = replace("let a = 1;", "let a = 2;")
    assert text_of(word) == text_of(line)


@pytest.mark.parametrize(
    "text",
    ["", "let a = 1;\n", "+let b = 1;\n", "-let z = 1;\n", "@3\n-let a = 1;\n+let a = 2;\n", "@ $WS/src/no.rs\n-a\n",
     "-let a = 1;\n+let a = 1;\n", "@x\n-b(a);\n"],
)  # fmt: skip
def test_text_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(InexpressibleError):
        to_edits(text, {MAIN: SOURCE}, Place(MAIN, 3))


def test_a_created_file_and_an_edit_without_effect_are_refused() -> None:
    with pytest.raises(InexpressibleError):
        text_of(Edit(path=LIB, start=0, end=0, text="a"))
    with pytest.raises(InexpressibleError):
        text_of(replace("fmt", "fmt"))


LINES = st.lists(
    st.sampled_from(
        ["", "a", "    a", "        a", "    }", "}", "\tb", "  é", "-x", "+y", "@2", " "]
    ),
    max_size=12,
)


@settings(max_examples=400, deadline=None)
@given(LINES, LINES, st.booleans(), st.data())
def test_what_is_written_comes_back(
    old: list[str], inserted: list[str], ends: bool, data: st.DataObject
) -> None:
    """Every edit round-trips or is refused; only blanks and clashing hunks are refused."""
    text = "\n".join(old) + ("\n" if ends else "")
    length = len(text)
    ranges = sorted(data.draw(st.lists(st.integers(0, length), min_size=2, max_size=4)))
    files, site = {MAIN: text}, Place(MAIN, data.draw(st.integers(0, 12)))
    edits = [
        Edit(path=MAIN, start=len(text[:a].encode()), end=len(text[:b].encode()), text=new)
        for a, b, new in zip(ranges[::2], ranges[1::2], ["\n".join(inserted), "z"], strict=False)
    ]
    after = applied(edits, text)
    try:
        written = to_text(edits, files, site)
    except InexpressibleError:
        blank = any(line and not line.strip() for line in after.split("\n"))
        assert after == text or blank or len(edits) > 1
        return
    assert applied(to_edits(written, files, site), text) == after

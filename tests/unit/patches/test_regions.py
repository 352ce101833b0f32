"""Regions: whole elements around every edit; outside of them both texts are the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusta_server.patches.build import patch_between
from rusta_server.patches.lexer import code, words
from rusta_server.patches.syntax import regions

PATH = "$WS/src/lib.rs"
SOURCE = """\
#[derive(Debug)]
pub struct S { a: u8, b: String }

impl S {
    /* a comment with { in it */
    fn f(&self) -> Option<&str> {
        let x = match self.a { 1 => "}", _ => r#"un"quoted"# };
        Some(x) // é
    }
}
"""


def parts(before: str, after: str) -> list[tuple[str, str]]:
    edits = patch_between({PATH: before}, {PATH: after}).files[0].edits
    old, new = before.encode(), after.encode()
    found = regions(old, new, edits)
    return [(old[slice(*r.before)].decode(), new[slice(*r.after)].decode()) for r in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("derive(Debug)", "derive(Clone)", "#[derive(Debug)]"),
        ("a: u8", "a: u16", "a: u8"),
        ("1 =>", "2 =>", '1 => "}",'),
        ("Some(x)", "Some(&x)", "Some(x)"),
        ("&self", "self", None),
    ],
)
def test_an_edit_s_region_is_the_element_around_it(
    old: str, new: str, expected: str | None
) -> None:
    ((before, after),) = parts(SOURCE, SOURCE.replace(old, new))
    assert after == before.replace(old, new)
    if expected is not None:
        assert before == expected
    else:
        assert before.startswith("fn f(&self)") and before.endswith("// é\n    }")


def test_an_opened_comment_reaches_as_far_as_it_hides_code() -> None:
    ((before, after),) = parts(SOURCE, SOURCE.replace("Some(x)", "/* Some(x)"))
    assert "Some(x)" in before and after.endswith("}\n")


@given(data=st.data())
def test_what_is_outside_of_the_regions_is_the_same(data: st.DataObject) -> None:
    after = SOURCE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(after)))
        end = data.draw(st.integers(start, min(len(after), start + 12)))
        text = data.draw(st.sampled_from(["", "x", "{", "}", '"', "/*", "(", " mut ", "#[t]\n"]))
        after = after[:start] + text + after[end:]
    if after == SOURCE:
        return
    edits = patch_between({PATH: SOURCE}, {PATH: after}).files[0].edits
    old, new = SOURCE.encode(), after.encode()
    at_old = at_new = 0
    for region in regions(old, new, edits):
        assert old[at_old : region.before[0]] == new[at_new : region.after[0]]
        assert at_old <= region.before[0] <= region.before[1] <= len(old)
        assert at_new <= region.after[0] <= region.after[1] <= len(new)
        at_old, at_new = region.before[1], region.after[1]
    assert old[at_old:] == new[at_new:]


@given(st.text(st.sampled_from("/*\"'r#\\{}(ab1 \n\té"), max_size=60))
def test_any_text_is_words(text: str) -> None:
    assert "".join(word.text for word in words(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a>>b", ["a", ">", ">", "b"]),
        ("'a 'b' '\\'' b'x' '\\u{1F600}'", ["'a", "'b'", "'\\''", "b'x'", "'\\u{1F600}'"]),
        ('r#"a"b"# br"x" c"y" "\\"z"', ['r#"a"b"#', 'br"x"', 'c"y"', '"\\"z"']),
        ("r#fn r#unsafe", ["r#fn", "r#unsafe"]),
        ("a /* x /* y */ z */ b // c\nd", ["a", "b", "d"]),
        ("0x1F_u8 1.5e3", ["0x1F_u8", "1.5e3"]),
    ],
)
def test_code_is_what_the_compiler_sees(text: str, expected: list[str]) -> None:
    assert code(text) == expected


def test_a_number_with_its_point_is_one_word_and_a_field_of_a_field_is_not() -> None:
    assert [w.text for w in words("1.0+2.5e3")] == ["1.0", "+", "2.5e3"]
    assert [w.text for w in words("t.0.1")] == ["t", ".", "0", ".", "1"]
    assert [w.text for w in words("0..2")] == ["0", ".", ".", "2"]
    assert [w.text for w in words("1.max")] == ["1", ".", "max"]

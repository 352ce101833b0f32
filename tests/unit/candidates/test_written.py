"""What the byte model writes becomes a candidate where it fits the files and parses."""

from rusta_server.candidates.written import candidates, title_of
from rusta_server.contracts.edits import apply_edits
from rusta_server.lm.edit_text import Place

from .conftest import PATH

TEXT = "fn main() {\n    let total = 1 + name;\n    print(total);\n}\n"
PLACE = Place(PATH, 1)


def offered(*texts: str) -> list[str]:
    found = candidates(texts, {PATH: TEXT}, PLACE)
    return [apply_edits(TEXT.encode(), c.edits).decode() for c in found]


def test_a_text_of_an_edit_is_an_edit_of_the_file() -> None:
    after = TEXT.replace("1 + name", "1 + name.len()")
    assert offered("-let total = 1 + name;\n+let total = 1 + name.len();\n") == [after]


def test_what_is_no_edit_of_these_files_is_left_out() -> None:
    not_there = "-let sum = 1;\n+let sum = 2;\n"
    another_file = "@ $WS/src/other.rs\n-a\n+b\n"
    nothing = "-let total = 1 + name;\n+let total = 1 + name;\n"
    assert offered("", "no mark", not_there, another_file, nothing) == []


def test_what_parses_worse_is_left_out() -> None:
    assert offered("-let total = 1 + name;\n+let total = 1 + name.len(;\n") == []


def test_a_file_that_does_not_parse_may_stay_so() -> None:
    broken = TEXT + "fn other( {\n"
    found = candidates(["-let total = 1 + name;\n+let total = 1;\n"], {PATH: broken}, PLACE)
    assert len(list(found)) == 1


def test_the_same_edit_is_offered_once() -> None:
    text = "-let total = 1 + name;\n+let total = 1;\n"
    assert len(offered(text, text.removesuffix("\n"))) == 1


def test_the_title_is_the_line_it_writes() -> None:
    assert title_of("-let a = 1;\n+let  a = 2;\n") == "Write `let a = 2;`"
    assert title_of("-let a = 1;\n") == "Remove `let a = 1;`"
    assert title_of("+" + "x" * 60 + "\n") == f"Write `{'x' * 39}…`"
    assert title_of("-\n") == "Change the blanks"

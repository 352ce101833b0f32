"""The predictor for edits: what is taken away stands at the site, most of it is put in again."""

from rusta_server.lm.copying import WAITING, Copier
from rusta_server.lm.symbols import Symbol

BEFORE, SITE, BEHIND = b"fn f() {\n    let n = a.", b"asStr", b"();\n    n.go();\n}\n"


def prompt() -> list[int]:
    return [
        Symbol.CONTEXT, *BEFORE, Symbol.SITE, *SITE, Symbol.SITE_END, *BEHIND, Symbol.PAD,
        Symbol.EDIT,
    ]  # fmt: skip


def begun(symbols: list[int]) -> Copier:
    copier = Copier()
    for symbol in symbols:
        copier.push(symbol)
    return copier


def foreseen(copier: Copier, text: bytes) -> str:
    """Each byte of `text` that was expected; `?` for one that was not, `.` where nothing was."""
    shown, expected = "", int(Symbol.PAD)
    for byte in text:
        nothing = expected == Symbol.PAD
        shown += "." if nothing else chr(byte) if expected == byte else "?"
        expected, _ = copier.push(byte)
    return shown.replace("\n", "$")


def test_the_line_of_the_site_is_taken_away_without_its_indentation() -> None:
    assert foreseen(begun(prompt()), b"-let n = a.asStr();\n") == ".let n = a.asStr();$"


def test_what_was_taken_away_is_put_in_again_but_for_the_difference() -> None:
    edit = b"-let n = a.asStr();\n+let n = a.as_str();\n"
    assert foreseen(begun(prompt()), edit) == ".let n = a.asStr();$.let n = a.as????();$"


def test_after_an_insertion_the_old_line_goes_on() -> None:
    edit = b"-let n = a.asStr();\n+let n = &a.asStr();\n"
    assert foreseen(begun(prompt()), edit).endswith("$.let n = ?a.asStr();$")


def test_after_a_deletion_it_meets_the_old_line_two_symbols_later() -> None:
    edit = b"-let n = a.asStr();\n+n = a.asStr();\n"
    assert foreseen(begun(prompt()), edit) == ".let n = a.asStr();$.??= a.asStr();$"


def test_a_second_line_taken_away_is_the_next_one() -> None:
    edit = b"-let n = a.asStr();\n-n.go();\n+a.go();\n"
    assert foreseen(begun(prompt()), edit).startswith(".let n = a.asStr();$.n.go();$")


def test_while_it_waits_it_says_that_it_is_unsure() -> None:
    copier = begun([*prompt(), *b"-let n = a.asStr();\n+let n = "])
    assert copier.push(ord("&")) == (ord("a"), WAITING)


def test_another_line_than_that_of_the_site_is_not_followed() -> None:
    assert foreseen(begun(prompt()), b"-fn f() {\n") == ".?" + "." * 8


def test_without_a_context_or_outside_of_an_edit_it_says_nothing() -> None:
    assert foreseen(begun([]), b"let n") == "....."
    assert foreseen(begun([Symbol.CONTEXT, *BEFORE, Symbol.EDIT]), b"-let n\n") == "......."


def test_a_copy_goes_on_by_itself() -> None:
    first = begun([*prompt(), *b"-let"])
    second = first.copy()
    assert foreseen(first, b" x = 1;\n") == ".?......"
    assert foreseen(second, b" n = a.asStr();\n") == ".n = a.asStr();$"


def test_a_copy_within_the_context_leaves_the_other_alone() -> None:
    symbols = prompt()
    first = begun(symbols[:12])
    second = first.copy()
    for symbol in [*b"    let", Symbol.SITE, *b"x;\n", Symbol.EDIT]:
        second.push(symbol)
    for symbol in symbols[12:]:
        first.push(symbol)
    assert foreseen(first, b"-let n = a.asStr();\n") == ".let n = a.asStr();$"

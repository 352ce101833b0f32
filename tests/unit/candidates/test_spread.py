"""What mends one error mends those like it: one candidate for all the places."""

from rusta_server.candidates import candidates_for, candidates_of
from rusta_server.candidates.spread import alike, spread
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits

from ..conftest import Rustc
from .conftest import PATH


def spread_over(rustc: Rustc, text: str) -> list[str]:
    """The texts that the first error's candidates make of `text`, carried over to all places."""
    errors = tuple(d for d in rustc(text) if d.level == "error")
    files = {PATH: text}

    def sources(error: Diagnostic, source: str) -> list[Candidate]:
        return list(candidates_of(Scene(diagnostic=error, errors=errors, files=files), source))

    own = list(candidates_for(Scene(diagnostic=errors[0], errors=errors, files=files)))
    made = spread(own, errors[0], alike(errors[0], errors), files, sources)
    return [apply_edits(text.encode(), candidate.edits).decode() for candidate in made]


def test_an_argument_more_is_passed_everywhere(rustc: Rustc):
    text = "fn f(_: u8, _: Option<u8>) {}\npub fn g() {\n    f(1);\n    f(22);\n    f(3 + 3);\n}\n"
    wanted = text.replace("1);", "1, None);").replace("22);", "22, None);")
    assert wanted.replace("3);", "3, None);") in spread_over(rustc, text)


def test_what_lies_within_the_error_is_carried_over_by_its_place(rustc: Rustc):
    text = "pub struct P { pub long: u8 }\npub fn g(p: P) -> u8 { p.lon + p.lon * p.lon }\n"
    assert text.replace("p.lon ", "p.long ").replace("p.lon\n", "p.long\n") != text
    wanted = "pub struct P { pub long: u8 }\npub fn g(p: P) -> u8 { p.long + p.long * p.long }\n"
    assert wanted in spread_over(rustc, text)


def test_an_edit_that_all_share_is_not_spread(rustc: Rustc):
    text = (
        "mod a { pub struct S { n: u8 } pub fn s() -> S { S { n: 1 } } }\n"
        "pub fn f() -> u8 { a::s().n }\npub fn g() -> u8 { a::s().n }\n"
    )
    assert spread_over(rustc, text).count(text.replace("n: u8", "pub n: u8")) == 1


def test_what_is_spread_stands_before_what_it_was_made_of(rustc: Rustc):
    text = "fn f(_: u8, _: Option<u8>) {}\npub fn g() {\n    f(1);\n    f(2);\n}\n"
    made = spread_over(rustc, text)
    both = text.replace("1);", "1, None);").replace("2);", "2, None);")
    assert made.index(both) + 1 == made.index(text.replace("1);", "1, None);"))


def test_errors_about_another_name_are_not_alike(rustc: Rustc):
    text = "pub fn f() { aa(); bb(); aa(); }\n"
    errors = [d for d in rustc(text) if d.level == "error"]
    assert [e.message for e in alike(errors[0], errors)] == [errors[0].message]


def test_one_error_alone_is_not_spread(rustc: Rustc):
    text = "pub fn f() -> u8 { let long = 1; lon }\n"
    errors = [d for d in rustc(text) if d.level == "error"]
    assert alike(errors[0], errors) == []

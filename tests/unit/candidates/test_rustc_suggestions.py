"""rustc's suggestions, made as a person makes them, and in the order of their likelihood."""

from rusta_server.candidates import rustc as suggestions
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.edits import apply_edits

from ..conftest import Rustc
from .conftest import PATH


def offered(rustc: Rustc, before: str) -> tuple[list[Candidate], list[str]]:
    error = next(d for d in rustc(before) if d.level == "error")
    scene = Scene(diagnostic=error, errors=(error,), files={PATH: before})
    found = list(suggestions.candidates(scene))
    return found, [apply_edits(before.encode(), c.edits).decode() for c in found]


def test_a_derive_joins_the_list(rustc: Rustc) -> None:
    before = "#[derive(Debug, Clone)]\npub struct A;\npub fn f(a: A, b: A) -> bool { a == b }\n"
    _, texts = offered(rustc, before)
    assert before.replace("Debug, Clone", "Debug, Clone, PartialEq") in texts


def test_a_borrow_comes_before_a_clone(rustc: Rustc) -> None:
    before = (
        "pub struct S { pub name: String }\npub fn f(s: &S) -> usize { let n = s.name; n.len() }\n"
    )
    found, texts = offered(rustc, before)
    assert [c.source for c in found].index("rustc:clone") == len(found) - 1
    assert texts[0] == before.replace("= s.name", "= &s.name")


def test_public_fields_are_a_source_of_their_own(rustc: Rustc) -> None:
    before = "mod m { pub struct T(u8); }\nuse m::T;\npub fn f() -> T { T(1) }\n"
    found, _ = offered(rustc, before)
    assert "rustc:public-fields" in [c.source for c in found]

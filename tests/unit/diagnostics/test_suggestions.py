"""Alternatives that rustc flattens into one child are told apart again."""

from pathlib import Path

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import apply_edits
from rusta_server.probes.diagnostics.normalise import normalise

from ..conftest import Folder, Rustc
from .test_normalise import raw, raw_span


def applied(root: Path, error: Diagnostic) -> list[str]:
    data = (root / "src/lib.rs").read_bytes()
    return [apply_edits(data, s.edits).decode() for s in error.suggestions]


def test_alternatives_at_one_place_are_as_many_suggestions(rustc: Rustc, tmp_path: Path) -> None:
    (error,) = rustc("pub type M = Entry<u8>;\npub struct Entry2;\n")
    imports = [text.splitlines()[0] for text in applied(tmp_path, error) if "use " in text]
    assert "use std::collections::hash_map::Entry;" in imports
    assert "use std::collections::btree_map::Entry;" in imports
    assert all(len(s.edits) == 1 for s in error.suggestions)


def test_the_parts_of_one_suggestion_stay_together(rustc: Rustc, tmp_path: Path) -> None:
    (error,) = rustc("pub fn longest(a: &str, b: &str) -> &str { a }\n")
    assert error.code == "E0106"
    expected = "pub fn longest<'a>(a: &'a str, b: &'a str) -> &'a str { a }\n"
    assert expected in applied(tmp_path, error)


def test_every_applicability_is_kept(rustc: Rustc) -> None:
    found = rustc(
        "pub fn f() { let mut x = 1; let _ = x; }\n"
        "pub fn g(v: Vec<u8>) { let a = v; drop(v); drop(a); }\n"
        "pub fn h() { let x = Vec::new(); }\n"
    )
    kinds = {s.applicability for d in found for s in d.suggestions}
    assert {"machine-applicable", "has-placeholders"} <= kinds


def test_a_suggestion_inside_of_a_macro_says_so(rustc: Rustc) -> None:
    (error,) = rustc(
        "macro_rules! m { ($e:expr) => { { let s: String = $e; s } } }\n"
        'pub fn f() -> String { m!("a") }\n'
    )
    assert error.suggestions
    assert not any(s.in_expansion for s in error.suggestions if s.edits[0].start > 60)


def test_suggestions_of_children_of_children_are_found() -> None:
    inner = raw(message="inner", level="help", spans=[raw_span(start=3, end=4, text="x")])
    outer = raw(level="help", children=[inner])
    found = normalise(raw(children=[outer]), Folder(Path("/w")))
    assert found is not None
    assert [s.message for s in found.suggestions] == ["inner"]


def test_a_suggestion_for_a_file_outside_of_the_workspace_is_left_out() -> None:
    child = raw(level="help", spans=[raw_span("/elsewhere/lib.rs", 1, 2, "x")])
    found = normalise(raw(children=[child]), Folder(Path("/w")))
    assert found is not None and found.suggestions == ()


@pytest.mark.parametrize(
    ("spans", "parts"),
    [
        # One multipart suggestion: sorted, apart.
        ([(1, 2, "a"), (5, 5, "b"), (9, 10, "c")], [3]),
        # Three alternatives at one place.
        ([(4, 4, "a"), (4, 4, "b"), (4, 4, "c")], [1, 1, 1]),
        # Two alternatives of two parts each.
        ([(1, 1, "("), (5, 5, ")"), (1, 1, "["), (5, 5, "]")], [2, 2]),
        # An alternative that overlaps the one before.
        ([(1, 8, "a"), (4, 6, "b")], [1, 1]),
        # Parts of one suggestion in any order.
        ([(5, 5, "a"), (9, 9, "b"), (7, 7, "c")], [3]),
        # Parts that touch are one suggestion.
        ([(1, 4, "a"), (4, 6, "b")], [2]),
    ],
)
def test_flattened_spans_are_split(spans: list[tuple[int, int, str]], parts: list[int]) -> None:
    child = raw(level="help", spans=[raw_span(start=a, end=b, text=t) for a, b, t in spans])
    found = normalise(raw(children=[child]), Folder(Path("/w")))
    assert found is not None
    assert [len(s.edits) for s in found.suggestions] == parts

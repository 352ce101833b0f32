"""The judge tells right from green, and green from degenerate."""

import pytest

from rusta_eval.cases import Case
from rusta_eval.crates import Tree
from rusta_eval.judge import Verdict, judge


def repaired(case: Case, old: bytes, new: bytes) -> Tree:
    tree = case.broken()
    assert tree["src/lib.rs"].count(old) == 1
    return tree | {"src/lib.rs": tree["src/lib.rs"].replace(old, new)}


def words(verdict: Verdict) -> set[str]:
    return {name for name, value in verdict.model_dump(exclude={"lines"}).items() if value}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"let sum", b"let mut sum", {"green", "tests", "exact", "same"}),
        (b"let sum = a;", b"let mut sum = a; // it grows", {"green", "tests", "same"}),
        (b"let sum = a;\n    sum += b;", b"let sum = a + b;", {"green", "tests"}),
        (b"    sum += b;\n", b"", {"green", "deletes"}),
        (b"    sum += b;\n    sum\n", b"    todo!()\n", {"green", "degenerate"}),
        (b"let sum", b"let  sum", set()),
    ],
)
def test_verdicts(tiny: Case, old: bytes, new: bytes, expected: set[str]) -> None:
    assert words(judge(tiny, repaired(tiny, old, new))) == expected


def test_a_changed_manifest_does_not_help(tiny: Case) -> None:
    lint = tiny.model_copy(update={"slice": "lint"})
    tree = repaired(lint, b"let sum", b"let mut rest = 1;\n    let mut sum")
    loose = tree | {"Cargo.toml": lint.original["Cargo.toml"]}
    assert words(judge(lint, loose)) == set()


def test_with_the_tests_visible(tiny: Case) -> None:
    tree = tiny.broken(tests=True)
    assert b"fn adds" in tree["src/lib.rs"]
    tree["src/lib.rs"] = tree["src/lib.rs"].replace(b"let sum", b"let mut sum")
    cheated = tree | {"src/lib.rs": tree["src/lib.rs"].replace(b"fn adds", b"fn ignored")}
    assert words(judge(tiny, cheated)) == {"green", "tests", "exact", "same"}


def test_lines_are_counted_against_the_broken_crate(tiny: Case) -> None:
    one = judge(tiny, repaired(tiny, b"let sum", b"let mut sum"))
    more = judge(tiny, repaired(tiny, b"let sum = a;\n    sum += b;", b"let sum = a + b;"))
    assert (one.lines, more.lines) == (1, 2)


def test_a_mere_deletion_is_no_repair_unless_the_author_has_fewer_words_too(tiny: Case) -> None:
    """Here the mistake is a word too many, so taking it away is right."""
    start = tiny.original["src/lib.rs"].index(b"sum += b;")
    line = "sum.grow();\n    "
    case = tiny.model_copy(update={"start": start, "end": start, "new": line})
    exact = judge(case, case.reference())
    other = {"src/lib.rs": case.reference()["src/lib.rs"].replace(b"    a: u32", b"a: u32")}
    shorter = judge(case, case.reference() | other)
    assert (exact.right, shorter.right, shorter.deletes) == (True, True, False)

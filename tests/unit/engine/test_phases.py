"""Which errors hide others: rustc's phases."""

from collections.abc import Callable

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.phases import (
    BORROWS,
    LINTS,
    PRIVACY,
    RESOLVE,
    SYNTAX,
    TYPES,
    added,
    closure,
    errors_of,
    phase,
    progress,
    roots,
)

from .diagnostics import diagnostic as d
from .diagnostics import span


@pytest.mark.parametrize(
    ("code", "slice", "expected"),
    [
        (None, "syntax", SYNTAX),
        (None, "other", TYPES),
        ("E0425", "names", RESOLVE),
        ("E0432", "names", RESOLVE),
        ("E0308", "types", TYPES),
        ("E0277", "traits", TYPES),
        ("E0382", "moves", BORROWS),
        ("E0502", "borrow", BORROWS),
        ("E0015", "other", BORROWS),
        ("E0758", "syntax", SYNTAX),
        ("E0451", "visibility", PRIVACY),
        ("E0446", "visibility", PRIVACY),
        ("E0616", "visibility", TYPES),
        ("unused_mut", "lint", LINTS),
        ("clippy::needless_return", "lint", LINTS),
        ("E_odd", "other", LINTS),
    ],
)
def test_the_phase_that_reports_a_code(code: str | None, slice: str, expected: int):
    assert phase(d(code, slice=slice)) == expected


SEALED = "mod a { pub struct A { b: u8 } } "


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("fn f() { let a = ; missing(); }", "missing"),
        ("fn f() { let a: u8 = missing().to_string(); }", "mismatched"),
        ('fn f() { let s = String::new(); drop(s); drop(s); let a: u8 = ""; }', "moved"),
        (SEALED + "fn f() { let s = String::new(); drop(s); drop(s); a::A { b: 1 }; }", "private"),
        ("mod a { struct A; pub fn b() -> A { 1 } }", "private"),
    ],
)
def test_rustc_hides_later_phases_behind_earlier_ones(
    rustc: Callable[[str], list[Diagnostic]], text: str, hidden: str
):
    """The premise, asked of rustc itself: what is hidden belongs to a later phase."""
    shown = errors_of(rustc(text))
    assert shown
    assert not any(hidden in error.message for error in shown)


def test_errors_are_what_stops_a_build():
    all_ = [d("E1"), d("a", level="warning"), d(None, level="ice"), d(None, level="note")]
    assert errors_of(all_) == (all_[0], all_[2])


def test_roots_are_of_the_earliest_phase_in_source_order():
    errors = [d("E0382"), d("E0425", "b"), d("E0308"), d("E0433", "a")]
    assert roots(errors) == (1, 3)
    assert roots(errors[2:3]) == (0,)
    assert roots([]) == ()


def test_an_unclosed_text_is_the_only_root():
    errors = [d(None, "prefix `a` is unknown", slice="syntax"), d("E0765", slice="syntax")]
    assert roots(errors) == (1,)


def test_repetitions_of_a_root_come_last():
    errors = [d("E0425", "a"), d("E0425", "a"), d("E0425", "b"), d("E0425", "a")]
    assert roots(errors) == (0, 2, 1, 3)


def test_what_is_added_is_counted():
    a, b = d("E0308", "a"), d("E0308", "b")
    moved = d("E0308", "a", spans=(span(9),))
    assert added([a, a], [a, moved]) == ()
    assert added([a], [a, b, a]) == (a, b)
    assert len(added([a], [a, a, a])) == 2
    assert added([], [b]) == (b,)
    elsewhere = d("E0308", "a", path="$WS/src/b.rs")
    assert added([a], [elsewhere]) == (elsewhere,)


NAME, TYPE, OTHER_TYPE, BORROW = d("E0425"), d("E0308", "t"), d("E0277", "o"), d("E0382")


@pytest.mark.parametrize(
    ("before", "after", "forward"),
    [
        ([NAME], [], True),
        ([NAME, TYPE], [TYPE], True),
        ([NAME, NAME], [NAME], True),
        ([NAME], [NAME], False),
        ([NAME], [NAME, TYPE], False),
        ([NAME], [TYPE], True),
        ([NAME], [BORROW, TYPE], True),
        ([TYPE], [OTHER_TYPE], False),
        ([TYPE], [NAME], False),
        ([BORROW], [TYPE], False),
        ([NAME, TYPE], [OTHER_TYPE], True),
        ([NAME, TYPE], [OTHER_TYPE, OTHER_TYPE], False),
        ([NAME, TYPE, NAME], [OTHER_TYPE, NAME], False),
        ([NAME, TYPE], [TYPE, OTHER_TYPE], True),
        ([TYPE, TYPE], [TYPE, NAME], False),
        ([], [], False),
        ([], [NAME], False),
    ],
)
def test_a_step_forward_removes_an_error_and_adds_only_what_was_hidden(before, after, forward):
    assert progress(before, after) is forward


SYNTAX_ERROR = d(None, slice="syntax")


@pytest.mark.parametrize(
    ("before", "after", "forward"),
    [
        ([SYNTAX_ERROR, TYPE], [OTHER_TYPE, OTHER_TYPE], True),
        ([SYNTAX_ERROR, TYPE, SYNTAX_ERROR], [OTHER_TYPE, SYNTAX_ERROR], False),
        ([d("E0758")], [NAME, TYPE], True),
        ([BORROW], [d("E0451", "p"), d("E0451", "p")], True),
        ([d("E0599")], [d("E0015")], True),
        ([TYPE], [d("E0004")], True),
        ([d("E0004")], [TYPE], False),
    ],
)
def test_a_crate_that_parses_now_may_have_any_other_error(before, after, forward):
    assert progress(before, after) is forward


def of(package: str, target: str, code: str = "E0425") -> Diagnostic:
    return d(code, target, path=f"$WS/{package}/src/lib.rs").model_copy(
        update={"package": package, "target": target}
    )


LIB, BIN, USER = of("base", "lib:base"), of("base", "bin:base"), of("app", "lib:app")


@pytest.mark.parametrize(
    ("before", "after", "forward"),
    [
        ([LIB], [USER], True),
        ([LIB], [BIN], True),
        ([USER], [LIB], False),
        ([LIB, LIB], [LIB, USER], False),
        ([LIB, USER], [USER, USER], False),
        ([LIB], [of("other", "lib:other")], False),
    ],
)
def test_what_waits_for_a_broken_crate_is_reached_once_it_is_mended(before, after, forward):
    assert progress(before, after, closure({"base": (), "app": ("mid",), "mid": ("base",)})) is (
        forward
    )


@pytest.mark.parametrize(
    ("gone", "comes", "forward"),
    [
        ("E0432", "E0425", True),
        ("E0425", "E0432", False),
        ("E0599", "E0061", True),
        ("E0061", "E0308", True),
        ("E0308", "E0599", False),
        ("E0599", "E0614", False),
    ],
)
def test_within_a_phase_some_is_looked_up_before_the_rest_is_judged(gone, comes, forward):
    assert progress([d(gone)], [d(comes)]) is forward

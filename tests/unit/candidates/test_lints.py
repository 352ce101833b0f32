"""What rustc's lints ask for and its suggestions leave out."""

import pytest

from .conftest import Spec


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'pub fn f(a: u8) -> String { let aB = a; format!("{aB}{}{aB:?}", aB + 1) }\n',
            'pub fn f(a: u8) -> String { let a_b = a; format!("{a_b}{}{a_b:?}", a_b + 1) }\n',
        ),
        (
            "pub struct some_thing;\npub fn f(s: some_thing) -> some_thing { s }\n",
            "pub struct SomeThing;\npub fn f(s: SomeThing) -> SomeThing { s }\n",
        ),
        (
            "pub static max_size: usize = 1;\npub fn f() -> usize { max_size }\n",
            "pub static MAX_SIZE: usize = 1;\npub fn f() -> usize { MAX_SIZE }\n",
        ),
    ],
)
def test_a_name_changes_its_case_everywhere(spec: Spec, before: str, after: str) -> None:
    spec("lint_name_case", before, after, flags=("-Dnonstandard_style",), first=True)


def test_another_name_in_the_function_is_left_alone(spec: Spec) -> None:
    spec.silent("lint_name_case", "pub fn f() { let aB = c; }\n")


def test_a_dropped_error_is_passed_on(spec: Spec) -> None:
    spec(
        "lint_unused_must_use",
        """
        fn g() -> Result<(), u8> { Err(1) }
        pub fn f() -> Result<(), u8> {
            g();
            Ok(())
        }
        """,
        """
        fn g() -> Result<(), u8> { Err(1) }
        pub fn f() -> Result<(), u8> {
            g()?;
            Ok(())
        }
        """,
        flags=("-Dunused",),
        first=True,
    )


def test_without_a_result_there_is_nowhere_to_pass_it(spec: Spec) -> None:
    spec.silent(
        "lint_unused_must_use",
        "fn g() -> Result<(), u8> { Err(1) }\npub fn f() { g(); }\n",
        flags=("-Dunused",),
    )


def test_a_label_that_nothing_names_goes(spec: Spec) -> None:
    spec(
        "lint_unused_label",
        "pub fn f() { 'outer: loop { break; } }\n",
        "pub fn f() { loop { break; } }\n",
        flags=("-Dunused",),
    )
    spec(
        "lint_unused_label",
        "pub fn f() { 'outer: for _ in 0..1 {} }\n",
        "pub fn f() { for _ in 0..1 {} }\n",
        flags=("-Dunused",),
    )


def test_a_named_label_stays(spec: Spec) -> None:
    spec.silent(
        "lint_unused_label",
        "pub fn f() { let x = 1; 'a: loop { break 'a; } }\n",
        flags=("-Dunused",),
    )


def test_what_is_never_reached_goes_or_comes_earlier(spec: Spec) -> None:
    before = """
        pub fn f(a: &mut u8) -> u8 {
            return 1;
            *a = 2;
        }
        """
    for after in (
        """
        pub fn f(a: &mut u8) -> u8 {
            return 1;
        }
        """,
        """
        pub fn f(a: &mut u8) -> u8 {
            *a = 2;
            return 1;
        }
        """,
    ):
        spec("lint_unreachable_code", before, after, flags=("-Dunreachable_code",))


def test_code_that_is_reached_stays(spec: Spec) -> None:
    spec.silent("lint_unreachable_code", "pub fn f() { let x = 1; }\n", flags=("-Dunused",))


def test_what_nothing_uses_is_called_so(spec: Spec) -> None:
    spec("lint_dead_code", "const A: u8 = 1;\n", "const _A: u8 = 1;\n", flags=("-Dunused",))
    spec(
        "lint_dead_code",
        "fn walk(n: u8) { if n > 0 { walk(n - 1) } }\n",
        "fn _walk(n: u8) { if n > 0 { _walk(n - 1) } }\n",
        flags=("-Dunused",),
    )


def test_what_is_used_keeps_its_name(spec: Spec) -> None:
    spec.silent(
        "lint_dead_code",
        "fn a() {}\npub fn f() { a(); let b = 1; }\n",
        flags=("-Dunused",),
    )


def test_while_true_that_must_give_a_value_is_a_loop(spec: Spec) -> None:
    spec(
        "e0308_loop_instead_of_while_true",
        "pub fn f() -> u8 { while true { return 1; } }\n",
        "pub fn f() -> u8 { loop { return 1; } }\n",
    )
    spec(
        "e0308_loop_instead_of_while_true",
        "pub fn f() { while true { break; } }\n",
        "pub fn f() { loop { break; } }\n",
        flags=("-Dwhile_true",),
    )


def test_another_condition_stays(spec: Spec) -> None:
    spec.silent(
        "e0308_loop_instead_of_while_true", "pub fn f(a: bool) -> u8 { while a { return 1; } }\n"
    )

"""What does not parse: tokens missing, wrong or one too many."""

import pytest

from .conftest import Spec


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pub fn f(a u8) {}\n", "pub fn f(a: u8) {}\n"),
        ("pub f() -> u8 { 1 }\n", "pub fn f() -> u8 { 1 }\n"),
        ("pub fn f() -> [u8; 2] { [1 2] }\n", "pub fn f() -> [u8; 2] { [1, 2] }\n"),
        (
            "pub fn f(xs: &[u8]) { for x xs { let _ = x; } }\n",
            "pub fn f(xs: &[u8]) { for x in xs { let _ = x; } }\n",
        ),
        (
            "pub fn f(o: Option<u8>) -> Option<u8> { o.map(|x x + 1) }\n",
            "pub fn f(o: Option<u8>) -> Option<u8> { o.map(|x| x + 1) }\n",
        ),
        (
            "pub fn f() -> Vec<Vec<u8> { Vec::new() }\n",
            "pub fn f() -> Vec<Vec<u8>> { Vec::new() }\n",
        ),
    ],
)
def test_a_missing_token_is_put_back(spec: Spec, before: str, after: str) -> None:
    spec("syntax_missing_token", before, after)


def test_one_delimiter_is_left_to_the_balance(spec: Spec) -> None:
    spec.silent("syntax_missing_token", "pub fn f(a: u8) -> u8 { (a + 1 }\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pub func f() {}\n", "pub fn f() {}\n"),
        ("pub strcut S;\n", "pub struct S;\n"),
        ("pub fn f(mut i: u8) -> u8 { i++; i }\n", "pub fn f(mut i: u8) -> u8 { i += 1; i }\n"),
        (
            "pub fn f(a: bool, b: bool) -> bool { a and b }\n",
            "pub fn f(a: bool, b: bool) -> bool { a && b }\n",
        ),
        (
            "pub fn f(a: u8) -> u8 { if a > 1 { 1 } elif a > 0 { 2 } else { 3 } }\n",
            "pub fn f(a: u8) -> u8 { if a > 1 { 1 } else if a > 0 { 2 } else { 3 } }\n",
        ),
        (
            "pub fn f(o: Option<u8>) -> Option<u8> { o.map(x => x + 1) }\n",
            "pub fn f(o: Option<u8>) -> Option<u8> { o.map(|x| x + 1) }\n",
        ),
        (
            "pub fn f() -> Vec<u8> { let v = new Vec(); v }\n",
            "pub fn f() -> Vec<u8> { let v = Vec::new(); v }\n",
        ),
        (
            "pub struct S { pub a: u8 }\npub fn f() -> S { new S { a: 1 } }\n",
            "pub struct S { pub a: u8 }\npub fn f() -> S { S { a: 1 } }\n",
        ),
        (
            "pub fn skip-ten<'t>(s: &'t [u8]) -> &'t [u8] { &s[10..] }\n",
            "pub fn skip_ten<'t>(s: &'t [u8]) -> &'t [u8] { &s[10..] }\n",
        ),
    ],
)
def test_words_and_signs_of_other_languages(spec: Spec, before: str, after: str) -> None:
    spec("syntax_foreign_words", before, after)


def test_no_word_is_foreign_where_a_sign_is_missing(spec: Spec) -> None:
    spec.silent("syntax_foreign_words", "pub fn and(a u8) {}\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "pub fn f(a: u8) -> u8 { match a { 0 -> 1, _ => 2 } }\n",
            "pub fn f(a: u8) -> u8 { match a { 0 => 1, _ => 2 } }\n",
        ),
        ("pub struct S { a: u8; b: u8 }\n", "pub struct S { a: u8, b: u8 }\n"),
        ("pub fn f() : u8 { 1 }\n", "pub fn f() -> u8 { 1 }\n"),
    ],
)
def test_a_sign_for_another(spec: Spec, before: str, after: str) -> None:
    spec("syntax_wrong_token", before, after)


def test_no_sign_is_wrong_where_one_is_missing(spec: Spec) -> None:
    spec.silent("syntax_wrong_token", "pub fn f(a u8) {}\n")


def test_a_block_ends_where_its_indentation_says(spec: Spec) -> None:
    spec(
        "syntax_unbalanced_delimiters",
        """
        pub struct S;
        impl S {
            pub fn one(&self) -> u8 {
                if true {
                    return 2;
                1
            }

            pub fn two(&self) {}
        }
        """,
        """
        pub struct S;
        impl S {
            pub fn one(&self) -> u8 {
                if true {
                    return 2;
                }
                1
            }

            pub fn two(&self) {}
        }
        """,
        first=True,
    )


def test_a_block_begins_before_a_deeper_line(spec: Spec) -> None:
    spec(
        "syntax_unbalanced_delimiters",
        """
        pub fn one(xs: &[u8]) -> u8 {
            for x in xs
                if *x > 1 {
                    return *x;
                }
            }
            0
        }
        """,
        """
        pub fn one(xs: &[u8]) -> u8 {
            for x in xs {
                if *x > 1 {
                    return *x;
                }
            }
            0
        }
        """,
        first=True,
    )


def test_an_argument_list_is_closed_at_the_end_of_the_statement(spec: Spec) -> None:
    spec(
        "syntax_unbalanced_delimiters",
        """
        pub fn one(a: u8) -> u8 {
            let b = a.max(a.min(3);
            b
        }
        """,
        """
        pub fn one(a: u8) -> u8 {
            let b = a.max(a.min(3));
            b
        }
        """,
        first=True,
    )


def test_the_second_of_two_closers_goes(spec: Spec) -> None:
    spec(
        "syntax_unbalanced_delimiters",
        """
        pub fn one(a: u8) -> u8 {
            let b = a.max(3));
            b
        }
        """,
        """
        pub fn one(a: u8) -> u8 {
            let b = a.max(3);
            b
        }
        """,
        first=True,
    )


def test_what_is_balanced_is_left_alone(spec: Spec) -> None:
    spec.silent("syntax_unbalanced_delimiters", "pub fn f(a u8) {}\n")


def test_a_text_is_closed_on_the_line_it_begins(spec: Spec) -> None:
    spec(
        "e0765_unclosed_quote",
        """
        pub fn one() -> String {
            let a = String::from("one);
            let b = "two";
            a + b
        }
        """,
        """
        pub fn one() -> String {
            let a = String::from("one");
            let b = "two";
            a + b
        }
        """,
        first=True,
    )


def test_a_comment_is_closed_behind_its_words(spec: Spec) -> None:
    spec("e0765_unclosed_quote", "/* Counts.\npub fn f() {}\n", "/* Counts. */\npub fn f() {}\n")


def test_no_quote_is_missing_on_lines_that_have_two(spec: Spec) -> None:
    spec.silent("e0765_unclosed_quote", 'pub fn f(a u8) -> &str { "a" }\n')


def test_a_constant_gets_the_type_of_its_neighbours(spec: Spec) -> None:
    spec(
        "syntax_constant_type",
        """
        pub const ONE: u64 = 1;
        pub const TWO = 2 * 3;
        pub const NAME: &str = "n";
        """,
        """
        pub const ONE: u64 = 1;
        pub const TWO: u64 = 2 * 3;
        pub const NAME: &str = "n";
        """,
        first=True,
    )


def test_a_static_gets_the_type_of_its_value(spec: Spec) -> None:
    spec("syntax_constant_type", "pub static A = true;\n", "pub static A: bool = true;\n")


def test_comparisons_are_joined_by_a_logical_operator(spec: Spec) -> None:
    spec(
        "e0369_logical_operator",
        "pub fn f(a: char, b: bool) -> bool { !(a == 'x' & b) }\n",
        "pub fn f(a: char, b: bool) -> bool { !(a == 'x' && b) }\n",
    )
    spec(
        "e0369_logical_operator",
        "pub fn f(a: u8) -> bool { a == 1 | a == 2 }\n",
        "pub fn f(a: u8) -> bool { a == 1 || a == 2 }\n",
    )


def test_bits_are_not_logic(spec: Spec) -> None:
    spec.silent("e0369_logical_operator", "pub fn f(a: char, b: char) -> char { a & b }\n")


def test_an_assignment_to_an_unknown_name_declares_it(spec: Spec) -> None:
    spec(
        "e0425_declare_with_let",
        "pub fn f(a: u8) -> u8 {\n    n = a + 1;\n    n\n}\n",
        "pub fn f(a: u8) -> u8 {\n    let n = a + 1;\n    n\n}\n",
        first=True,
    )
    spec(
        "e0425_declare_with_let",
        "pub fn f(a: u8) -> u8 {\n    n = a;\n    n += 1;\n    n\n}\n",
        "pub fn f(a: u8) -> u8 {\n    let mut n = a;\n    n += 1;\n    n\n}\n",
    )


def test_a_use_of_an_unknown_name_declares_nothing(spec: Spec) -> None:
    spec.silent("e0425_declare_with_let", "pub fn f() -> u8 { n }\n")

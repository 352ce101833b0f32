"""Operators: arguments, casts, wrappers, views."""

import pytest

from .conftest import Spec


def test_two_arguments_are_exchanged(spec: Spec) -> None:
    spec(
        "arguments",
        "pub fn sum(n: u32) -> u32 { (1..n).fold(|a, b| a + b, 0) }",
        "pub fn sum(n: u32) -> u32 { (1..n).fold(0, |a, b| a + b) }",
        first=True,
    )


def test_an_argument_too_many_is_left_out(spec: Spec) -> None:
    spec(
        "arguments",
        "pub fn f(x: &mut Vec<u8>) { x.push(1, 2) }",
        "pub fn f(x: &mut Vec<u8>) { x.push(1) }",
    )


def test_an_error_without_a_call_has_no_arguments(spec: Spec) -> None:
    spec.silent("arguments", "pub fn f() -> u8 { true }")


def test_a_value_is_cast_where_it_was_bound(spec: Spec) -> None:
    spec(
        "casts",
        "pub fn f(x: bool) -> (usize, usize) { let n = x; (n, n) }",
        "pub fn f(x: bool) -> (usize, usize) { let n = x as usize; (n, n) }",
        first=True,
    )


def test_an_operand_is_cast_to_the_other_ones_type(spec: Spec) -> None:
    spec(
        "casts",
        "pub fn f(a: u64, b: u32) -> u64 { a * (b + 1) }",
        "pub fn f(a: u64, b: u32) -> u64 { a * (b + 1) as u64 }",
    )


def test_a_cast_gets_the_type_that_is_expected(spec: Spec) -> None:
    spec(
        "casts",
        "pub fn f(x: &[u8], i: u8) -> u8 { x[i as u32] }",
        "pub fn f(x: &[u8], i: u8) -> u8 { x[i as usize] }",
    )


def test_text_is_not_cast(spec: Spec) -> None:
    spec.silent("casts", "pub fn f(x: &str) -> u8 { x }")


def test_a_value_is_wrapped_as_expected(spec: Spec) -> None:
    spec(
        "wrappers",
        "use std::cell::RefCell;\npub fn f(x: u8) -> RefCell<u8> { x }",
        "use std::cell::RefCell;\npub fn f(x: u8) -> RefCell<u8> { RefCell::new(x) }",
        first=True,
    )


def test_an_option_is_opened_in_a_function_of_options(spec: Spec) -> None:
    spec(
        "wrappers",
        "pub fn f(x: &[u8]) -> Option<u8> { let y: &u8 = x.first(); Some(*y) }",
        "pub fn f(x: &[u8]) -> Option<u8> { let y: &u8 = x.first()?; Some(*y) }",
        first=True,
    )


def test_a_wrapped_value_is_taken_out(spec: Spec) -> None:
    spec(
        "wrappers",
        "pub fn f(x: u8) -> u8 { Some(x) }",
        "pub fn f(x: u8) -> u8 { x }",
    )


def test_a_plain_mismatch_is_not_wrapped(spec: Spec) -> None:
    spec.silent("wrappers", "pub fn f(x: u8) -> bool { x }")


def test_the_length_is_meant(spec: Spec) -> None:
    spec(
        "views",
        "pub fn f(x: &mut String, at: usize) -> usize { x - at }",
        "pub fn f(x: &mut String, at: usize) -> usize { x.len() - at }",
        first=True,
    )


def test_the_characters_are_meant(spec: Spec) -> None:
    spec(
        "views",
        "pub fn f(x: &str) -> usize { let mut n = 0; for _ in x { n += 1; } n }",
        "pub fn f(x: &str) -> usize { let mut n = 0; for _ in x.chars() { n += 1; } n }",
    )


def test_a_number_has_no_view(spec: Spec) -> None:
    spec.silent("views", "pub fn f(x: u8) -> bool { x }")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "pub fn f(a: &[u8], b: &[u8]) -> i64 { a.len() - b.len() }\n",
            "pub fn f(a: &[u8], b: &[u8]) -> i64 { a.len() as i64 - b.len() as i64 }\n",
        ),
        (
            "pub fn f(hits: u32, tries: u32) -> f64 { 100 * hits / (tries - 1) }\n",
            "pub fn f(hits: u32, tries: u32) -> f64 "
            "{ 100.0 * hits as f64 / (tries as f64 - 1.0) }\n",
        ),
        (
            "pub fn f(a: u8, b: u8) -> i16 { a - b }\npub fn g(a: u8) -> i16 { i16::from(a) }\n",
            "pub fn f(a: u8, b: u8) -> i16 { i16::from(a) - i16::from(b) }\n"
            "pub fn g(a: u8) -> i16 { i16::from(a) }\n",
        ),
    ],
)
def test_what_is_calculated_with_is_converted(spec: Spec, before: str, after: str) -> None:
    spec("e0308_cast_the_operands", before, after, first=True)


@pytest.mark.parametrize("result", ["u64", "u16"])
def test_a_result_that_loses_nothing_is_converted_itself(spec: Spec, result: str) -> None:
    before = f"pub fn f(a: u32, b: u32) -> {result} {{ a + b }}\n"
    spec.silent("e0308_cast_the_operands", before)
    spec("casts", before, before.replace("a + b", f"a as {result} + b as {result}"), first=True)
    spec("casts", before, before.replace("a + b", f"(a + b) as {result}"))

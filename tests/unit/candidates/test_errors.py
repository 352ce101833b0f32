"""Errors that `?` cannot convert, and values that are no `Result`."""

import pytest

from .conftest import Spec

CONVERT = "e0277_convert_the_error"

ERROR = """
use std::num::{ParseFloatError, ParseIntError};
#[derive(Debug)]
pub enum LoadError {
    Empty,
    BadNumber(ParseIntError),
    BadWeight { source: ParseFloatError },
    Unknown(String),
    Other(Box<dyn std::error::Error>),
}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The variant that holds the error.
        (
            "pub fn f(s: &str) -> Result<u8, LoadError> { Ok(s.parse::<u8>()?) }\n",
            "pub fn f(s: &str) -> Result<u8, LoadError> "
            "{ Ok(s.parse::<u8>().map_err(LoadError::BadNumber)?) }\n",
        ),
        # In a field with a name; the compiler inferred the wrong type.
        (
            "pub fn f(s: &str) -> Result<f32, LoadError> { let w: f32 = s.parse()?; Ok(w) }\n",
            "pub fn f(s: &str) -> Result<f32, LoadError> "
            "{ let w: f32 = s.parse().map_err(|source| LoadError::BadWeight { source })?; Ok(w) }\n",
        ),
        # In a box.
        (
            'pub fn f() -> Result<String, LoadError> { Ok(std::env::var("A")?) }\n',
            "pub fn f() -> Result<String, LoadError> "
            '{ Ok(std::env::var("A").map_err(|e| LoadError::Other(Box::new(e)))?) }\n',
        ),
        # Through an alias; what is not there tells its name.
        (
            "type Result<T> = std::result::Result<T, LoadError>;\n"
            "pub fn f(m: &[(String, u8)], key: &str) -> Result<u8> "
            "{ Ok(find(m, key)?) }\n"
            "fn find(m: &[(String, u8)], k: &str) -> Option<u8> "
            "{ m.iter().find(|(n, _)| n == k).map(|(_, v)| *v) }\n",
            "type Result<T> = std::result::Result<T, LoadError>;\n"
            "pub fn f(m: &[(String, u8)], key: &str) -> Result<u8> "
            "{ Ok(find(m, key).ok_or_else(|| LoadError::Unknown(key.to_string()))?) }\n"
            "fn find(m: &[(String, u8)], k: &str) -> Option<u8> "
            "{ m.iter().find(|(n, _)| n == k).map(|(_, v)| *v) }\n",
        ),
        # The variant without a value.
        (
            "pub fn f(v: &[u8]) -> Result<u8, LoadError> { let n = v.first()?; Ok(*n) }\n",
            "pub fn f(v: &[u8]) -> Result<u8, LoadError> "
            "{ let n = v.first().ok_or(LoadError::Empty)?; Ok(*n) }\n",
        ),
    ],
)
def test_the_error_becomes_a_variant(spec: Spec, before: str, after: str) -> None:
    spec(CONVERT, ERROR + before, ERROR + after, first=True)


def test_errors_are_text(spec: Spec) -> None:
    spec(
        CONVERT,
        """
        pub fn f(s: &str) -> Result<u8, String> { Ok(s.parse::<u8>()?) }
        pub fn g(s: &str) -> Result<u16, String> { s.parse().map_err(|why| format!("{why}")) }
        """,
        """
        pub fn f(s: &str) -> Result<u8, String> { Ok(s.parse::<u8>().map_err(|why| why.to_string())?) }
        pub fn g(s: &str) -> Result<u16, String> { s.parse().map_err(|why| format!("{why}")) }
        """,
        first=True,
    )


def test_an_impl_beside_its_siblings(spec: Spec) -> None:
    spec(
        CONVERT,
        """
        pub enum Failed { Read(std::io::Error), Format(std::fmt::Error) }

        impl From<std::fmt::Error> for Failed {
            fn from(cause: std::fmt::Error) -> Self {
                Failed::Format(cause)
            }
        }

        pub fn f() -> Result<String, Failed> { Ok(std::fs::read_to_string("a")?) }
        """,
        """
        pub enum Failed { Read(std::io::Error), Format(std::fmt::Error) }

        impl From<std::fmt::Error> for Failed {
            fn from(cause: std::fmt::Error) -> Self {
                Failed::Format(cause)
            }
        }

        impl From<std::io::Error> for Failed {
            fn from(cause: std::io::Error) -> Self {
                Failed::Read(cause)
            }
        }

        pub fn f() -> Result<String, Failed> { Ok(std::fs::read_to_string("a")?) }
        """,
        first=True,
    )


def test_an_option_is_returned(spec: Spec) -> None:
    spec(
        CONVERT,
        "pub fn f(s: &str) -> Option<u8> { Some(s.parse::<u8>()?) }\n",
        "pub fn f(s: &str) -> Option<u8> { Some(s.parse::<u8>().ok()?) }\n",
        first=True,
    )


def test_no_value_says_what_is_missing(spec: Spec) -> None:
    spec.silent(CONVERT, "pub fn f(v: &[u8]) -> Result<u8, std::fmt::Error> { Ok(*v.first()?) }\n")


def test_nothing_can_be_returned(spec: Spec) -> None:
    spec.silent(CONVERT, 'pub fn f() { let n: u8 = "1".parse()?; drop(n) }\n')


def test_a_closure_takes_what_it_is_given(spec: Spec) -> None:
    spec(
        "e0593_parameters_of_a_closure",
        "pub fn f(v: &[u8]) -> usize { v.iter().filter(|i, n| **n > 0).count() }\n",
        "pub fn f(v: &[u8]) -> usize { v.iter().filter(|n| **n > 0).count() }\n",
        first=True,
    )
    spec(
        "e0593_parameters_of_a_closure",
        "pub fn f(v: Option<u8>) -> Option<u8> { v.map(|| 1) }\n",
        "pub fn f(v: Option<u8>) -> Option<u8> { v.map(|_| 1) }\n",
    )


def test_the_macros_of_a_crate_are_used(spec: Spec) -> None:
    spec(
        "syntax_macro_use",
        """
        #![no_std]
        extern crate alloc;
        pub fn f() -> alloc::vec::Vec<u8> { vec![1] }
        """,
        """
        #![no_std]
        #[macro_use]
        extern crate alloc;
        pub fn f() -> alloc::vec::Vec<u8> { vec![1] }
        """,
    )


def test_a_macro_is_exported_where_it_is_imported_from(spec: Spec) -> None:
    macro = "macro_rules! one { () => { 1 } }\n"
    spec(
        "syntax_macro_use",
        f"mod a {{ {macro} }}\npub mod b {{ use crate::one; pub fn f() -> u8 {{ one!() }} }}\n",
        f"mod a {{ #[macro_export]\n{macro} }}\n"
        "pub mod b { use crate::one; pub fn f() -> u8 { one!() } }\n",
    )
    spec(
        "syntax_macro_use",
        f"mod a {{\n    {macro}}}\npub mod b {{ use crate::a::one; pub fn f() -> u8 {{ one!() }} }}\n",
        f"mod a {{\n    {macro.strip()}\n    pub(crate) use one;\n}}\n"
        "pub mod b { use crate::a::one; pub fn f() -> u8 { one!() } }\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "pub fn f(s: &[u8]) -> Result<str, std::str::Utf8Error> { std::str::from_utf8(s) }\n",
            "pub fn f(s: &[u8]) -> Result<&str, std::str::Utf8Error> { std::str::from_utf8(s) }\n",
        ),
        (
            "pub fn f(s: [u8]) -> usize { s.len() }\n",
            "pub fn f(s: &[u8]) -> usize { s.len() }\n",
        ),
        (
            "pub struct S { name: str, n: u8 }\n",
            "pub struct S { name: String, n: u8 }\n",
        ),
    ],
)
def test_what_has_no_size_is_referred_to_or_owned(spec: Spec, before: str, after: str) -> None:
    spec("e0277_reference_to_unsized", before, after)


def test_what_is_public_for_nobody_is_re_exported_like_its_neighbours(spec: Spec) -> None:
    crate = "#![deny(unreachable_pub)]\nmod a { pub struct A; }\nmod b { pub struct B; }\n"
    spec(
        "lint_unreachable_pub", f"{crate}pub use b::B;\n", f"{crate}pub use a::A;\npub use b::B;\n"
    )
    spec(
        "lint_unreachable_pub", f"{crate}pub use a::A;\n", f"{crate}pub use a::A;\npub use b::B;\n"
    )
    spec.silent("lint_unreachable_pub", crate)

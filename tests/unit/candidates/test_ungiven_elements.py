"""Tuple structs and variants with an element more than their uses give."""

import pytest

from .conftest import Spec

DEFINED = [
    (
        "struct S(u8, usize, usize);\npub fn f() -> usize { let s = S(1, 2); s.0 as usize + s.1 }\n",
        "struct S(u8, usize);\npub fn f() -> usize { let s = S(1, 2); s.0 as usize + s.1 }\n",
    ),
    (
        "struct S(pub String, pub u8);\n"
        "pub fn f(s: &str) -> usize { let S(t) = S(s.to_string()); t.len() }\n",
        "struct S(pub String);\n"
        "pub fn f(s: &str) -> usize { let S(t) = S(s.to_string()); t.len() }\n",
    ),
    (
        "mod m { pub struct T(pub u8, usize); }\npub fn f() -> m::T { m::T(1) }\n",
        "mod m { pub struct T(pub u8); }\npub fn f() -> m::T { m::T(1) }\n",
    ),
    (
        "enum E { A(u8), B(u8, bool) }\npub fn f(n: u8) -> u8 {\n"
        "    match if n > 1 { E::A(n) } else { E::B(n) } { E::A(n) | E::B(n) => n }\n}\n",
        "enum E { A(u8), B(u8) }\npub fn f(n: u8) -> u8 {\n"
        "    match if n > 1 { E::A(n) } else { E::B(n) } { E::A(n) | E::B(n) => n }\n}\n",
    ),
    (
        "enum E { A(usize), B }\npub fn f(n: u8) -> u8 {\n"
        "    match if n > 1 { E::A } else { E::B } { E::A => 1, E::B => 2 }\n}\n",
        "enum E { A, B }\npub fn f(n: u8) -> u8 {\n"
        "    match if n > 1 { E::A } else { E::B } { E::A => 1, E::B => 2 }\n}\n",
    ),
    (
        "pub enum E { A(usize), B }\npub fn f() -> E { E::A }\npub fn g() -> E { E::A }\n",
        "pub enum E { A, B }\npub fn f() -> E { E::A }\npub fn g() -> E { E::A }\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), DEFINED)
def test_the_element_goes(spec: Spec, before: str, after: str) -> None:
    spec("e0061_ungiven_element", before, after)


def test_a_field_that_hides_the_others_goes(spec: Spec) -> None:
    spec(
        "e0063_unread_field",
        "mod m { pub struct D { pub a: u8, v: bool } }\npub fn f() -> m::D { m::D { a: 1 } }\n",
        "mod m { pub struct D { pub a: u8 } }\npub fn f() -> m::D { m::D { a: 1 } }\n",
    )


@pytest.mark.parametrize(
    "before",
    [
        "struct S(u8, u8);\npub fn f() -> u8 { let s = S(1); s.0 + s.1 }\n",
        "struct S(u8, u8);\npub fn f() -> u8 { let S(a, b) = S(1); a + b }\n",
        # Others may use what is public, and one place may be wrong.
        "pub struct S(pub u8, pub u8);\npub fn f() -> S { S(1) }\n",
        "pub enum E { A(u8), B }\npub fn f() -> E { E::A }\n",
    ],
)
def test_what_is_used_or_public_and_lacking_once_stays(spec: Spec, before: str) -> None:
    spec.silent("e0061_ungiven_element", before)

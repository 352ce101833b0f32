"""A value where a type of ours is wanted that is made of it."""

import pytest

from .conftest import Spec

MADE = [
    (
        "pub struct E(String);\npub fn f() -> Result<u8, E> { Err(String::new()) }\n",
        "pub struct E(String);\npub fn f() -> Result<u8, E> { Err(E(String::new())) }\n",
    ),
    (
        "pub struct P { at: usize }\npub fn f(n: usize) -> P { n }\n",
        "pub struct P { at: usize }\npub fn f(n: usize) -> P { P { at: n } }\n",
    ),
    (
        "pub enum E { A(u8), B(String) }\npub fn f(s: String) -> E { s }\n",
        "pub enum E { A(u8), B(String) }\npub fn f(s: String) -> E { E::B(s) }\n",
    ),
    (
        "mod m { pub struct Id(u32, u8);\nimpl Id { pub fn new(n: u32) -> Self { Id(n, 0) } } }\n"
        "use m::Id;\npub fn f(n: u32) -> Id { n }\n",
        "mod m { pub struct Id(u32, u8);\nimpl Id { pub fn new(n: u32) -> Self { Id(n, 0) } } }\n"
        "use m::Id;\npub fn f(n: u32) -> Id { Id::new(n) }\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), MADE)
def test_the_value_is_put_in(spec: Spec, before: str, after: str) -> None:
    spec("e0308_construct_our_type", before, after, first=True)


def test_not_for_two_values_nor_for_a_type_of_the_library(spec: Spec) -> None:
    spec.silent("e0308_construct_our_type", "pub struct P(u8, u8);\npub fn f() -> P { 1u8 }\n")
    spec.silent("e0308_construct_our_type", "pub fn f() -> String { 1u8 }\n")

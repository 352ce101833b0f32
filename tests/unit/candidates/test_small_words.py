"""Operators on single words and signs: literals, operators, calls, keywords."""

import pytest

from .conftest import Spec

SPECS = [
    (
        "literals",
        "pub fn f(s: &str) -> bool { g('a', s) }\nfn g(a: &str, s: &str) -> bool { a == s }\n",
        'pub fn f(s: &str) -> bool { g("a", s) }\nfn g(a: &str, s: &str) -> bool { a == s }\n',
    ),
    ("literals", 'pub fn f() -> u8 { "a" }\n', "pub fn f() -> u8 { b'a' }\n"),
    ("literals", "pub fn f() -> f64 { 1 }\n", "pub fn f() -> f64 { 1.0 }\n"),
    ("literals", "pub fn f() -> u8 { 1u16 }\n", "pub fn f() -> u8 { 1 }\n"),
    (
        "binary_operators",
        "pub fn f(n: u8) -> u8 { if n = 1 { 2 } else { 3 } }\n",
        "pub fn f(n: u8) -> u8 { if n == 1 { 2 } else { 3 } }\n",
    ),
    (
        "binary_operators",
        "pub fn f(n: std::ops::Range<u8>) -> std::ops::RangeInclusive<u8> { n.start..n.end }\n",
        "pub fn f(n: std::ops::Range<u8>) -> std::ops::RangeInclusive<u8> { n.start..=n.end }\n",
    ),
    (
        "calls",
        "pub struct S; impl S { fn n(&self) -> u8 { 1 } pub fn f(&self) -> u8 { Self::n() } }\n",
        "pub struct S; impl S { fn n(&self) -> u8 { 1 } pub fn f(&self) -> u8 { self.n() } }\n",
    ),
    (
        "calls",
        "pub fn f(s: &[Vec<u8>], n: usize) -> Option<u8> { let v = s[n]?; v.first().copied() }\n",
        "pub fn f(s: &[Vec<u8>], n: usize) -> Option<u8> { let v = s.get(n)?; v.first().copied() }\n",
    ),
    (
        "calls",
        "pub fn f(n: Option<u8>) -> Result<u8, u16> { Ok(n.ok_or(|| 7u16)?) }\n",
        "pub fn f(n: Option<u8>) -> Result<u8, u16> { Ok(n.ok_or(7u16)?) }\n",
    ),
    (
        "calls",
        "pub fn f(n: Option<u8>) -> Result<u8, u16> { n.ok_or(|| 7) }\n",
        "pub fn f(n: Option<u8>) -> Result<u8, u16> { n.ok_or_else(|| 7) }\n",
    ),
    (
        "calls",
        "pub fn f(n: Option<u8>) -> u8 { n.unwrap_or_else(3) }\n",
        "pub fn f(n: Option<u8>) -> u8 { n.unwrap_or_else(|| 3) }\n",
    ),
    (
        "e0308_plain_instead_of_async",
        "async fn g(n: u8) -> Option<u8> { Some(n) }\n"
        "pub fn f() -> Option<u8> { let n = g(1)?; Some(n) }\n",
        "fn g(n: u8) -> Option<u8> { Some(n) }\npub fn f() -> Option<u8> { let n = g(1)?; Some(n) }\n",
    ),
    ("calls", "pub fn f(s: &str) -> usize { s.len }\n", "pub fn f(s: &str) -> usize { s.len() }\n"),
    (
        "calls",
        "pub struct S { n: u8 }\npub fn f(s: S) -> u8 { s.n() }\n",
        "pub struct S { n: u8 }\npub fn f(s: S) -> u8 { s.n }\n",
    ),
    (
        "calls",
        'pub fn f(n: u8) -> String { format("{n}") }\n',
        'pub fn f(n: u8) -> String { format!("{n}") }\n',
    ),
    (
        "calls",
        "pub struct S;\nimpl S { fn g(n: u8) -> u8 { n } pub fn f(&self) -> u8 { self.g(1) } }\n",
        "pub struct S;\nimpl S { fn g(n: u8) -> u8 { n } pub fn f(&self) -> u8 { Self::g(1) } }\n",
    ),
    (
        "other_names",
        "pub fn f(n: u8, name: &str) -> usize { g(n) + 1 }\nfn g(s: &str) -> usize { s.len() }\n"
        "pub fn h(s: &str) -> usize { g(s) }\n",
        "pub fn f(n: u8, name: &str) -> usize { g(name) + 1 }\n"
        "fn g(s: &str) -> usize { s.len() }\npub fn h(s: &str) -> usize { g(s) }\n",
    ),
    (
        "other_names",
        "pub fn f(a: u8, b: u16) -> Vec<u16> { let c = vec![b]; a.to_vec() }\n",
        "pub fn f(a: u8, b: u16) -> Vec<u16> { let c = vec![b]; c.to_vec() }\n",
    ),
    (
        "other_names",
        "pub struct S { a: u8, b: Vec<u8> }\nimpl S { pub fn f(&self) -> usize { self.a.len() } }\n",
        "pub struct S { a: u8, b: Vec<u8> }\nimpl S { pub fn f(&self) -> usize { self.b.len() } }\n",
    ),
    (
        "keywords",
        "pub fn f(n: u8) -> impl Fn() -> u8 { || n }\n",
        "pub fn f(n: u8) -> impl Fn() -> u8 { move || n }\n",
    ),
    (
        "keywords",
        "async fn g() -> u8 { 1 }\npub async fn f() -> u8 { g() }\n",
        "async fn g() -> u8 { 1 }\npub async fn f() -> u8 { g().await }\n",
    ),
    (
        "keywords",
        "pub fn f(n: u8) -> u8 { if n > 1 { n; } 2 }\n".replace("n; }", "n * 2u8 }"),
        "pub fn f(n: u8) -> u8 { if n > 1 { return n * 2u8 } 2 }\n",
    ),
    (
        "keywords",
        "pub fn f() -> dyn Iterator<Item = u8> { 0..1 }\n",
        "pub fn f() -> impl Iterator<Item = u8> { 0..1 }\n",
    ),
]


@pytest.mark.parametrize(("name", "before", "after"), SPECS)
def test_one_word_makes_the_difference(spec: Spec, name: str, before: str, after: str) -> None:
    spec(name, before, after)


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("literals", "pub fn f(n: u8) -> u16 { n }\n"),
        ("binary_operators", "pub fn f(n: u8) -> u16 { n }\n"),
        ("calls", "pub fn f() -> u8 { let n; n }\n"),
        ("keywords", "pub fn f(n: u8) { m }\n"),
    ],
)
def test_without_such_a_word_nothing_is_offered(spec: Spec, name: str, before: str) -> None:
    spec.silent(name, before)

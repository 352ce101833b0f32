"""What was left out of a bound, a pattern, a name or a type, and where the rest says what."""

import pytest

from .conftest import Spec

CASES = [
    (
        "operator near_names",
        "pub fn f(capacity: usize) -> usize { cap }\n",
        "pub fn f(capacity: usize) -> usize { capacity }\n",
    ),
    (
        "e0271_associated_type_bound",
        "pub fn f<'a>(all: impl IntoIterator) -> usize {\n"
        "    all.into_iter().map(|s| s.as_bytes().len()).sum()\n}\n",
        "pub fn f<'a>(all: impl IntoIterator<Item = &'a str>) -> usize {\n"
        "    all.into_iter().map(|s| s.as_bytes().len()).sum()\n}\n",
    ),
    (
        "bounds_missing",
        "fn g<T, K, F: FnMut(&T) -> K>(_: F) {}\n"
        "pub fn h<T, K, F>(key: F)\nwhere\n    K: Clone,\n{\n    g::<T, K, F>(key)\n}\n",
        "fn g<T, K, F: FnMut(&T) -> K>(_: F) {}\n"
        "pub fn h<T, K, F>(key: F)\nwhere\n    K: Clone,\n    F: FnMut(&T) -> K,\n{\n"
        "    g::<T, K, F>(key)\n}\n",
    ),
    (
        "types_one_layer_less",
        "#![no_std]\npub struct S(u8);\nimpl Iterator for S {\n    type Item = Vec<u8>;\n"
        "    fn next(&mut self) -> Option<Self::Item> { Some(self.0) }\n}\n",
        "#![no_std]\npub struct S(u8);\nimpl Iterator for S {\n    type Item = u8;\n"
        "    fn next(&mut self) -> Option<Self::Item> { Some(self.0) }\n}\n",
    ),
    (
        "e0023_pattern_fields",
        "pub enum E { A(Vec<u8>), B }\n"
        "pub fn f(e: E) -> usize { match e { E::A() => inline.len(), E::B => 0 } }\n",
        "pub enum E { A(Vec<u8>), B }\n"
        "pub fn f(e: E) -> usize { match e { E::A(inline) => inline.len(), E::B => 0 } }\n",
    ),
    (
        "e0046_like_the_other_impls",
        "pub struct S(Vec<u8>);\nimpl PartialEq<[u8]> for S {\n}\n"
        "impl PartialEq<&[u8]> for S {\n"
        "    fn eq(&self, other: &&[u8]) -> bool { self.0 == *other }\n}\n"
        "impl PartialEq<Vec<u8>> for S {\n"
        "    fn eq(&self, other: &Vec<u8>) -> bool { self.0 == *other }\n}\n",
        "pub struct S(Vec<u8>);\nimpl PartialEq<[u8]> for S {\n"
        "    fn eq(&self, other: &[u8]) -> bool { self.0 == *other }\n}\n"
        "impl PartialEq<&[u8]> for S {\n"
        "    fn eq(&self, other: &&[u8]) -> bool { self.0 == *other }\n}\n"
        "impl PartialEq<Vec<u8>> for S {\n"
        "    fn eq(&self, other: &Vec<u8>) -> bool { self.0 == *other }\n}\n",
    ),
    (
        "bounds_missing",
        "use std::fmt;\npub struct S<F>(F);\nimpl<F> fmt::Write for S<F> {\n"
        "    fn write_str(&mut self, s: &str) -> fmt::Result { self.0.write_str(s) }\n}\n",
        "use std::fmt;\npub struct S<F>(F);\nimpl<F: fmt::Write> fmt::Write for S<F> {\n"
        "    fn write_str(&mut self, s: &str) -> fmt::Result { self.0.write_str(s) }\n}\n",
    ),
    (
        "e0308_type_arguments_exchanged",
        "pub struct E;\npub fn f(n: u8) -> Result<E, u8> { if n > 1 { Ok(n) } else { Err(E) } }\n",
        "pub struct E;\npub fn f(n: u8) -> Result<u8, E> { if n > 1 { Ok(n) } else { Err(E) } }\n",
    ),
    (
        "e0594_mutable_at_its_source",
        "pub struct P { n: u8 }\n"
        "pub fn f(mut o: Option<P>) { let _ = o.as_ref().map(|p| p.n -= 1); }\n",
        "pub struct P { n: u8 }\n"
        "pub fn f(mut o: Option<P>) { let _ = o.as_mut().map(|p| p.n -= 1); }\n",
    ),
    (
        "e0382_borrow_instead_of_move",
        "pub struct W<F> { inner: F }\npub fn f(s: &mut String) {\n"
        "    let w = W { inner: s };\n    w.inner.push('a');\n    s.push('b');\n}\n",
        "pub struct W<F> { inner: F }\npub fn f(s: &mut String) {\n"
        "    let w = W { inner: &mut *s };\n    w.inner.push('a');\n    s.push('b');\n}\n",
    ),
    (
        "syntax_colon_for_brace",
        "pub fn f(n: u8) -> u8 {\n    if n > 1:\n        return 2;\n    }\n    n\n}\n",
        "pub fn f(n: u8) -> u8 {\n    if n > 1 {\n        return 2;\n    }\n    n\n}\n",
    ),
    (
        "syntax_attribute_hash",
        "pub struct S;\nimpl S {\n    #[doc(hidden)]\n    [inline]\n    pub fn f() {}\n}\n",
        "pub struct S;\nimpl S {\n    #[doc(hidden)]\n    #[inline]\n    pub fn f() {}\n}\n",
    ),
    (
        "e0803_lifetime_of_the_impl",
        "pub trait T<'a>: 'a { fn of(s: &'a str) -> Self; }\n"
        "impl<'a> T<'a> for &str { fn of(s: &'a str) -> Self { s } }\n",
        "pub trait T<'a>: 'a { fn of(s: &'a str) -> Self; }\n"
        "impl<'a> T<'a> for &'a str { fn of(s: &'a str) -> Self { s } }\n",
    ),
    (
        "generics_missing_constant",
        "pub fn f(bytes: [u8; LEN]) -> usize { bytes.len() + LEN }\n",
        "pub fn f<const LEN: usize>(bytes: [u8; LEN]) -> usize { bytes.len() + LEN }\n",
    ),
    (
        "lint_unreachable_pub",
        "#![deny(unreachable_pub)]\nmod a { pub struct A; }\n"
        "mod all {\n    pub use super::a::A;\n}\n",
        "#![deny(unreachable_pub)]\nmod a { pub struct A; }\n"
        "pub mod all {\n    pub use super::a::A;\n}\n",
    ),
    (
        "visibility_widen",
        "mod m { pub struct A; pub(self) struct Gone; }\nuse m::*;\n"
        "pub fn f(_: A) { let _: Option<Gone> = None; }\n",
        "mod m { pub struct A; pub struct Gone; }\nuse m::*;\n"
        "pub fn f(_: A) { let _: Option<Gone> = None; }\n",
    ),
]


@pytest.mark.parametrize(("source", "before", "after"), CASES)
def test_it_is_put_back(spec: Spec, source: str, before: str, after: str) -> None:
    spec(source.removeprefix("operator "), before, after)

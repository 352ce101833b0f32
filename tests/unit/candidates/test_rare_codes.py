"""Errors that are rare, and that rustc explains without suggesting anything."""

import pytest

from .conftest import Spec

MORE = [
    (
        "e0030_range_ends",
        "pub fn f(n: u8) -> bool { matches!(n, 1) || match n { 9..=2 => true, _ => false } }\n",
        "pub fn f(n: u8) -> bool { matches!(n, 1) || match n { 2..=9 => true, _ => false } }\n",
    ),
    (
        "e0030_range_ends",
        "pub fn f(n: u8) -> bool { match n { 5..5 => true, _ => false } }\n",
        "pub fn f(n: u8) -> bool { match n { 5..=5 => true, _ => false } }\n",
    ),
    (
        "e0044_concrete_foreign_types",
        'extern "C" { pub fn f<T>(n: T) -> T; }\n',
        'extern "C" { pub fn f(n: i32) -> i32; }\n',
    ),
    (
        "e0081_free_discriminant",
        "pub enum E { A = 1, B = 2, C = 1 }\n",
        "pub enum E { A = 1, B = 2, C = 3 }\n",
    ),
    (
        "e0081_free_discriminant",
        "#[repr(u8)]\npub enum E { A = 255, B }\n",
        "#[repr(u8)]\npub enum E { A = 255, B = 0 }\n",
    ),
    (
        "e0116_extension_trait",
        "impl Vec<u8> { pub fn twice(&self) -> usize { self.len() * 2 } }\n",
        "trait VecExt {\n    fn twice(&self) -> usize;\n}\n\n"
        "impl VecExt for Vec<u8> { fn twice(&self) -> usize { self.len() * 2 } }\n",
    ),
    (
        "e0116_extension_trait",
        "impl *const u8 { fn a(self) {} }\n",
        "trait U8Ext {\n    fn a(self);\n}\n\nimpl U8Ext for *const u8 { fn a(self) {} }\n",
    ),
    (
        "e0409_same_binding_mode",
        "pub fn f(a: (u8, u8)) { let ((ref b, 1) | (2, b) | (_, b)) = a; }\n".replace(
            "(_, b)", "(_, ref b)"
        ),
        "pub fn f(a: (u8, u8)) { let ((ref b, 1) | (2, ref b) | (_, ref b)) = a; }\n",
    ),
    (
        "e0728_async_function",
        "async fn g() {}\npub fn f() { g().await; }\n",
        "async fn g() {}\npub async fn f() { g().await; }\n",
    ),
    (
        "e0745_name_the_temporary",
        "pub fn f() {\n    let _a = &raw const 2;\n}\n",
        "pub fn f() {\n    let value = 2;\n    let _a = &raw const value;\n}\n",
    ),
    ("e0768_digits", "pub const A: u8 = 0x;\n", "pub const A: u8 = 0x0;\n"),
    (
        "e0055_recursion_limit",
        '#![recursion_limit = "2"]\npub struct S;\nimpl S { fn g(&self) {} }\n'
        "pub fn f(a: &&&&&&S) { a.g() }\n",
        '#![recursion_limit = "128"]\npub struct S;\nimpl S { fn g(&self) {} }\n'
        "pub fn f(a: &&&&&&S) { a.g() }\n",
    ),
    (
        "e0690_layout_of_c",
        "#[repr(transparent)]\npub struct S { a: u8, b: u8 }\n",
        "#[repr(C)]\npub struct S { a: u8, b: u8 }\n",
    ),
    (
        "e0565_attribute_argument",
        '#[deprecated(since = "1", reason = "old")]\npub struct S;\n',
        '#[deprecated(since = "1", note = "old")]\npub struct S;\n',
    ),
    ("e0565_attribute_argument", 'pub extern "c" fn f() {}\n', 'pub extern "C" fn f() {}\n'),
    (
        "e0565_attribute_argument",
        '#[unsafe(export_name = "a\\0b")]\npub fn f() {}\n',
        '#[unsafe(export_name = "ab")]\npub fn f() {}\n',
    ),
]

TWO_GLOBS = """
mod a { pub fn f() {} }
mod b { pub fn f() {} }
mod c { pub use crate::a::*; pub use crate::b::*; }
pub fn g() { c::f() }
"""

REPAIRS = [
    ("e0428_second_of_a_name", "pub struct A;\npub struct A;\n", "pub struct A;\npub struct B;\n"),
    ("e0428_second_of_a_name", "pub fn f(n: u8, n: u8) {}\n", "pub fn f(n: u8, o: u8) {}\n"),
    (
        "e0428_second_of_a_name",
        "pub struct S { pub low: u8, pub low: u8 }\n",
        "pub struct S { pub low: u8, pub low2: u8 }\n",
    ),
    (
        "e0428_second_of_a_name",
        "pub trait T<A> { fn one(&self, a: A); fn two<A>(&self, a: A); }\n",
        "pub trait T<A> { fn one(&self, a: A); fn two<B>(&self, a: B); }\n",
    ),
    (
        "e0426_label",
        "pub fn f() { for _ in 0..1 { break 'rows; } }\n",
        "pub fn f() { 'rows: for _ in 0..1 { break 'rows; } }\n",
    ),
    (
        "e0426_label",
        "pub fn f() { 'a: for _ in 0..1 { 'b: { break; } } }\n",
        "pub fn f() { 'a: for _ in 0..1 { 'b: { break 'a; } } }\n",
    ),
    (
        "e0426_label",
        "pub fn f() { 'a: { continue 'a; } }\n",
        "pub fn f() { 'a: { break 'a; } }\n",
    ),
    ("e0267_return_instead_of_break", "pub fn f() { break; }\n", "pub fn f() { return; }\n"),
    (
        "e0267_return_instead_of_break",
        "pub fn f(v: &[u8]) { v.iter().for_each(|x| { if *x > 1 { continue; } }); }\n",
        "pub fn f(v: &[u8]) { v.iter().for_each(|x| { if *x > 1 { return; } }); }\n",
    ),
    (
        "e0565_attribute_argument",
        '#[repr("u8")]\npub enum E { A }\n',
        "#[repr(u8)]\npub enum E { A }\n",
    ),
    (
        "e0565_attribute_argument",
        '#[derive("Debug, Clone")]\npub struct S;\n',
        "#[derive(Debug, Clone)]\npub struct S;\n",
    ),
    (
        "e0565_attribute_argument",
        '#[deprecated(note("old"))]\npub struct S;\n',
        '#[deprecated(note = "old")]\npub struct S;\n',
    ),
    (
        "e0565_attribute_argument",
        "#[repr(align(6))]\npub struct S(pub u8);\n",
        "#[repr(align(8))]\npub struct S(pub u8);\n",
    ),
    ("e0131_main_signature", "fn main<T: Copy>() {}\n", "fn main() {}\n"),
    ("e0131_main_signature", "pub fn f() {}\n", "pub fn f() {}\n\nfn main() {}\n"),
    ("e0131_main_signature", "pub fn f();\nfn main() {}\n", "pub fn f() {}\nfn main() {}\n"),
    (
        "e0197_unsafe_inherent_impl",
        "pub struct S;\nunsafe impl S {}\n",
        "pub struct S;\nimpl S {}\n",
    ),
    (
        "e0434_closure_instead_of_fn",
        "pub fn f(a: u8) -> u8 { fn g(b: u8) -> u8 { a + b }\n g(1) }\n",
        "pub fn f(a: u8) -> u8 { let g = |b: u8| -> u8 { a + b };\n g(1) }\n",
    ),
    (
        "e0434_closure_instead_of_fn",
        "pub fn f() -> u8 { let a: u8 = 1; fn g() -> u8 { a }\n g() }\n",
        "pub fn f() -> u8 { const a: u8 = 1; fn g() -> u8 { a }\n g() }\n",
    ),
    (
        "e0029_comparison_as_guard",
        'pub fn f(a: &str) -> u8 { match a { "a"..="f" => 1, _ => 2 } }\n',
        'pub fn f(a: &str) -> u8 { match a { s if s >= "a" && s <= "f" => 1, _ => 2 } }\n',
    ),
    (
        "e0527_rest_of_the_elements",
        "pub fn f(v: [u8; 3]) -> u8 { let [a, b] = v; a + b }\n",
        "pub fn f(v: [u8; 3]) -> u8 { let [a, b, ..] = v; a + b }\n",
    ),
    (
        "e0704_restricted_visibility",
        "pub mod m { pub(m) struct S; }\n",
        "pub mod m { pub(crate) struct S; }\n",
    ),
    (
        "e0584_ordinary_comment",
        "pub fn f() {\n    /// Nothing.\n}\n",
        "pub fn f() {\n    // Nothing.\n}\n",
    ),
    (
        "e0316_one_quantifier",
        "pub trait R<'a, 'b> {}\npub fn f<T>(_: T) where for<'a> &'a T: for<'b> R<'a, 'b> {}\n",
        "pub trait R<'a, 'b> {}\npub fn f<T>(_: T) where for<'a, 'b> &'a T: R<'a, 'b> {}\n",
    ),
    (
        "e0207_generic_of_the_method",
        "pub struct S;\nimpl<T: Default> S { pub fn f(&self) -> T { T::default() } }\n",
        "pub struct S;\nimpl S { pub fn f<T: Default>(&self) -> T { T::default() } }\n",
    ),
    (
        "e0207_generic_of_the_method",
        "pub struct S<U>(U);\nimpl<T, U> S<U> { pub fn f<V>(&self, _: T, _: V) {} }\n",
        "pub struct S<U>(U);\nimpl<U> S<U> { pub fn f<V, T>(&self, _: T, _: V) {} }\n",
    ),
    (
        "e0366_drop_for_every_type",
        "pub struct S<T: Copy>(T);\nimpl Drop for S<u8> { fn drop(&mut self) {} }\n",
        "pub struct S<T: Copy>(T);\nimpl<T: Copy> Drop for S<T> { fn drop(&mut self) {} }\n",
    ),
    (
        "e0366_drop_for_every_type",
        "pub struct S<T>(T);\nimpl<T: Copy> Drop for S<T> { fn drop(&mut self) {} }\n",
        "pub struct S<T>(T);\nimpl<T> Drop for S<T> { fn drop(&mut self) {} }\n",
    ),
    (
        "e0368_plain_operator",
        "use std::ops::Add;\n#[derive(Clone, Copy)]\npub struct S(u8);\n"
        "impl Add for S { type Output = S; fn add(self, o: S) -> S { S(self.0 + o.0) } }\n"
        "pub fn f(mut a: S) -> S { a += S(1); a }\n",
        "use std::ops::Add;\n#[derive(Clone, Copy)]\npub struct S(u8);\n"
        "impl Add for S { type Output = S; fn add(self, o: S) -> S { S(self.0 + o.0) } }\n"
        "pub fn f(mut a: S) -> S { a = a + S(1); a }\n",
    ),
    (
        "e0492_static_instead_of_const",
        "use std::sync::atomic::AtomicU8;\n"
        "const A: AtomicU8 = AtomicU8::new(0);\npub const B: &AtomicU8 = &A;\n",
        "use std::sync::atomic::AtomicU8;\n"
        "static A: AtomicU8 = AtomicU8::new(0);\npub static B: &AtomicU8 = &A;\n",
    ),
    (
        "e0733_boxed_recursion",
        "pub async fn f(n: u8) { if n > 0 { f(n - 1).await; } }\n",
        "pub async fn f(n: u8) { if n > 0 { Box::pin(f(n - 1)).await; } }\n",
    ),
    (
        "e0747_order_of_arguments",
        "pub struct S<'a, T>(&'a T);\npub type A = S<u8, 'static>;\n",
        "pub struct S<'a, T>(&'a T);\npub type A = S<'static, u8>;\n",
    ),
    (
        "e0747_order_of_arguments",
        "pub struct S<T = U, U = ()>(T, U);\n",
        "pub struct S<U = (), T = U>(T, U);\n",
    ),
    (
        "e0770_type_of_a_const_parameter",
        "pub fn f<T, const N: T>() {}\n",
        "pub fn f<T, const N: usize>() {}\n",
    ),
    (
        "e0130_name_instead_of_pattern",
        'extern "C" { pub fn f((a, b): (u8, u8)); }\n',
        'extern "C" { pub fn f(_: (u8, u8)); }\n',
    ),
    (
        "e0130_name_instead_of_pattern",
        "pub type F = fn(&n: u8);\n",
        "pub type F = fn(n: &u8);\n",
    ),
    (
        "e0666_named_instead_of_impl",
        "pub trait A<X> {}\npub fn f(_: impl A<impl Copy>) {}\n",
        "pub trait A<X> {}\npub fn f<T: Copy>(_: impl A<T>) {}\n",
    ),
    (
        "e0666_named_instead_of_impl",
        "pub fn f() { let i: impl Iterator<Item = u8> = 0..1; for _ in i {} }\n",
        "pub fn f() { let i: _ = 0..1; for _ in i {} }\n",
    ),
    (
        "e0659_import_by_name",
        TWO_GLOBS,
        TWO_GLOBS.replace("a::*; ", "a::*;\npub use crate::a::f; "),
    ),
    (
        "e0045_c_calling_convention",
        'extern "Rust" { pub fn f(n: u8, ...); }\n',
        'extern "C" { pub fn f(n: u8, ...); }\n',
    ),
    (
        "e0326_type_of_the_trait",
        "pub trait T { const N: u8; }\nimpl T for () { const N: u16 = 5; }\n",
        "pub trait T { const N: u8; }\nimpl T for () { const N: u8 = 5; }\n",
    ),
    (
        "e0407_declare_in_the_trait",
        "pub trait T { fn a(&self); }\n"
        "impl T for () { fn a(&self) {}\n fn b(&self) -> u8 { 1 } }\n",
        "pub trait T { fn a(&self);\nfn b(&self) -> u8; }\n"
        "impl T for () { fn a(&self) {}\n fn b(&self) -> u8 { 1 } }\n",
    ),
    (
        "e0407_declare_in_the_trait",
        "pub trait T {}\nimpl T for () { type A = u8; }\n",
        "pub trait T {\n    type A;\n}\nimpl T for () { type A = u8; }\n",
    ),
    (
        "e0631_parameters_of_the_closure",
        "fn g(_: impl Fn(u8)) {}\npub fn f() { g(|_: &str| {}) }\n",
        "fn g(_: impl Fn(u8)) {}\npub fn f() { g(|_: u8| {}) }\n",
    ),
    (
        "e0793_copy_of_a_packed_field",
        "#[repr(packed)]\npub struct S { a: u8, b: u32 }\n"
        'pub fn f(s: S) -> String { format!("{:?}", &s.b) }\n',
        "#[repr(packed)]\npub struct S { a: u8, b: u32 }\n"
        'pub fn f(s: S) -> String { format!("{:?}", &{ s.b }) }\n',
    ),
    (
        "e0732_repr_of_the_discriminants",
        "pub enum E { A(u8) = 1, B = 300 }\n",
        "#[repr(u16)]\npub enum E { A(u8) = 1, B = 300 }\n",
    ),
    (
        "e0185_receiver_in_the_trait",
        "pub trait T { fn f(n: u8); }\nimpl T for () { fn f(&self, n: u8) {} }\n",
        "pub trait T { fn f(&self, n: u8); }\nimpl T for () { fn f(&self, n: u8) {} }\n",
    ),
    (
        "e0559_field_of_the_variant",
        "pub enum E { A { low: u8 } }\npub fn f() -> E { E::A { n: 1 } }\n",
        "pub enum E { A { low: u8 } }\npub fn f() -> E { E::A { low: 1 } }\n",
    ),
    (
        "format_missing_argument",
        'pub fn f(n: u8, m: u8) -> String { format!("{} {}", n) }\n',
        'pub fn f(n: u8, m: u8) -> String { format!("{} {}", n, m) }\n',
    ),
    (
        "format_missing_argument",
        "pub fn f(n: u8, m: usize) -> String {\n"
        '    if n > 1 { format!("{:1$}", n) } else { format!("{:01$}", n, m + 1) }\n}\n',
        "pub fn f(n: u8, m: usize) -> String {\n"
        '    if n > 1 { format!("{:1$}", n, m + 1) } else { format!("{:01$}", n, m + 1) }\n}\n',
    ),
    (
        "format_missing_argument",
        "use std::fmt::Write;\n"
        'pub fn f(w: &mut String, n: (u8, u8)) { write!(w, "{:?}").unwrap(); }\n',
        "use std::fmt::Write;\n"
        'pub fn f(w: &mut String, n: (u8, u8)) { write!(w, "{:?}", n).unwrap(); }\n',
    ),
    (
        "e0631_parameters_of_the_closure",
        "pub enum E { Bad(String) }\n"
        "pub fn f(s: &str) -> Result<f64, E> { s.parse::<f64>().map_err(E::Bad) }\n",
        "pub enum E { Bad(std::num::ParseFloatError) }\n"
        "pub fn f(s: &str) -> Result<f64, E> { s.parse::<f64>().map_err(E::Bad) }\n",
    ),
    (
        "e0308_plain_instead_of_async",
        "async fn g() -> u8 { 1 }\npub fn f() -> u8 { g() }\n",
        "fn g() -> u8 { 1 }\npub fn f() -> u8 { g() }\n",
    ),
    (
        "traits_follow_their_impls",
        "pub mod m { pub struct K; pub trait T { fn f(&self, k: K) -> Option<u8>; } }\n"
        "impl m::T for u8 { fn f(&self, _: m::K) -> u8 { *self } }\n",
        "pub mod m { pub struct K; pub trait T { fn f(&self, k: K) -> u8; } }\n"
        "impl m::T for u8 { fn f(&self, _: m::K) -> u8 { *self } }\n",
    ),
    (
        "syntax_keyword_as_name",
        "pub fn f() -> u8 { let move = 1; start + 1 }\n",
        "pub fn f() -> u8 { let start = 1; start + 1 }\n",
    ),
    (
        "e0277_function_instead_of_call",
        "fn g() -> u8 { 1 }\npub fn f(n: Option<u8>) -> u8 { n.unwrap_or_else(g()) }\n",
        "fn g() -> u8 { 1 }\npub fn f(n: Option<u8>) -> u8 { n.unwrap_or_else(g) }\n",
    ),
    (
        "e0015_plain_function",
        "fn g() -> u8 { 1 }\npub const fn f() -> u8 { g() }\n",
        "fn g() -> u8 { 1 }\npub fn f() -> u8 { g() }\n",
    ),
    (
        "e0015_plain_function",
        "pub fn g() -> u8 { 1 }\npub const N: u8 = g();\n",
        "pub const fn g() -> u8 { 1 }\npub const N: u8 = g();\n",
    ),
    (
        "traits_follow_their_impls",
        "pub trait T { fn f(&self, n: u8) -> u8; }\n"
        "impl T for u8 { fn f(self, m: u16) -> u8 { self } }\n"
        "impl T for u16 { fn f(self, _: u16) -> u8 { 1 } }\n",
        "pub trait T { fn f(self, n: u16) -> u8; }\n"
        "impl T for u8 { fn f(self, m: u16) -> u8 { self } }\n"
        "impl T for u16 { fn f(self, _: u16) -> u8 { 1 } }\n",
    ),
    (
        "traits_follow_their_impls",
        "pub trait T { fn f(&self) -> u8; }\nimpl T for u16 { fn f(&self) -> u16 { *self } }\n",
        "pub trait T { fn f(&self) -> u16; }\nimpl T for u16 { fn f(&self) -> u16 { *self } }\n",
    ),
    (
        "e0023_pattern_fields",
        "pub enum E { A(u8) }\npub fn f(e: E) -> u8 { match e { E::A(n, _) => n } }\n",
        "pub enum E { A(u8) }\npub fn f(e: E) -> u8 { match e { E::A(n) => n } }\n",
    ),
    (
        "e0023_pattern_fields",
        "pub enum E { A(u8), B }\npub fn f(e: E, g: E) -> bool {\n"
        "    match (e, g) { (E::A(m)) => m == n, _ => false }\n}\n",
        "pub enum E { A(u8), B }\npub fn f(e: E, g: E) -> bool {\n"
        "    match (e, g) { (E::A(m), E::A(n)) => m == n, _ => false }\n}\n",
    ),
    (
        "e0507_receiver_by_reference",
        "pub struct S(u8);\nimpl S { fn n(self) -> u8 { self.0 } }\n"
        "pub struct R(S);\nimpl R { pub fn n(&self) -> u8 { self.0.n() } }\n",
        "pub struct S(u8);\nimpl S { fn n(&self) -> u8 { self.0 } }\n"
        "pub struct R(S);\nimpl R { pub fn n(&self) -> u8 { self.0.n() } }\n",
    ),
    (
        "e0277_implement_std_trait",
        "pub struct S(u8);\nimpl S { pub fn zero() -> Self { S(0) } }\n"
        "pub fn f() -> S { g() }\nfn g<T: Default>() -> T { T::default() }\n",
        "pub struct S(u8);\nimpl S { pub fn zero() -> Self { S(0) } }\n\n"
        "impl Default for S {\n    fn default() -> Self {\n        Self::zero()\n    }\n}\n"
        "pub fn f() -> S { g() }\nfn g<T: Default>() -> T { T::default() }\n",
    ),
    (
        "e0046_missing_items",
        "pub struct S(u8);\nimpl S { pub fn zero() -> Self { S(0) } }\nimpl Default for S {\n}\n",
        "pub struct S(u8);\nimpl S { pub fn zero() -> Self { S(0) } }\n"
        "impl Default for S {\n    fn default() -> Self {\n        Self::zero()\n    }\n}\n",
    ),
]
# What each leaves alone, though it is asked.
SILENT = [
    ("e0116_extension_trait", "impl<T> Vec<T> { fn a(&self) {} }\n"),
    ("e0081_free_discriminant", "pub const A: u8 = 1; pub enum E { B = A as isize, C = 1 }\n"),
    ("e0728_async_function", "pub fn f() { a }\n"),
    ("e0690_layout_of_c", "#[repr(transparent)]\npub struct S<T>(u8);\n"),
    ("e0426_label", "pub fn f() { break 'a; }\n"),
    ("e0131_main_signature", "pub fn f() -> u8;\n"),
    ("e0434_closure_instead_of_fn", "pub fn f(a: u8) { fn g() { g(); let _ = a; } }\n"),
    (
        "e0207_generic_of_the_method",
        "pub struct S;\nimpl<T> Clone for S { fn clone(&self) -> S { S } }\n",
    ),
    ("e0659_import_by_name", "pub fn f(a: u8) { b }\n"),
    ("e0368_plain_operator", "pub fn f(a: u8) { b += 1; }\n"),
    ("e0326_type_of_the_trait", 'pub const N: u16 = "";\n'),
    ("e0407_declare_in_the_trait", "impl Clone for X { fn b() {} }\n"),
    ("e0565_attribute_argument", "#[repr(align(6)]\npub struct S;\n"),
    ("e0428_second_of_a_name", "pub fn f() { a }\n"),
    ("e0015_plain_function", 'pub const N: usize = String::from("").len();\n'),
    (
        "traits_follow_their_impls",
        "pub trait T { fn f(&self); }\nimpl T for u8 { fn f(self) {} }\n"
        "impl T for u16 { fn f(&self) {} }\n",
    ),
]


@pytest.mark.parametrize(("name", "before", "after"), REPAIRS + MORE)
def test_a_rare_error_is_repaired(spec: Spec, name: str, before: str, after: str) -> None:
    binary = name == "e0131_main_signature"
    spec(name, before, after, flags=("--crate-type=bin",) if binary else ())


@pytest.mark.parametrize(("name", "before"), SILENT)
def test_another_error_is_left_alone(spec: Spec, name: str, before: str) -> None:
    spec.silent(name, before)

"""What a definition has on purpose stays, though rustc is content without it.

Every text is compiled by rustc itself; «…» marks what the patch removes. All of them compile
without it.
"""

import re
from collections.abc import Callable

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.policy import Guards
from rusta_server.patches.build import patch_between
from rusta_server.patches.guards import check

LIB = "$WS/src/lib.rs"
Rustc = Callable[[str], tuple[Diagnostic, ...]]


def judged(marked: str, rustc: Rustc) -> set[str]:
    before, after = re.sub("[«»]", "", marked), re.sub("«.*?»", "", marked, flags=re.DOTALL)
    was, now = rustc(before), rustc(after)
    assert [d for d in was if d.level == "error"], "the text compiles"
    assert not [d for d in now if d.level == "error"], "the patch mends nothing"
    old, new = {LIB: before}, {LIB: after}
    found = check(patch_between(old, new), old, new, was, Guards(allow_tests=True))
    return {refusal.rule for refusal in found}


MADE = "pub fn f() -> S { S { a: 1 } }\n"
CALLED = "pub fn f() -> u8 { g(1) }\n"
MATCHED = "pub fn f(e: E) -> u8 { match e { E::A => 1, E::C => 2 } }\n"

FIELDS = [
    *(
        f"pub struct S {{ pub a: u8«, held: {kind}» }}\n" + MADE
        for kind in ("()", "*mut u8", "[u64; 0]", "std::sync::Arc<()>", "Box<dyn std::any::Any>")
    ),
    "pub struct S<'a> { a: &'a u8«, lock: std::sync::MutexGuard<'a, ()>» }\n"
    "pub fn f(a: &u8) -> S<'_> { S { a } }\n",
    "pub struct S { a: u8«, reserved: u8» }\n" + MADE,
    "#[repr(C)]\npub struct S { a: u8«, b: u8» }\n" + MADE,
    "#[cfg_attr(any(), derive(Serialize))]\npub struct S { a: u8«, b: u8» }\n" + MADE,
    "pub struct S { a: u8«, _guard: Box<u8>» }\n" + MADE,
    "pub struct S { a: u8«, local: std::marker::PhantomData<*const ()>» }\n" + MADE,
    "struct G;\nimpl Drop for G { fn drop(&mut self) {} }\npub struct S { a: u8«, g: G» }\n" + MADE,
    "pub struct S { a: u8«, pub b: u8» }\n/// ```\n/// assert_eq!(f().b, 2);\n/// ```\n" + MADE,
    "pub struct S { a: u8«, b: u8» }\npub type T = S;\n#[cfg(any())]\n"
    "pub fn g() -> T { T { a: 1, b: 2 } }\n" + MADE,
    "pub struct S { a: u8«, b: u8» }\n#[cfg(test)]\n"
    "fn g(b: u8) -> Vec<S> { vec![S { a: 1, b }] }\n" + MADE,
]
VARIANTS = [
    "pub enum E { A,\n// Kept for version 2.\n«B, »C }\n" + MATCHED,
    "#[repr(u8)]\npub enum E { A, «B, »C }\n" + MATCHED,
    "#[non_exhaustive]\npub enum E { A, «B, »C }\n" + MATCHED,
    "pub enum E { A, «B, »C }\npub fn n(e: E) -> u8 { e as u8 }\n" + MATCHED,
    "pub enum E { A = 1, «B = 2, »C = 3 }\n" + MATCHED,
    "pub enum E { A, C, «B, »}\npub fn n(n: u8) -> E { unsafe { std::mem::transmute(n) } }\n"
    + MATCHED,
]
ELEMENTS = [
    "pub struct S(pub u8«, std::marker::PhantomData<*const ()>»);\npub fn f() -> S { S(1) }\n",
    "#[repr(C)]\npub struct S(u8«, u8»);\npub fn f() -> S { S(1) }\n",
    "pub struct S(u8«, pub u8»);\n/// ```\n/// assert_eq!(f().1, 2);\n/// ```\n"
    "pub fn f() -> S { S(1) }\n",
    "pub struct S(u8«, u8»);\n#[cfg(any())]\npub fn g() -> S { S(1, 2) }\n"
    "pub fn f() -> S { S(1) }\n",
    "pub struct S(u8«, u8»);\nimpl S { #[cfg(any())] pub fn g() -> Self { Self(1, 2) } }\n"
    "pub fn f() -> S { S(1) }\n",
    "pub enum E { V«(u8)» }\n#[cfg(test)]\nfn g(e: E) -> u8 { let E::V(n) = e; n }\n"
    "pub fn f() -> E { E::V }\n",
]
METHODS = [
    "pub trait T { fn a(&self); «fn _sealed(&self); »}\nimpl T for u8 { fn a(&self) {} }\n",
    "#[cfg_attr(any(), interface)]\npub trait T { fn a(&self); «fn b(&self); »}\n"
    "impl T for u8 { fn a(&self) {} }\n",
]
PARAMETERS = [
    "pub struct Token(());\nfn g(n: u8«, t: &Token») -> u8 { n }\n" + CALLED,
    "fn g(n: u8«, m: u8») -> u8 { // TODO: both\n n }\n" + CALLED,
    "fn g(n: u8«, m: u8» /* for later */) -> u8 { n }\n" + CALLED,
    "fn g(n: u8«, m: u8») -> u8 { todo!() }\n" + CALLED,
    "fn g(n: u8«, m: u8») {}\npub fn f() { g(1) }\n",
    '#[no_mangle]\npub extern "C" fn g(n: u8«, m: u8») -> u8 { n }\n' + CALLED,
    'pub extern "C" fn g(n: u8«, m: u8») -> u8 { n }\n' + CALLED,
    "#[cfg_attr(any(), instrument)]\nfn g(n: u8«, m: u8») -> u8 { n }\n" + CALLED,
    "pub trait V { fn visit(&mut self«, n: u8») -> bool { true } }\n"
    "pub fn f(v: &mut dyn V) -> bool { v.visit() }\n",
    "fn g(n: u8«, m: u8») -> u8 { n }\n"
    "#[cfg(test)]\nmod t { #[test] fn t() { assert_eq!(super::g(1, 2), 1) } }\n" + CALLED,
    "/// ```\n/// assert_eq!(g(1, 2), 1);\n/// ```\npub fn g(n: u8«, m: u8») -> u8 { n }\n"
    + CALLED,
    "pub struct S(u8);\nimpl S { pub fn new(n: u8«, m: u8») -> S { S(n) } }\n"
    "pub struct R;\nimpl R { pub fn new() -> R { R } }\npub fn f() -> S { S::new(1) }\n"
    "#[cfg(test)]\nmod t { fn t() { super::S::new(1, 2); } }\n",
]
TYPES = [
    "/// An id of a `T`.\npub struct S«<T>»(pub u8);\n",
    "pub struct S«<T>»(pub u8);\n#[cfg(any())]\nimpl<T> S<T> {}\n",
    "#[derive(Clone«, PartialEq»)]\npub struct S<T>(pub T);\n"
    "impl PartialEq for S<u8> { fn eq(&self, _: &S<u8>) -> bool { true } }\n",
    "#[derive(Clone«, PartialEq»)]\npub struct S(pub u8);\n#[cfg(not(any()))]\n"
    "impl PartialEq for S { fn eq(&self, _: &S) -> bool { true } }\n",
]
RECEIVERS = [
    "pub struct S { p: *mut u8 }\nfn raw<'a>(p: *mut u8) -> &'a mut u8 { unsafe { &mut *p } }\n"
    "impl S { pub fn get(&«mut »self) -> &mut u8 { raw(self.p) } }\n"
    "pub fn f(s: &mut S) { let a = s.get(); let b = s.get(); *a = 1; *b = 2; }\n",
    "pub struct S { p: *mut u8 }\n"
    "impl S { pub fn get(&«mut »self) -> &mut u8 { unsafe { &mut *self.p } } }\n"
    "pub fn f(s: &mut S) { let a = s.get(); let b = s.get(); *a = 1; *b = 2; }\n",
    "pub trait T { fn put(&«mut »self); }\npub fn f(t: &dyn T) { t.put() }\n",
]
LAYERS = [
    "pub trait T { fn g(&self) -> «Option<»u8«>»; }\npub fn f(t: &dyn T) -> u8 { t.g() }\n",
    "/// # Errors\n/// Where the file is gone.\npub fn f() -> «Result<»u8«, String>» { 1 }\n",
    "/// The first one; `None` where there is none.\npub fn f() -> «Option<»u8«>» { 1 }\n",
    "#[derive(Clone)]\npub struct P { pub n: «std::rc::Rc<»std::cell::Cell<u8>«>» }\n"
    "pub fn f() -> P { P { n: std::cell::Cell::new(1) } }\n",
    "fn g() -> Result<(), u8> { Ok(()) }\npub fn f() -> «Result<»()«, u8>» { g(); }\n",
    "pub trait T {}\nimpl T for «Vec<»u8«>» {}\nfn g(_: impl T) {}\npub fn f() { g(1u8) }\n",
    "pub struct S;\nimpl From<«Option<»u8«>»> for S { fn from(_: «Option<»u8«>») -> S { S } }\n"
    "pub fn f() -> S { S::from(1u8) }\n",
    "#[cfg_attr(any(), derive(Deserialize))]\npub struct S { pub a: «Option<»u8«>» }\n"
    "pub fn f(n: u8) -> S { S { a: n } }\n",
    '#[no_mangle]\npub extern "C" fn f() -> «Option<»u8«>» { 1 }\n',
]
CALLS = [
    "fn g(n: u8) -> u8 { n }\npub fn f() { drop(g«()») }\n",
    "fn g(n: u8) -> u8 { n }\npub fn f() { let _ = Some(g«()»); }\n",
]


@pytest.mark.parametrize(
    "marked",
    [*FIELDS, *VARIANTS, *ELEMENTS, *METHODS, *PARAMETERS, *TYPES, *RECEIVERS, *LAYERS, *CALLS],
)
def test_what_is_meant_stays(marked: str, rustc: Rustc) -> None:
    assert judged(marked, rustc) == {"only-removes"}


@pytest.mark.parametrize(
    "marked",
    [
        '#[derive(Clone, std::fmt::Debug)]\n#[cfg_attr(any(), doc(alias = "s"))]\n'
        "pub struct S { a: u8«, b: u8» }\n" + MADE,
        "pub struct S { a: u8«, b: u8» }\npub fn g() -> Vec<u8> { let b = 1; vec![b] }\n" + MADE,
        "pub enum E { A, C, «B, »}\npub fn n(e: E) -> u8 { e as u8 }\n" + MATCHED,
        "pub struct S(pub u8«, pub u8»);\npub struct R(u8, u8);\n"
        "pub fn f(r: R) -> S { S(r.0.min(r.0)) }\n#[cfg(test)]\nfn t() { R(1, 2); }\n",
        "pub enum E { V«(u8)» }\npub enum F { V(u8) }\npub fn g() -> F { F::V(1) }\n"
        "pub fn f() -> E { E::V }\n",
        "#[must_use]\n#[inline]\nfn g(n: u8«, m: u8») -> u8 { n }\n" + CALLED,
        "fn g(n: u8«, m: u8») -> u8 { n }\n#[cfg(test)]\nfn t() { assert_eq!(g(1), 1) }\n" + CALLED,
        "pub struct S(u8);\nimpl S { pub fn new(n: u8«, m: u8») -> S { S(n) } }\n"
        "pub struct R;\nimpl R { pub fn new(_: u8, _: u8) -> R { R } }\n"
        "pub fn f() -> S { R::new(1, 2); S::new(1) }\n",
        "/// A thing.\npub struct S«<T>»(pub u8);\n",
        "fn g(n: u8) -> u8 { n }\npub struct Q;\nimpl Q { fn run<T>(&self, _: T) {}\n"
        "pub fn f(&self) { self.run(g«()») } }\n",
        "#[derive(Clone«, PartialEq»)]\npub struct S<T>(pub T);\n"
        "impl<T: Copy> PartialEq for S<T> { fn eq(&self, _: &S<T>) -> bool { true } }\n",
        "pub struct S<'a>(&'a u8);\npub trait T { fn n(&«mut »self) -> u8; }\n"
        "impl<'a> T for S<'a> { fn n(&«mut »self) -> u8 { *self.0 } }\n"
        "pub fn f(t: &dyn T) -> u8 { t.n() }\n",
        "pub fn f() -> «Result<»u8«, u8>» { 1 }\n",
        "/// The first one.\npub fn f() -> «Option<»u8«>» { 1 }\n",
        "/// `None` where there is none.\npub fn f(n: «Option<»u8«>») -> Option<u8> { Some(n) }\n"
        "pub fn g() -> Option<u8> { f(1u8) }\n",
        "mod m { pub struct A; pub«(self)» struct B; }\nuse m::*;\n"
        "pub fn f(_: A) { let _: Option<B> = None; }\n",
        "pub trait T { fn g(&self) -> «Option<»u8«>»; }\n"
        "impl T for u8 { fn g(&self) -> «Option<»u8«>» { *self } }\n",
        "pub struct P { pub n: «std::rc::Rc<»Vec<u8>«>» }\n"
        "pub fn f() -> P { P { n: Vec::new() } }\n",
        "#[cfg(all())]\nmod m {\n#[derive(Clone«, PartialEq»)]\npub struct S(pub u8);\n"
        "impl PartialEq for S { fn eq(&self, _: &S) -> bool { true } }\n}\n",
    ],
)
def test_what_is_not_meant_may_go(marked: str, rustc: Rustc) -> None:
    assert judged(marked, rustc) == set()


@pytest.mark.parametrize(("number", "rules"), [("1.5", ["only-removes"]), ("1.0", [])])
def test_a_fraction_is_not_cut_off(number: str, rules: list[str], rustc: Rustc) -> None:
    before = f"pub fn f() -> u32 {{ {number} }}\n"
    old, new = {LIB: before}, {LIB: before.replace(number, "1")}
    found = check(patch_between(old, new), old, new, rustc(before), Guards())
    assert [refusal.rule for refusal in found] == rules

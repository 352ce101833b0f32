"""An edit that only takes words away is a fix where rustc calls them superfluous, else it is none.

Every text is compiled by rustc itself; «…» marks what the patch removes.
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


def refusals(before: str, after: str, diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    old, new = {LIB: before}, {LIB: after}
    found = check(patch_between(old, new), old, new, diagnostics, Guards(allow_tests=True))
    return [refusal.rule for refusal in found]


def judged(marked: str, rustc: Rustc) -> list[str]:
    before, after = re.sub("[«»]", "", marked), re.sub("«.*?»", "", marked, flags=re.DOTALL)
    diagnostics = rustc(before)
    assert diagnostics, "the text compiles without a word"
    return refusals(before, after, diagnostics)


@pytest.mark.parametrize(
    "marked",
    [
        "fn f(_: u32) {}\npub fn g() { f(«&»1) }\n",
        "pub fn f(s: &[u8]) -> Vec<String> { s.iter().map(ToString::to_string«()»).collect() }\n",
        "pub struct S { a: Vec<u8> }\nimpl S { fn a(&self) -> u8 { 1 }\n"
        "pub fn f(&self) -> usize { self.a«()».len() } }\n",
        "pub struct S«<T>»(pub u8);\n",
        "pub fn f() -> u8 {\n«<<<<<<< a\n»    1\n«=======\n    1\n>>>>>>> b\n»}\n",
        "pub struct S { pub a: Vec<u8«, ()»> }\n",
        "pub fn f(v: Vec<u8>) -> Vec<u8> {\n"
        "    v.into_iter().filter_map(|n| if n > 1 { Some(«&»n) } else { None }).collect()\n}\n",
        "use std::fmt::{Debug, «Gone,» Display};\npub fn f(_: &dyn Debug, _: &dyn Display) {}\n",
        "pub struct S<F«, T: Clone»>(pub F);\n",
        "pub struct S<«T, »F>(pub F);\n",
        "#[derive(Clone«, Default»)]\npub struct S;\n"
        "impl Default for S { fn default() -> S { S } }\n",
        "pub fn f(x: &u32) -> &u32 { «*»x }\n",
        "pub fn f(x: u32) -> u32 { «*»x }\n",
        "pub fn f() -> u32 { let «mut »x = 1; x }\n",
        "«use std::fmt;\n»pub fn f() {}\n",
        "use std::collections::{BTreeMap«, BTreeSet»};\npub fn f(_: BTreeMap<u8, u8>) {}\n",
        "fn f(_: u32) {}\npub fn g() { f(1«, 2») }\n",
        "pub struct S;\npub fn f() -> S { S«()» }\n",
        "pub fn f() {}\n«}»\n",
        "pub fn f() { g(1«)»); }\nfn g(_: u8) {}\n",
        "pub fn f() -> u32 { «(»1 + 1«)» }\n",
        "pub fn f() -> u32 { «unsafe »{ 1 } }\n",
        "pub struct S;\nimpl Clone for S { «pub »fn clone(&self) -> S { S } }\n",
        "pub struct S {\n    pub a: u8,\n}«;»\n",
        "pub fn f() -> Option<u32> { let x: u32 = 1«?»; Some(x) }\n",
        "pub fn f(x: u32) -> u32 { let y = x «x»; y }\n",
        "pub fn f() -> u32 { 1«;» }\n",
        "pub fn f() { let x = «+»1; let _ = x; }\n",
        "pub struct S<T>(T);\npub fn f(_: S<u8«, u8»>) {}\n",
        "pub fn f() { let _ = 1;«;» }\n",
        "pub async fn f() -> u32 { g()«.await» }\nfn g() -> u32 { 1 }\n",
        "pub fn f(n: u32) -> u32 { n.pow(2)«.await» }\n",
        "pub fn f(of: &«'a »str) -> &str { of }\n",
        "pub struct S;\nimpl std::ops::Neg for S {\n"
        "    type Output = u8;\n    fn neg(self«, _flags: u32») -> u8 { 1 }\n}\n",
        "#[derive(PartialEq«, Eq, Hash»)]\npub struct S(pub f32);\n",
        "mod m { pub«(self)» fn g() {} }\npub fn f() { m::g() }\n",
        "mod m { pub struct S { pub«(in crate::m)» a: u8 } }\npub fn f(s: m::S) -> u8 { s.a }\n",
        "pub fn f(v: Vec<u8>) { drop(v); «drop(v); »}\n",
        "pub fn f() {}\n«pub fn f() {}\n»",
        "pub struct S;\nimpl Clone for S { fn clone(&self) -> S { S } }\n"
        "«impl Clone for S { fn clone(&self) -> S { S } }\n»",
        "pub struct S {\n    pub a: u8,\n«    pub a: u8,\n»}\n",
        "pub fn f(«&»b: &[u8]) -> &[u8] { b }\n",
        "pub struct S { pub a: «Option<»u8«>» }\npub fn f(n: u8) -> S { S { a: n } }\n",
        "pub enum E { A(u8) }\npub fn f(e: E) -> u8 { match e { E::A(n«, _») => n } }\n",
        "fn g() -> u8 { 1 }\npub «const »fn f() -> u8 { g() }\n",
        "pub fn f(n: u8) -> u16 { «Ok(»n.into()«)» }\n",
        "pub fn f(n: u8) -> u8«;» { n }\n",
        "«async »fn g() -> u8 { 1 }\npub fn f() -> u8 { g() }\n",
        "pub trait T { fn f(«&»self); }\nimpl T for u8 { fn f(self) {} }\n",
        "fn g() -> u8 { 1 }\npub fn f(n: Option<u8>) -> u8 { n.unwrap_or_else(g«()») }\n",
        "pub fn f(n: Option<u8>) -> Option<u8> { n.map(|n| { n + 1«;» }) }\n",
        "fn g(n: u8«, m: u8») -> u8 { n }\npub fn f() -> u8 { g(1) }\n",
        "fn g(«m: u8, »n: u8) -> u8 { n }\npub fn f() -> u8 { g(1) }\n",
        "pub struct S { a: u8«, b: u8» }\npub fn f() -> S { S { a: 1 } }\n",
        "pub enum E { A, «B, »C }\npub fn f(e: E) -> u8 { match e { E::A => 1, E::C => 2 } }\n",
        "pub trait T { fn a(&self); «fn b(&self); »}\nimpl T for u8 { fn a(&self) {} }\n",
        "pub struct S(u8);\nimpl S { fn g(&«mut »self) -> u8 { self.0 } }\n"
        "pub fn f(s: &S) -> u8 { s.g() }\n",
        "pub struct S(u8);\nimpl S { pub fn new() -> «Option<»Self«>» { S(1) } }\n",
        "pub fn g(v: «Option<»&mut [u8]«>») { v.swap(0, 1) }\n",
        "pub struct S(u8);\nimpl S { pub fn new() -> «Result<»Self«, Box<dyn Send>>» { S(1) } }\n",
    ],
)
def test_words_that_rustc_calls_superfluous_may_go(marked: str, rustc: Rustc) -> None:
    assert judged(marked, rustc) == []


@pytest.mark.parametrize(
    "marked",
    [
        'pub fn f() { «let x: u32 = "a"; »}\n',
        "pub fn f(x: u32) { «g(x); »}\n",
        "pub fn f(x: Option<u32>) -> u32 { match x { «Some(y) => z, »_ => 1 } }\n",
        "fn g(_: &str) {}\npub fn f() { g(«nothing») }\n",
        "pub struct A;\n«#[derive(Clone)]\n»pub struct B(A);\n",
        "pub struct A;\n#[derive(«Clone, »Debug)]\npub struct B(A);\n",
        "pub trait T {}\npub struct S;\npub fn g<X«: T»>(_: X) {}\npub fn f() { g(S) }\n",
        "async fn g() {}\npub fn f() { g()«.await»; }\n",
        "pub trait T { fn f(&self); }\nimpl T for u8 { fn f(&self«, n: u32») {} }\n",
        "pub struct S;\nimpl std::ops::Neg for S {\n"
        "    type Output = u32;\n    fn neg(self«, n: u32») -> u32 { n }\n}\n",
        '«pub fn f() -> u32 { "" }\n»pub fn g() {}\n',
        "impl Drop for S { fn drop(&mut self) {} «fn extra(&self) {} »}\npub struct S;\n",
        "pub fn f() { «let unused = side_effect(); »}\nfn side_effect() -> u32 { 1 }\n",
        "pub fn f() { «g(); »}\nfn g() -> Result<(), ()> { Ok(()) }\n",
        "«fn never_called() {}\n»pub fn g() {}\n",
        "pub fn f(v: Vec<u8>, w: u8) { drop(v); let _ = w; «drop(v); »}\n",
        "pub fn f(v: Vec<u8>, w: u8) { drop(v); «drop((w, v)); »}\n",
        "pub fn f() {}\n«pub fn f() { let _ = 1; }\n»",
        "pub fn f() -> u32 { let x = 1; «let y = &mut x; *y = 2; »x }\n",
        "pub struct S { pub a: u8, «pub b: Missing, »}\n",
        "pub fn f(x: u8) -> u8 { x «+ 1u16 »}\n",
        "pub fn f(v: &[u8]) -> u8 { v.first()«.copied()» }\n",
        "pub fn f(a: u8«, b: Missing») -> u8 { a }\n",
        "fn g(n: u8«, m: u8») -> u8 { n + m }\npub fn f() -> u8 { g(1) }\n",
        "fn g(«n: u8, »m: u8) -> u8 { n }\npub fn f() -> u8 { g(1) }\n",
        "fn g(n: u8«, m: u8») -> u8 { n }\npub fn f() -> u8 { g(1) + g(1, 2) }\n",
        "/// `m` is for later.\nfn g(n: u8«, m: u8») -> u8 { n }\npub fn f() -> u8 { g(1) }\n",
        "pub struct S { a: u8«, b: u8» }\n"
        "pub fn f() -> S { S { a: 1 } }\npub fn g(s: &S) -> u8 { s.b }\n",
        "pub struct S { «a: u8, »b: u8 }\npub fn f() -> S { S { a: 1 } }\n",
        "pub enum E { A, «B, »C }\npub fn f(e: E) -> u8 { match e { E::A => 1, E::C => 2 } }\n"
        "pub fn g() -> E { E::B }\n",
        "pub trait T { fn a(&self); «fn b(&self); »}\nimpl T for u8 { fn a(&self) {} }\n"
        "pub fn f(t: &dyn T) { t.b() }\n",
        "mod m { fn g() {} «pub(self) fn h() {} »}\npub fn f() { m::g() }\n",
        "mod m { «pub(self) »fn g() {} }\npub fn f() { m::g() }\n",
        "fn g() -> u8 { 1 }\npub «const fn h() {}\npub »const fn f() -> u8 { g() }\n",
    ],
)
def test_code_that_is_only_in_the_way_may_not(marked: str, rustc: Rustc) -> None:
    assert judged(marked, rustc) == ["only-removes"]


def test_what_another_file_names_stays(rustc: Rustc) -> None:
    before = "pub struct S { a: u8, b: u8 }\npub fn f() -> S { S { a: 1 } }\n"
    after = before.replace(", b: u8", "")
    patch = patch_between({LIB: before}, {LIB: after})
    for other, rules in (("fn g(s: &S) -> u8 { s.b }\n", ["only-removes"]), ("fn g() {}\n", [])):
        project = {LIB: before, "$WS/src/other.rs": other}
        found = check(patch, {LIB: before}, {LIB: after}, rustc(before), Guards(), project)
        assert [refusal.rule for refusal in found] == rules


def test_an_addition_elsewhere_does_not_buy_a_removal(rustc: Rustc) -> None:
    before = "pub fn f() -> u32 {\n    let x = 1;\n    x += 1;\n    missing();\n    x\n}\n"
    after = before.replace("let x", "let mut x").replace("    missing();\n", "")
    assert refusals(before, after, rustc(before)) == ["only-removes"]


def test_a_trait_of_another_crate_says_what_goes_of_a_signature(rustc: Rustc) -> None:
    before = (
        "use std::fmt;\npub struct S;\nimpl fmt::Display for S {\n"
        '    fn fmt(&self, f: &mut fmt::Formatter<\'_>, _: u32) -> fmt::Result { f.write_str("") }\n}\n'
    )
    after = before.replace(", _: u32", "")
    said = tuple(d for d in rustc(before) if d.code == "E0050")
    foreign = said[0].spans[-1].model_copy(update={"path": "$SYSROOT/fmt/mod.rs", "primary": False})
    own = [s for s in said[0].spans if s.path == LIB]
    ours = own[0].model_copy(update={"primary": False, "label": "trait requires 2 parameters"})
    of_this = said[0].model_copy(update={"spans": (*own, ours), "notes": ()})
    of_other = said[0].model_copy(update={"spans": (*own, foreign)})
    assert refusals(before, after, (of_other,)) == []
    assert refusals(before, after, (of_this,)) == ["only-removes"]


def test_an_argument_that_is_said_by_another_name_may_be_moved() -> None:
    before = "pub fn f() { dep::encode(1, dep::STANDARD) }\n"
    after = "pub fn f() { dep::Engine::encode(&dep::DEP_STANDARD, 1) }\n"
    assert refusals(before, after, ()) == []
    assert refusals(before, after.replace("&dep::DEP_STANDARD, ", ""), ()) == ["only-removes"]


def test_a_statement_may_be_moved(rustc: Rustc) -> None:
    before = 'pub fn f(v: Vec<u8>) {\n    drop(v);\n    println!("{}", v.len());\n}\n'
    after = 'pub fn f(v: Vec<u8>) {\n    println!("{}", v.len());\n    drop(v);\n}\n'
    assert refusals(before, after, rustc(before)) == []


def test_words_may_go_as_part_of_a_change(rustc: Rustc) -> None:
    before = "pub fn f(s: &String) -> &mut String {\n    &mut s\n}\n"
    after = "pub fn f(s: &mut String) -> &mut String {\n    s\n}\n"
    assert refusals(before, after, rustc(before)) == []


def test_a_comment_is_no_word(rustc: Rustc) -> None:
    before = "pub fn f() {} // stale remark\n"
    assert refusals(before, "pub fn f() {}\n", ()) == []


def test_an_error_found_after_an_earlier_edit_counts_at_its_place(rustc: Rustc) -> None:
    """A search goes step by step: the second error is reported on the text of the first step."""
    before = (
        "pub fn f() -> u32 {\n    let x = 1 +;\n    x\n}\nfn g(_: u32) {}\npub fn h() { g(&1) }\n"
    )
    between = before.replace("1 +;", "1 + 22222;")
    after = between.replace("&1", "1")
    both = (rustc(before)[0], *rustc(between))
    assert [d.code for d in both] == [None, "E0308"]
    assert refusals(before, after, both) == []
    only_removed = before.replace("&1", "1")
    assert refusals(before, only_removed, both[:1]) == ["only-removes"]

"""Repairs by what the sources of a dependency's new version say, beside those of `test_upgrades`."""

import pytest

from rusta_server.contracts.tools_deps import DepItem

from ..conftest import Rustc
from .test_upgrades import facts, item, repaired


def test_a_module_between_that_is_gone_is_left_out(rustc: Rustc) -> None:
    """`dep::gone::kept::Tool`, where `dep::kept` is all there is now."""
    dep = "pub mod dep { pub struct Other; pub mod kept { pub struct Tool; } }\n"
    before = f"{dep}use dep::{{gone::kept::Tool, Other}};\npub fn f(_: Tool, _: Other) {{}}\n"
    made = repaired(rustc, before, "2021", facts(item("reexport", "dep::kept")))
    assert before.replace("gone::kept", "kept") in made


def test_a_module_that_is_gone_with_the_name_of_its_item(rustc: Rustc) -> None:
    dep = "pub mod dep { pub mod array { pub struct Array; } }\n"
    before = f"{dep}use dep::generic_array::GenericArray;\npub fn f(_: GenericArray) {{}}\n"
    made = repaired(rustc, before, "2021", facts(item("struct", "dep::array::Array")))
    after = before.replace("generic_array::GenericArray", "array::Array").replace("Generic", "")
    assert after in made


def test_a_macro_that_calls_what_is_a_value_now_asks_its_method(rustc: Rustc) -> None:
    dep = "pub mod dep { pub trait Parser { fn parse(&self, x: u8) -> u8 { x } } }\n"
    before = (
        f"{dep}use std::fmt;\npub fn e(_: fmt::Error) {{}}\npub fn p() -> impl dep::Parser {{ Is }}\n"
        "struct Is;\nimpl dep::Parser for Is {}\nmod below {\n    use super::*;\n"
        "    macro_rules! f {\n        ($n:ident, $p:expr) => {\n"
        "            pub fn $n() -> u8 { p()(1) + $p(2) }\n        };\n    }\n"
        "    f!(a, p());\n}\npub use below::a;\n"
    )
    method = item("method", "dep::Parser::parse", "fn parse(&self, x: u8) -> u8",
                  owner="Parser", trait="Parser")  # fmt: skip
    made = repaired(rustc, before, "2021", facts(item("trait", "dep::Parser"), method))
    assert "p().parse(1) + $p.parse(2)" in made[0]
    assert made[0].index("use dep::Parser;") < made[0].index("mod below")
    assert not [d for d in rustc(made[0], "--edition=2021") if d.level == "error"]


def test_what_a_method_did_before_another_one_does(rustc: Rustc) -> None:
    """`entry` gave the key by `&mut`; that is what `entry2` of a trait gives now."""
    dep = """\
    pub mod dep {
        pub struct Map(pub u8, pub u8);
        impl Map {
            pub fn entry(&mut self, at: usize) -> Option<(&u8, &mut u8)> { Some((&self.0, &mut self.1)) }
        }
        pub mod map {
            pub trait Keys { fn entry2(&mut self, at: usize) -> Option<(&mut u8, &mut u8)>; }
            impl Keys for super::Map {
                fn entry2(&mut self, at: usize) -> Option<(&mut u8, &mut u8)> { None }
            }
        }
    }
"""
    before = (
        f"{dep}use dep::Map;\n"
        "pub fn f(m: &mut Map) -> Option<&mut u8> { m.entry(1).map(|(k, _)| k) }\n"
        "pub fn g(m: &mut Map) -> *mut u8 {\n    let p = m.entry(2).map(|(k, _)| k as *mut u8);\n"
        "    p.unwrap()\n}\n"
    )
    sign = "(&mut self, at: usize) -> Option<(&{} u8, &mut u8)>"
    old = item("method", "dep::Map::entry", f"pub fn entry{sign.format('mut')}", owner="Map")
    new = item("method", "dep::Map::entry", f"pub fn entry{sign.format('')}", owner="Map")
    twin = item("method", "dep::Map::entry2", f"fn entry2{sign.format('mut')}", owner="Map",
                trait="Keys")  # fmt: skip
    trait = item("trait", "dep::map::Keys")
    made = repaired(rustc, before, "2021", facts(new, twin, trait, former=(old,)))
    assert "m.entry2(1)" in made[0] and "m.entry2(2)" in made[0]
    assert "use dep::map::Keys;" in made[0]
    assert not [d for d in rustc(made[0], "--edition=2021") if d.level == "error"]


RNG = """\
mod dep {
    pub struct Fault;
    pub trait Rng { fn fill(&mut self, to: &mut [u8]); }
    pub trait Seed: Sized { fn seed(rng: &mut impl Rng) -> Self; }
}
"""


def rng() -> tuple[DepItem, ...]:
    return (
        item("trait", "dep::Rng"),
        item("method", "dep::Rng::fill", "fn fill(&mut self, to: &mut [u8]);", owner="Rng",
             trait="Rng", required=True),
        item("method", "dep::Seed::seed", "fn seed(rng: &mut impl Rng) -> Self", owner="Seed",
             trait="Seed", required=True),
    )  # fmt: skip


def test_what_a_trait_has_no_more_is_kept_as_the_type_s_own(rustc: Rustc) -> None:
    before = (
        f"{RNG}pub struct S<T>(T);\nimpl<T> dep::Rng for S<T> {{\n"
        "    fn fill(&mut self, _to: &mut [u8]) {}\n\n"
        "    fn try_fill(&mut self) -> bool {\n        true\n    }\n}\n"
        "impl dep::Rng for u8 {\n    #[inline]\n    fn try_fill(&mut self) -> bool {\n"
        "        true\n    }\n\n    fn fill(&mut self, _to: &mut [u8]) {}\n}\n"
    )
    made = repaired(rustc, before.replace("u8 {\n    #", "R {\n    #") + "struct R;\n", "2021",
                    facts(*rng()))[0]  # fmt: skip
    assert "}\n\nimpl<T> S<T> {\n    pub fn try_fill(&mut self) -> bool {" in made
    assert "}\n\nimpl R {\n    #[inline]\n    pub fn try_fill(&mut self) -> bool {" in made
    assert not [d for d in rustc(made, "--edition=2021") if d.level == "error"]


def test_an_error_that_is_gone_cannot_happen(rustc: Rustc) -> None:
    dep = "pub mod dep { pub struct Tool; }\n"
    before = (
        f"{dep}use std::fmt::Debug;\nuse dep::{{Error, Tool}};\n"
        "pub fn f(t: Tool) -> Result<Tool, Error> { Ok(t) }\npub fn g(_: impl Debug) {}\n"
    )
    old = item("struct", "dep::Error", "pub struct Error;")
    made = repaired(rustc, before, "2021", facts(item("struct", "dep::Tool"), former=(old,)))[0]
    assert "use std::convert::Infallible as Error;\n" in made and "use dep::{Tool};" in made
    assert not [d for d in rustc(made, "--edition=2021") if d.level == "error"]
    kept = before + "pub fn h(e: Error) -> Error { e }\n"
    assert not any(
        "Infallible" in text for text in repaired(rustc, kept, "2021", facts(former=(old,)))
    )


def test_a_declaration_without_a_result_takes_its_ok_away(rustc: Rustc) -> None:
    before = (
        f"{RNG}pub struct S(u8);\nimpl dep::Seed for S {{\n"
        "    fn seed<R: dep::Rng>(mut r: R) -> Result<Self, dep::Fault> {\n"
        "        let mut b = [0];\n        r.fill(&mut b);\n"
        "        if b[0] == 0 {\n            return Ok(S(1));\n        }\n        Ok(S(b[0]))\n"
        "    }\n}\nuse dep::Rng;\n"
    )
    made = repaired(rustc, before, "2021", facts(*rng()))[0]
    assert "fn seed(r: &mut impl Rng) -> Self {" in made
    assert "return S(1);" in made and "        S(b[0])\n" in made
    assert not [d for d in rustc(made, "--edition=2021") if d.level == "error"]


def test_a_method_that_cannot_fail_is_not_tried(rustc: Rustc) -> None:
    before = (
        f"{RNG}use dep::Rng;\npub fn f(r: &mut impl Rng) -> Result<(), ()> {{\n"
        "    r.try_fill(&mut [0])?;\n    Ok(())\n}\n"
    )
    old = item("method", "dep::Rng::try_fill",
               "fn try_fill(&mut self, to: &mut [u8]) -> Result<(), Fault>;", owner="Rng",
               trait="Rng")  # fmt: skip
    made = repaired(rustc, before, "2021", facts(*rng(), former=(old,)))
    assert before.replace("try_fill(&mut [0])?", "fill(&mut [0])") in made


def test_a_function_that_its_configuration_has_as_a_method(rustc: Rustc) -> None:
    """What was an argument is the receiver, and of the methods that which takes the others."""
    dep = """\
    pub mod dep {
        pub struct Plain;
        pub trait Engine {
            fn encode(&self, _: &[u8]) -> String { String::new() }
            fn encode_to(&self, _: &[u8], _: &mut String) {}
        }
        impl Engine for Plain {}
        pub mod engines { pub const URL: super::Plain = super::Plain; pub const STANDARD: super::Plain = URL; }
    }
"""
    before = f"{dep}use dep::engines;\npub fn f(s: &mut String) {{ dep::encode_buf(&[1], dep::STANDARD, s) }}\n"
    old = item("fn", "dep::encode_buf", "pub fn encode_buf(b: &[u8], c: Config, to: &mut String)")
    new = [
        item("method", f"dep::Engine::{name}", sign, owner="Engine", trait="Engine")
        for name, sign in (("encode", "fn encode(&self, b: &[u8]) -> String"),
                           ("encode_to", "fn encode_to(&self, b: &[u8], to: &mut String)"))
    ]  # fmt: skip
    new += [
        item("method", "dep::Plain::encode", "fn encode(&self)", owner="Plain", trait="Engine"),
        item("const", "dep::engines::STANDARD", "pub const STANDARD: super::Plain"),
        item("const", "dep::engines::URL", "pub const URL: super::Plain"),
    ]
    made = repaired(rustc, before, "2021", facts(*new, former=(old,)))[0]
    assert "dep::Engine::encode_to(&dep::engines::STANDARD, &[1], s)" in made
    assert not [d for d in rustc(made, "--edition=2021") if d.level == "error"]


def test_of_members_the_one_that_is_new_is_what_the_gone_one_became(rustc: Rustc) -> None:
    before = (
        "pub enum Item { Const, Fn, Macro }\n"
        "pub fn f(i: &Item) -> bool { matches!(i, Item::Method) }\n"
        "pub fn g() -> Item { Item::Method }\n"
    )
    old = [item("variant", f"dep::Item::{n}", n, owner="Item") for n in
           ("Const", "Method", "Macro")]  # fmt: skip
    new = [item("variant", f"dep::Item::{n}", n, owner="Item") for n in ("Const", "Fn", "Macro")]
    made = repaired(rustc, before, "2021", facts(*new, former=tuple(old)))
    assert made[0] == before.replace("Item::Method)", "Item::Fn)").replace(
        "Item::Method }", "Item::Fn }"
    )


TREE = """\
mod dep {
    pub enum Lit { Str(String), Int }
    pub struct ExprLit { pub attrs: u8, pub lit: Lit }
    pub enum Expr { Lit(ExprLit), Path }
    pub struct Attr { pub value: Expr }
}
"""


def tree() -> tuple[DepItem, ...]:
    return (
        item("enum", "dep::Expr", "pub enum Expr"),
        item("variant", "dep::Expr::Lit", "Lit(ExprLit)", owner="Expr"),
        item("variant", "dep::Expr::Path", "Path", owner="Expr"),
        item("struct", "dep::ExprLit", "pub struct ExprLit"),
        item("field", "dep::ExprLit::lit", "pub lit: Lit", owner="ExprLit"),
    )


def test_a_pattern_looks_for_its_type_where_it_is_now(rustc: Rustc) -> None:
    before = (
        f"{TREE}pub fn f(a: dep::Attr) -> bool {{\n"
        "    if let dep::Lit::Str(s) = &a.value { return s.is_empty(); }\n    false\n}\n"
    )
    made = repaired(rustc, before, "2021", facts(*tree()))[0]
    wrapped = "dep::Expr::Lit(dep::ExprLit { lit: dep::Lit::Str(s), .. })"
    assert made == before.replace("dep::Lit::Str(s)", wrapped)
    assert not [d for d in rustc(made, "--edition=2021") if d.level == "error"]


def test_what_is_no_result_any_more_is_taken_as_it_is(rustc: Rustc) -> None:
    before = (
        f"{TREE}pub fn f(a: &dep::Attr) -> bool {{\n"
        "    if let Ok(dep::Expr::Lit(_)) = a.value { return true; }\n    false\n}\n"
    )
    made = repaired(rustc, before, "2021", facts(*tree()))
    assert before.replace("Ok(dep::Expr::Lit(_))", "dep::Expr::Lit(_)") in made


def test_what_gives_the_same_type_is_likelier_than_what_is_called_alike(rustc: Rustc) -> None:
    before = (
        "pub struct Meta;\npub struct Attr { pub meta: Meta }\n"
        "pub fn f(a: Attr) -> Meta { a.parse_meta() }\n"
    )
    sign = "(&self) -> Result<{}>"
    old = item(
        "method", "dep::Attr::parse_meta", f"fn parse_meta{sign.format('Meta')}", owner="Attr"
    )
    new = (
        item("method", "dep::Attr::parse_args", f"fn parse_args{sign.format('T')}", owner="Attr"),
        item("field", "dep::Attr::meta", "pub meta: Meta", owner="Attr"),
    )
    made = repaired(rustc, before, "2021", facts(*new, former=(old,)))
    assert made[0] == before.replace("parse_meta()", "meta")


def test_a_richer_value_gives_what_is_wanted(rustc: Rustc) -> None:
    before = (
        "pub struct Span;\npub trait Spanned {}\nimpl Spanned for Span {}\npub struct Pair(u8);\n"
        "impl Pair { pub fn open(&self) -> Span { Span } }\n"
        "pub fn takes(_: impl Spanned) {}\npub fn is(_: Span) {}\n"
        "pub fn f(p: Pair) { takes(p) }\npub fn g(p: Pair) { is(p) }\n"
    )
    new = item("method", "dep::Pair::open", "pub fn open(&self) -> Span", owner="Pair")
    for at in ("takes(p)", "is(p)"):
        only = before.replace("takes(p)" if at == "is(p)" else "is(p)", "drop(p)")
        made = repaired(rustc, only, "2021", facts(new))
        assert only.replace(at, at.replace("p)", "p.open())")) in made


def test_a_name_of_its_own_gives_the_slice_that_it_was(rustc: Rustc) -> None:
    before = (
        "pub struct Name<'a>(&'a [u8]);\n"
        "impl<'a> Name<'a> { pub fn into_inner(self) -> &'a [u8] { self.0 } }\n"
        "pub fn f(n: Name) -> usize { g(n) }\nfn g(b: &[u8]) -> usize { b.len() }\n"
    )
    new = item("method", "dep::Name::into_inner", "fn into_inner(self) -> &'a [u8]", owner="Name")
    made = repaired(rustc, before, "2021", facts(new))
    assert made[0] == before.replace("g(n)", "g(n.into_inner())")


def test_what_nothing_names_is_not_imported_where_it_is_gone(rustc: Rustc) -> None:
    """Its methods are those of a trait that is imported already."""
    before = (
        "pub mod dep { pub trait Mac { fn new() -> Self; } }\nuse dep::{Mac, NewMac};\n"
        "pub fn f<M: Mac>() -> M { M::new() }\n"
    )
    new = item("trait", "dep::Mac", "pub trait Mac")
    assert before.replace("Mac, NewMac", "Mac") in repaired(rustc, before, "2021", facts(new))
    named = before + "pub fn g<M: NewMac>() {}\n"
    assert not any("{Mac}" in text for text in repaired(rustc, named, "2021", facts(new)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("use dep::distributions::{Flat, Other};\npub fn f(_: Flat, _: Other) {}\n",
         "use dep::distr::{Flat, Other};\npub fn f(_: Flat, _: Other) {}\n"),
        ("use dep::distributions;\npub fn f(_: distributions::Flat) {}\n",
         "use dep::distr;\npub fn f(_: distr::Flat) {}\n"),
        ("pub fn f() -> u8 { dep::distributions::Flat::new() }\n",
         "pub fn f() -> u8 { dep::distr::Flat::new() }\n"),
    ],
    ids=["a list below it", "used through its import", "in the code"],
)  # fmt: skip
def test_a_module_is_found_by_what_is_named_below_it(rustc: Rustc, before: str, after: str) -> None:
    dep = (
        "pub mod dep { pub mod distr { pub struct Other; pub struct Flat;\n"
        "impl Flat { pub fn new() -> u8 { 1 } } } }\n"
    )
    new = [item("module", "dep::distr"), item("struct", "dep::distr::Flat"),
           item("struct", "dep::distr::Other"),
           item("method", "dep::distr::Flat::new", "fn new()", owner="Flat")]  # fmt: skip
    made = repaired(rustc, dep + before, "2021", facts(*new))
    assert made[0] == dep + after


def test_two_arguments_that_are_one_range_now(rustc: Rustc) -> None:
    dep = "pub mod dep { pub fn draw(_: std::ops::Range<u8>) -> u8 { 0 } }\n"
    before = f"{dep}pub fn f(n: u8) -> u8 {{ dep::draw(1, 7) + dep::draw(0, n) }}\n"
    made = repaired(rustc, before, "2021", facts(item("fn", "dep::draw")))
    assert made[0] == before.replace("1, 7", "1..7").replace("0, n", "0..n")
    assert not [d for d in rustc(made[0], "--edition=2021") if d.level == "error"]


def test_bytes_that_were_characters_are_made_so(rustc: Rustc) -> None:
    before = "pub fn f(v: &[u8]) -> String { v.iter().copied().take(3).collect() }\n"
    made = repaired(rustc, before, "2021", facts(item("fn", "dep::draw")))
    assert made[0] == before.replace(".collect()", ".map(char::from).collect()")


def test_a_member_is_reached_through_what_has_it_now(rustc: Rustc) -> None:
    before = (
        "pub struct Config { pub trim: bool }\nimpl Config { pub fn trim_text(&mut self, _: bool) {} }\n"
        "pub struct Reader { config: Config }\n"
        "impl Reader { pub fn config(&self) -> &Config { &self.config }\n"
        "pub fn config_mut(&mut self) -> &mut Config { &mut self.config } }\n"
        "pub fn f(r: &mut Reader) { r.trim_text(true); r.trim_text(false) }\n"
    )
    new = [
        item("method", "dep::Config::trim_text", "fn trim_text(&mut self, _: bool)", owner="Config"),
        item("method", "dep::Reader::config", "fn config(&self) -> &Config", owner="Reader"),
        item("method", "dep::Reader::config_mut", "fn config_mut(&mut self) -> &mut Config",
             owner="Reader"),
    ]  # fmt: skip
    made = repaired(rustc, before, "2021", facts(*new))
    wanted = before.replace("r.trim_text", "r.config_mut().trim_text")
    assert wanted in made and not [d for d in rustc(wanted, "--edition=2021") if d.level == "error"]


def test_what_a_type_has_of_its_traits_is_its_own(rustc: Rustc) -> None:
    before = (
        "pub trait Put { fn put_u16(&mut self, n: u16); fn put_u16_le(&mut self, n: u16); }\n"
        "pub struct Bytes;\nimpl Put for Bytes { fn put_u16(&mut self, _: u16) {}\n"
        "fn put_u16_le(&mut self, _: u16) {} }\nimpl Bytes { pub fn put_bytes(&mut self) {} }\n"
        "pub fn f(b: &mut Bytes) { b.put_u16_be(1) }\n"
    )
    sign = "fn {}(&mut self, n: u16)"
    names = ("put_u16", "put_u16_le")
    new = [
        item("method", f"dep::Put::{n}", sign.format(n), owner="Put", trait="Put") for n in names
    ]
    new += [item("method", "dep::Bytes::put_bytes", "fn put_bytes(&mut self)", owner="Bytes"),
            item("method", "dep::Bytes::put", "fn put(&mut self)", owner="Bytes", trait="Put")]  # fmt: skip
    old = item(
        "method", "dep::Put::put_u16_be", sign.format("put_u16_be"), owner="Put", trait="Put"
    )
    made = repaired(rustc, before, "2021", facts(*new, former=(old,)))
    assert made[0] == before.replace("put_u16_be", "put_u16")


def test_a_function_called_as_its_crate_is_no_module(rustc: Rustc) -> None:
    dep = "pub mod dep { pub fn fill(_: &mut [u8]) {} }\n"
    before = f"{dep}pub fn f(b: &mut [u8]) {{ dep::dep(b) }}\n"
    old = item("fn", "dep::dep", "pub fn dep(b: &mut [u8])")
    new = item("fn", "dep::fill", "pub fn fill(b: &mut [u8])")
    made = repaired(rustc, before, "2021", facts(new, former=(old,)))
    assert made[0] == before.replace("dep::dep", "dep::fill")

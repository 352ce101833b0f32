"""What each family breaks: a clean text, what an operator makes of it, and what rustc says then.

All texts are files of one crate, compiled together: once clean, once broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rusta_indexer.syntax import parse_uncached
from rusta_model.data.triplets.bench import on_bench
from rusta_model.data.triplets.breaking.operators import Breaking, every, sites
from rusta_model.data.triplets.record import codes_of
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.probes.judge_scopes import Change, ScopeJudge

from .crate import write_crate


@dataclass(frozen=True)
class Case:
    """`operator` (`family/name`) makes `after` of `before`, and rustc answers with `codes`."""

    operator: str
    before: str
    after: str
    codes: tuple[str, ...]


CASES = [
    Case(
        "references/drop_borrow",
        "pub fn f(v: &[u8]) -> usize { v.len() }\npub fn g(v: Vec<u8>) -> usize { f(&v) }\n",
        "pub fn f(v: &[u8]) -> usize { v.len() }\npub fn g(v: Vec<u8>) -> usize { f(v) }\n",
        ("E0308",),
    ),
    Case(
        "references/drop_dereference",
        "pub fn f(n: &mut u32) { *n = 3; }\n",
        "pub fn f(n: &mut u32) { n = 3; }\n",
        ("E0308",),
    ),
    Case(
        "mutability/drop_mut_of_let",
        "pub fn f() -> u32 { let mut n = 1; n += 1; n }\n",
        "pub fn f() -> u32 { let n = 1; n += 1; n }\n",
        ("E0384",),
    ),
    Case(
        "mutability/drop_mut_of_self",
        "pub struct A(u32);\nimpl A { pub fn f(&mut self) { self.0 = 1; } }\n",
        "pub struct A(u32);\nimpl A { pub fn f(&self) { self.0 = 1; } }\n",
        ("E0594",),
    ),
    Case(
        "moves/drop_clone",
        "pub fn f(s: &Vec<String>) -> String { s[0].clone() }\n",
        "pub fn f(s: &Vec<String>) -> String { s[0] }\n",
        ("E0507",),
    ),
    Case(
        "moves/drop_value_early",
        "pub fn f() -> usize { let s = String::new(); let n = 1; s.len() + n }\n",
        "pub fn f() -> usize { let s = String::new(); drop(s);\nlet n = 1; s.len() + n }\n",
        ("E0382",),
    ),
    Case(
        "moves/drop_move",
        "pub fn f(n: u32) -> impl Fn() -> u32 { move || n + 1 }\n",
        "pub fn f(n: u32) -> impl Fn() -> u32 { || n + 1 }\n",
        ("E0373",),
    ),
    Case(
        "conversions/drop_call",
        "pub fn f(s: &str) -> String { s.to_string() }\n",
        "pub fn f(s: &str) -> String { s }\n",
        ("E0308",),
    ),
    Case(
        "conversions/drop_cast",
        "pub fn f(n: u32) -> u64 { n as u64 }\n",
        "pub fn f(n: u32) -> u64 { n }\n",
        ("E0308",),
    ),
    Case(
        "wrappers/drop_question_mark",
        "pub fn f(s: &str) -> Option<u32> { let n: u32 = s.parse().ok()?; Some(n) }\n",
        "pub fn f(s: &str) -> Option<u32> { let n: u32 = s.parse().ok(); Some(n) }\n",
        ("E0308",),
    ),
    Case(
        "wrappers/drop_wrapper",
        "pub fn f(n: u32) -> Option<u32> { Some(n) }\n",
        "pub fn f(n: u32) -> Option<u32> { n }\n",
        ("E0308",),
    ),
    Case(
        "arguments/drop_argument",
        "pub fn f(a: u8, b: u8) -> u8 { a + b }\npub fn g() -> u8 { f(1, 2) }\n",
        "pub fn f(a: u8, b: u8) -> u8 { a + b }\npub fn g() -> u8 { f(1) }\n",
        ("E0061",),
    ),
    Case(
        "arguments/call_instead_of_field",
        "pub struct A { pub n: u32 }\npub fn f(a: &A) -> u32 { a.n + 1 }\n",
        "pub struct A { pub n: u32 }\npub fn f(a: &A) -> u32 { a.n() + 1 }\n",
        ("E0599",),
    ),
    Case(
        "names/misspell",
        "pub fn f(count: u32) -> u32 { count + 1 }\n",
        "pub fn f(count: u32) -> u32 { cunt + 1 }\n",
        ("E0425",),
    ),
    Case(
        "names/macro_without_mark",
        'pub fn f() { println!("a") }\n',
        'pub fn f() { println("a") }\n',
        ("E0423",),
    ),
    Case(
        "paths/drop_use",
        "use std::collections::HashMap;\npub fn f() -> HashMap<u8, u8> { HashMap::new() }\n",
        "pub fn f() -> HashMap<u8, u8> { HashMap::new() }\n",
        ("E0425", "E0433"),
    ),
    Case(
        "paths/dot_instead_of_colons",
        "pub fn f() -> String { String::new() }\n",
        "pub fn f() -> String { String.new() }\n",
        ("E0423",),
    ),
    Case(
        "types/drop_return_type",
        "pub fn f() -> u32 { 1 }\n",
        "pub fn f() { 1 }\n",
        ("E0308",),
    ),
    Case(
        "types/drop_type_of_let",
        'pub fn f() -> usize { let v: Vec<u8> = "a".bytes().collect(); v.len() }\n',
        'pub fn f() -> usize { let v = "a".bytes().collect(); v.len() }\n',
        ("E0282",),
    ),
    Case(
        "bounds/drop_bounds",
        "pub fn f<T: Clone>(x: &T) -> T { x.clone() }\n",
        "pub fn f<T>(x: &T) -> T { x.clone() }\n",
        ("E0308",),
    ),
    Case(
        "bounds/drop_lifetime_of_reference",
        "pub struct A<'a>(pub &'a str);\n",
        "pub struct A<'a>(pub &str);\n",
        ("E0106",),
    ),
    Case(
        "visibility/drop_pub",
        "mod a { pub fn f() {} }\npub fn g() { a::f() }\n",
        "mod a { fn f() {} }\npub fn g() { a::f() }\n",
        ("E0603",),
    ),
    Case(
        "visibility/pub_variant",
        "pub enum A { B }\n",
        "pub enum A { pub B }\n",
        ("E0449",),
    ),
    Case(
        "patterns/drop_arm",
        "pub fn f(n: Option<u8>) -> u8 { match n { Some(n) => n, None => 0 } }\n",
        "pub fn f(n: Option<u8>) -> u8 { match n { Some(n) => n,  } }\n",
        ("E0004",),
    ),
    Case(
        "patterns/drop_element_of_tuple",
        "pub fn f(p: (u8, u8)) -> u8 { let (a, b) = p; a + b }\n",
        "pub fn f(p: (u8, u8)) -> u8 { let (b) = p; a + b }\n",
        ("E0425",),
    ),
    Case(
        "returns/semicolon_behind_tail",
        "pub fn f() -> u32 { 1 + 1 }\n",
        "pub fn f() -> u32 { 1 + 1; }\n",
        ("E0308",),
    ),
    Case(
        "habits/increment",
        "pub fn f(mut n: u32) -> u32 { n += 1; n }\n",
        "pub fn f(mut n: u32) -> u32 { n++; n }\n",
        ("syntax",),
    ),
    Case(
        "habits/capital_bool",
        "pub fn f() -> bool { true }\n",
        "pub fn f() -> bool { True }\n",
        ("E0425",),
    ),
    Case(
        "syntax/drop_closing_brace",
        "pub fn f() { if true { g(); } }\nfn g() {}\n",
        "pub fn f() { if true { g();  }\nfn g() {}\n",
        ("syntax",),
    ),
    Case(
        "syntax/drop_semicolon",
        "pub fn f() -> u32 { let n = 1; n }\n",
        "pub fn f() -> u32 { let n = 1 n }\n",
        ("syntax",),
    ),
]


def made_of(case: Case) -> Iterator[tuple[str, Breaking]]:
    """(the whole text, the edit) of everything that the operator makes of `before`."""
    source = case.before.encode()
    for site in sites(source, parse_uncached(source).root_node):
        for edit in site.breakings():
            if f"{edit.family}/{edit.operator}" == case.operator:
                text = source[: edit.start] + edit.text.encode() + source[edit.end :]
                yield text.decode(), edit


@pytest.mark.parametrize("case", CASES, ids=[case.operator for case in CASES])
def test_an_operator_makes_of_a_clean_text(case: Case) -> None:
    assert case.after in [text for text, _ in made_of(case)]


def test_rustc_takes_the_clean_texts_and_says_of_each_broken_one(tmp_path: Path) -> None:
    files = {f"src/c{n}.rs": case.before for n, case in enumerate(CASES)}
    files["src/lib.rs"] = "".join(f"pub mod c{n};\n" for n in range(len(CASES)))
    with on_bench(write_crate(tmp_path, "cases", files).unit) as bench:
        assert bench is not None, "the clean texts do not compile"
        judge = ScopeJudge(bench.clean, bench.compile)
        judged = judge.judge([change(n, case) for n, case in enumerate(CASES)])
        runs = bench.runs
    found = {case.operator: said(errors) for case, errors in zip(CASES, judged, strict=True)}
    expected = {case.operator: case.codes for case in CASES}
    assert {name: found[name] for name in expected if found[name] != expected[name]} == {}
    assert runs <= 4


def change(n: int, case: Case) -> Change:
    edit = next(edit for text, edit in made_of(case) if text == case.after)
    whole = (0, len(case.before.encode()))
    return Change(f"$WS/src/c{n}.rs", edit.start, edit.end, edit.text.encode(), whole)


def said(errors: tuple[Diagnostic, ...] | None) -> tuple[str, ...]:
    return codes_of(errors or ())


def test_every_family_has_its_specifications() -> None:
    families = {operator.family for operator in every()}
    assert {case.operator.partition("/")[0] for case in CASES} == families

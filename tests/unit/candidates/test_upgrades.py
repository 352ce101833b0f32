"""Idioms of editions, and repairs by what the sources of a new version say."""

from textwrap import dedent

import pytest

from rusta_server.candidates import upgrades
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import apply_edits
from rusta_server.contracts.tools_deps import DepItem, DepsResult, LockedCrate

from ..conftest import Rustc

PATH = "$WS/src/lib.rs"


def repaired(rustc: Rustc, before: str, edition: str, deps: DepsResult | None = None) -> list[str]:
    """What the candidates for the first error make of `before`, that for all errors first."""
    before = dedent(before).lstrip("\n")
    errors = [d for d in rustc(before, f"--edition={edition}") if d.level == "error"]
    errors = [e for e in errors if e.primary is not None]
    scene = Scene(diagnostic=errors[0], errors=tuple(errors), files={PATH: before})
    return [
        apply_edits(before.encode(), candidate.edits).decode()
        for candidate in upgrades.candidates_for(scene, deps)
    ]


EDITIONS = {
    "an extern block is unsafe": (
        "2024",
        'extern "C" { pub fn a(); }\nextern "C" { pub fn b(); }\n#[no_mangle] pub fn c() {}\n',
        'unsafe extern "C" { pub fn a(); }\nunsafe extern "C" { pub fn b(); }\n'
        "#[unsafe(no_mangle)] pub fn c() {}\n",
    ),
    "gen is a name no more": (
        "2024",
        "pub fn gen() -> u32 { 1 }\npub fn f() -> u32 { let gen = gen(); gen }\n// gen\n",
        "pub fn r#gen() -> u32 { 1 }\npub fn f() -> u32 { let r#gen = r#gen(); r#gen }\n// gen\n",
    ),
    "async is a name no more": (
        "2018",
        "pub fn async() {}\npub fn f() { async() }\n",
        "pub fn r#async() {}\npub fn f() { r#async() }\n",
    ),
    "a mutable static is read through a raw pointer": (
        "2024",
        "static mut N: u32 = 0;\npub fn f() -> u32 { unsafe { let p = &mut N; *p += 1; *p } }\n",
        "static mut N: u32 = 0;\n"
        "pub fn f() -> u32 { unsafe { let p = &mut *&raw mut N; *p += 1; *p } }\n",
    ),
    "parameters of traits have names": (
        "2018",
        "pub trait T { fn f(&self, u8, &str) -> u8; }\n",
        "pub trait T { fn f(&self, _: u8, _: &str) -> u8; }\n",
    ),
    "trait objects say dyn": (
        "2021",
        "pub trait T {}\npub fn f(_: Box<T>, _: &(T + Send)) {}\npub fn g(_: &T) {}\n",
        "pub trait T {}\npub fn f(_: Box<dyn T>, _: &(dyn T + Send)) {}\npub fn g(_: &dyn T) {}\n",
    ),
    "paths of the crate say crate": (
        "2018",
        "pub mod a { pub struct A; }\npub mod b { use a::A; pub fn f() -> A { ::a::A } }\n",
        "pub mod a { pub struct A; }\n"
        "pub mod b { use crate::a::A; pub fn f() -> A { crate::a::A } }\n",
    ),
    "the unit is said where a type would be never": (
        "2024",
        "pub fn f<T: Default>() -> Result<T, ()> { Ok(T::default()) }\n"
        "pub fn g() -> Result<(), ()> { f()?; Ok(()) }\n",
        "pub fn f<T: Default>() -> Result<T, ()> { Ok(T::default()) }\n"
        "pub fn g() -> Result<(), ()> { f::<()>()?; Ok(()) }\n",
    ),
}


@pytest.mark.parametrize(("edition", "before", "after"), EDITIONS.values(), ids=EDITIONS.keys())
def test_the_idiom_of_an_edition(rustc: Rustc, edition: str, before: str, after: str) -> None:
    assert after in repaired(rustc, before, edition)
    assert not [d for d in rustc(after, f"--edition={edition}") if d.level == "error"]


def item(kind: str, path: str, signature: str = "", **more: object) -> DepItem:
    return DepItem.model_validate(
        {"crate": "dep", "version": "2.0.0", "kind": kind, "name": path.rpartition("::")[2],
         "path": path, "signature": signature, **more}
    )  # fmt: skip


def facts(*items: DepItem, former: tuple[DepItem, ...] = ()) -> DepsResult:
    """A module called `dep` stands in for the dependency."""
    crate = LockedCrate(crate="dep", package="dep", version="2.0.0", former="1.0.0")
    return DepsResult(crates=(crate,), items=items, former=former)


def test_a_moved_item_is_followed(rustc: Rustc) -> None:
    dep = "pub mod dep { pub mod fresh { pub struct Tool; } }\n"
    before = f"{dep}use dep::Tool;\npub fn f(_: Tool) {{}}\n"
    made = repaired(rustc, before, "2021", facts(item("struct", "dep::fresh::Tool")))
    assert before.replace("use dep::Tool", "use dep::fresh::Tool") in made


def test_a_renamed_item_is_followed_at_its_uses(rustc: Rustc) -> None:
    """The deprecation note of the version before says what it is called now."""
    dep = "pub mod dep { pub fn fill(_: &mut [u8]) {} pub fn other() {} }\n"
    before = f"{dep}use dep::{{other, draw}};\npub fn f(b: &mut [u8]) {{ draw(b); other() }}\n"
    old = item("fn", "dep::draw", "pub fn draw(b: &mut [u8])", deprecated="use `fill`")
    new = (item("fn", "dep::fill", "pub fn fill(b: &mut [u8])"), item("fn", "dep::other"))
    made = repaired(rustc, before, "2021", facts(*new, former=(old,)))
    assert made[0] == before.replace("draw", "fill")


def test_a_renamed_method_is_followed_everywhere(rustc: Rustc) -> None:
    dep = "pub struct Rope; impl Rope { pub fn byte_len(&self) -> u32 { 1 } }\n"
    before = f"{dep}pub fn f(r: &Rope) -> u32 {{ r.len_bytes() + r.len_bytes() }}\n"
    sign = "pub fn _(&self) -> u32"
    old = item("method", "dep::Rope::len_bytes", sign.replace("_", "len_bytes"), owner="Rope")
    new = item("method", "dep::Rope::byte_len", sign.replace("_", "byte_len"), owner="Rope")
    made = repaired(rustc, before, "2021", facts(new, former=(old,)))
    assert before.replace("len_bytes", "byte_len") in made


def test_what_was_called_is_asked_by_its_method(rustc: Rustc) -> None:
    dep = "pub mod dep { pub trait Parser { fn parse(&self, x: u8) -> u8 { x } } }\n"
    before = (
        f"{dep}use std::fmt;\npub fn f(p: impl dep::Parser) -> u8 {{ p(1) }}\n"
        "pub fn g(_: fmt::Error) {}\n"
    )
    method = item("method", "dep::Parser::parse", "fn parse(&self, x: u8) -> u8",
                  owner="Parser", trait="Parser")  # fmt: skip
    made = repaired(rustc, before, "2021", facts(item("trait", "dep::Parser"), method))
    assert any("p.parse(1)" in text and "use dep::Parser;" in text for text in made)


def test_without_facts_nothing_is_guessed_about_dependencies(rustc: Rustc) -> None:
    before = "pub mod dep {}\nuse dep::Tool;\npub fn f(_: Tool) {}\n"
    assert all("Tool;" in text for text in repaired(rustc, before, "2021"))

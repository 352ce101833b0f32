"""The graph of a project: nodes, edges, symbols, and what a module sees."""

import sqlite3
from pathlib import Path

import pytest

from rusta_indexer.graph import ProjectGraph
from rusta_indexer.records import EDGES, KINDS, CrateRoot, SourceFile

from .conftest import Make
from .projects import DEMO


def test_defines_edges_follow_modules_into_their_files(project: Make):
    demo = project(
        {"src/lib.rs": "mod a; fn f() {}", "src/a.rs": "struct S { x: u8 } enum E { V }"}
    )
    assert demo.edges("defines") == {
        ("crate", "crate::a"),
        ("crate", "crate::f"),
        ("crate::a", "crate::a::S"),
        ("crate::a::S", "crate::a::S::x"),
        ("crate::a", "crate::a::E"),
        ("crate::a::E", "crate::a::E::V"),
    }


def test_uses_edges_lead_to_what_is_imported(project: Make):
    demo = project(
        {
            "src/lib.rs": """
                mod a { pub struct S; pub mod b { pub fn f() {} } pub use self::b::f as g; }
                mod c { use crate::a::{S, b::*, g as h}; use super::a::b; use std::fmt; }"""
        }
    )
    assert demo.edges("uses") == {
        ("crate::a::g", "crate::a::b::f"),
        ("crate::c::S", "crate::a::S"),
        ("crate::c::*", "crate::a::b"),
        ("crate::c::h", "crate::a::b::f"),
        ("crate::c::b", "crate::a::b"),
    }


def test_impls_edges_lead_to_type_and_trait(project: Make):
    demo = project(
        {
            "src/lib.rs": """
                mod t { pub trait Tr {} } struct S; type A = S; use t::Tr as R;
                impl R for S {} impl A {} impl Clone for S {} impl<T: R> R for Vec<T> {}"""
        }
    )
    graph = demo.graph
    found = {
        (s.signature, demo.graph.symbol(e.target).rust_path)
        for s in demo.all()
        for e in graph.edges(s.id, "impls")
    }
    assert found == {
        ("impl R for S", "crate::t::Tr"),
        ("impl R for S", "crate::S"),
        ("impl A", "crate::A"),
        ("impl Clone for S", "crate::S"),
        ("impl<T: R> R for Vec<T>", "crate::t::Tr"),
    }


def test_calls_edges_are_exact_where_a_path_leads_there(project: Make):
    demo = project(
        {
            "src/lib.rs": """
                mod a { pub fn f() {} pub struct S; impl S { pub fn new() -> S { Self::h(); S }
                    fn h() {} fn m(&self) { self.n(); } fn n(&self) {} } }
                mod b { use crate::a::{f, S}; enum E { V(u8) }
                    fn g() { f(); crate::a::f(); S::new(); E::V(1); super::top(); x.m(); } }
                fn top() { inner(); fn inner() {} mac!(); }
                macro_rules! mac { () => {} }"""
        }
    )
    assert demo.edges("calls") == {
        ("crate::a::S::new", "crate::a::S::h"),
        ("crate::a::S::m", "crate::a::S::n"),
        ("crate::b::g", "crate::a::f"),
        ("crate::b::g", "crate::a::S::new"),
        ("crate::b::g", "crate::b::E::V"),
        ("crate::b::g", "crate::top"),
        ("crate::b::g", "~crate::a::S::m"),
        ("crate::top", "crate::top::inner"),
        ("crate::top", "crate::mac"),
    }


def test_a_type_s_own_method_comes_before_its_trait_s(project: Make):
    demo = project(
        {
            "src/lib.rs": """struct S; trait Tr { fn f() {} fn g() {} }
                impl Tr for S { fn f() { Self::f(); Self::g(); } }"""
        }
    )
    assert demo.edges("calls") == {
        ("crate::S::f", "crate::S::f"),
        ("crate::S::f", "crate::Tr::g"),
    }


def test_a_method_name_that_many_types_share_says_nothing(project: Make):
    types = "".join(f"struct S{n}; impl S{n} {{ fn f(&self) {{}} }}" for n in range(17))
    demo = project({"src/lib.rs": types + "fn g(x: T) { x.f(); }"})
    assert demo.edges("calls") == set()


def test_edges_can_be_followed_backwards(project: Make):
    demo = project({"src/lib.rs": "fn f() { g(); } fn h() { g(); } fn g() {}"})
    graph = demo.graph
    callers = graph.edges(demo.symbol("crate::g").id, "calls", incoming=True)
    assert [graph.symbol(edge.source).name for edge in callers] == ["f", "h"]


@pytest.mark.parametrize(
    ("rust_path", "symbol"),
    [
        ("crate", "crate/"),
        ("crate::m", "m/"),
        ("crate::m::S", "m/S#"),
        ("crate::m::S::x", "m/S#x."),
        ("crate::m::E::V", "m/E#V#"),
        ("crate::m::S::new", "m/impl#[S]new()."),
        ("crate::m::E::fmt", "m/impl#[E][`fmt::Debug`]fmt()."),
        ("crate::m::<Vec<S>>::get", "m/impl#[`Vec<S>`][Tr]get()."),
        ("crate::m::Tr", "m/Tr#"),
        ("crate::m::Tr::get", "m/Tr#get()."),
        ("crate::m::A", "m/A#"),
        ("crate::C", "C."),
        ("crate::G", "G."),
        ("crate::mac", "mac!"),
        ("crate::f", "f()."),
        ("crate::größe", "`größe`()."),
        ("crate::f::inner", "f().inner()."),
    ],
)
def test_symbols_are_written_as_rust_analyzer_does(project: Make, rust_path: str, symbol: str):
    demo = project(
        {
            "src/lib.rs": """mod m { struct S { x: u8 } enum E { V } impl S { fn new() {} }
                impl fmt::Debug for E { fn fmt(&self) {} } trait Tr { fn get(&self); }
                impl Tr for Vec<S> { fn get(&self) {} } type A = u8; }
                const C: u8 = 1; static G: u8 = 1; macro_rules! mac { () => {} }
                fn f() { fn inner() {} } fn größe() {}"""
        }
    )
    assert demo.symbol(rust_path).symbol == f"rust-analyzer cargo demo 0.1.0 {symbol}"


def test_files_that_no_crate_reaches_are_known_without_a_package(project: Make):
    demo = project({"src/lib.rs": "", "src/stray.rs": "struct S; impl S { fn f() { S::f(); } }"})
    assert demo.symbol("S@src/stray.rs").symbol == "rust-analyzer cargo . . S#"
    assert demo.edges("calls") == {("crate::S::f", "crate::S::f")}


def test_several_crates_of_a_workspace(project: Make):
    demo = project(
        {
            "one/src/lib.rs": "pub mod deep { pub fn f() {} } pub use deep::f as g;",
            "two/src/main.rs": "use one_lib::deep; fn main() { deep::f(); one_lib::g(); }",
            "two/tests/t.rs": "use one_lib::*; fn t() { g(); main(); }",
        },
        [
            CrateRoot("one", "1.0.0", "2021", "one/src/lib.rs", "one_lib"),
            CrateRoot("two", "2.0.0", "2021", "two/src/main.rs"),
            CrateRoot("two", "2.0.0", "2021", "two/tests/t.rs"),
        ],
    )
    f = demo.symbol("f@one/src/lib.rs")
    assert f.symbol == "rust-analyzer cargo one 1.0.0 deep/f()."
    callers = demo.graph.edges(f.id, "calls", incoming=True)
    assert [(demo.graph.symbol(e.source).path, e.exact) for e in callers] == [
        ("two/src/main.rs", True),
        ("two/tests/t.rs", True),
    ]
    globbed = {v.name: v.path for v in demo.graph.visible("two/tests/t.rs")}
    assert globbed == {
        "deep": "one_lib::deep",
        "g": "one_lib::deep::f",
        "one_lib": "one_lib",
        "t": None,
    }


def test_a_file_two_crates_share_is_the_first_one_s(project: Make):
    demo = project(
        {
            "src/lib.rs": "mod a;",
            "src/main.rs": "mod a; fn main() { a::f(); }",
            "src/a.rs": "pub fn f() {}",
        },
        [DEMO, CrateRoot("demo", "0.1.0", "2021", "src/main.rs")],
    )
    f = demo.symbol("f@src/a.rs")
    assert len(demo.graph.edges(f.id, "defines", incoming=True)) == 2
    (call,) = demo.graph.edges(f.id, "calls", incoming=True)
    assert call.exact


def test_a_library_and_a_binary_of_one_file_can_still_be_imported(project: Make):
    same = CrateRoot("demo", "0.1.0", "2021", "src/lib.rs")
    demo = project({"src/lib.rs": "pub fn f() {}", "t.rs": "use demo::f;"}, [DEMO, same])
    assert demo.edges("uses") == {("crate::f", "crate::f")}


def test_paths_of_2015_begin_at_the_crate(project: Make):
    old = CrateRoot("demo", "0.1.0", "2015", "src/lib.rs", "demo")
    text = "mod a { pub fn f() {} } mod b { use a::f; fn g() { ::a::f(); } }"
    assert project({"src/lib.rs": text}, [old]).edges("uses") == {("crate::b::f", "crate::a::f")}
    assert project({"src/lib.rs": text}).edges("uses") == set()


def test_imports_in_circles_lead_nowhere(project: Make):
    ring = "".join(f"mod m{n} {{ pub use super::X; }} use m{n}::X;" for n in range(24))
    demo = project(
        {
            "src/lib.rs": ring
            + "mod a { pub use super::b::*; } mod b { pub use super::a::*; }"
            + "fn f() { X(); a::q(); }"
        }
    )
    assert demo.edges("calls") == set()
    assert [v.name for v in demo.graph.visible("src/lib.rs", ("a",))] == ["demo"]


def test_globs_that_meet_again_and_again_are_followed_once(project: Make):
    layers = "".join(
        f"mod a{n} {{ pub use super::b{n}::*; pub use super::c{n}::*; }}"
        f"mod b{n} {{ pub use super::a{n + 1}::*; }} mod c{n} {{ pub use super::a{n + 1}::*; }}"
        for n in range(12)
    )
    last = "mod a12 { pub fn f() {} } use a0::*; fn g() { f(); missing(); }"
    demo = project({"src/lib.rs": layers + last})
    assert demo.edges("calls") == {("crate::g", "crate::a12::f")}


def test_what_a_module_sees(project: Make):
    demo = project(
        {
            "src/lib.rs": """mod a; use a::{f, E::*}; use a::S as R; use std::fmt; fn own() {}
                mod in_ { use super::*; }""",
            "src/a.rs": "pub fn f() {} pub struct S; pub enum E { V, W }",
        }
    )
    seen = {v.name: (v.path, v.symbol.kind) for v in demo.graph.visible("src/lib.rs")}
    assert seen == {
        "V": ("crate::a::E::V", "variant"),
        "W": ("crate::a::E::W", "variant"),
        "R": ("a::S", "struct"),
        "a": (None, "module"),
        "demo": ("demo", "crate"),
        "f": ("a::f", "fn"),
        "in_": (None, "module"),
        "own": (None, "fn"),
    }
    inner = {v.name: v.path for v in demo.graph.visible("src/lib.rs", ("in_",))}
    assert inner["own"] == "crate::own"
    assert inner["R"] == "crate::a::S"
    assert demo.graph.visible("src/lib.rs", ("none",)) == []
    assert demo.graph.visible("none.rs") == []


def test_members_of_a_type_lie_in_all_its_impls(project: Make):
    demo = project(
        {
            "src/lib.rs": "mod a; mod b; pub struct S { x: u8 } trait Tr { fn t(); }",
            "src/a.rs": "use crate::S; impl S { fn f() {} }",
            "src/b.rs": "impl crate::Tr for crate::S { fn t() {} }",
        }
    )
    graph = demo.graph
    assert [m.name for m in graph.members("src/a.rs", (), "S")] == ["f", "t", "x"]
    assert [m.path for m in graph.members("src/lib.rs", (), "Tr")] == ["src/lib.rs"]
    assert graph.members("src/b.rs", (), "S") == []


def test_definitions_by_name_and_by_spelling(project: Make):
    demo = project(
        {
            "src/lib.rs": """fn parse_line() {} struct Parser; impl Parser {}
                mod a { use super::Parser; fn parse_lines() {} }""",
        }
    )
    graph = demo.graph
    assert [s.kind for s in graph.symbols("Parser")] == ["struct"]
    assert [s.kind for s in graph.symbols("Parser", kinds=("use",))] == ["use"]
    near = [s.name for s in graph.symbols("parse_lin", near=True)]
    assert near == ["parse_line", "parse_lines"]
    assert [s.name for s in graph.symbols("parse_lin", near=True, limit=1)] == ["parse_line"]
    assert [s.name for s in graph.symbols("parser", near=True)] == ["Parser"]
    assert graph.symbols("parse_lin") == []


def test_counts_name_every_kind(project: Make):
    demo = project({"src/lib.rs": "struct S { a: u8 } impl S {} fn f() { f(); }"})
    stats = demo.graph.stats()
    assert (list(stats.nodes), list(stats.edges), stats.files) == ([*KINDS], [*EDGES], 1)
    counted = {kind: n for kind, n in (stats.nodes | stats.edges).items() if n}
    assert counted == {
        "crate": 1,
        "struct": 1,
        "fn": 1,
        "impl": 1,
        "field": 1,
        "defines": 4,
        "impls": 1,
        "calls": 1,
    }


def test_an_update_is_whole_or_not_at_all(project: Make):
    demo = project({"src/lib.rs": "fn f() {}"})
    before = demo.everything()

    def files():
        yield SourceFile.of("src/lib.rs", b"fn g() {}")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.graph.update(files(), demo.crates)
    assert demo.everything() == before


def test_a_graph_is_kept_on_disk_and_a_damaged_one_is_made_anew(tmp_path: Path):
    path = tmp_path / "graph.sqlite"
    files = [SourceFile.of("src/lib.rs", b"fn f() {}")]
    with ProjectGraph.open(path) as graph:
        assert graph.update(files, [DEMO]).reparsed == 1
    with ProjectGraph.open(path) as graph:
        assert graph.update(files, [DEMO]).reparsed == 0
    path.write_bytes(b"no database at all" * 100)
    with ProjectGraph.open(path) as graph:
        assert graph.symbols("f") == []
        assert graph.update(files, [DEMO]).reparsed == 1


def test_a_graph_of_another_version_is_made_anew(tmp_path: Path):
    path = tmp_path / "graph.sqlite"
    files = [SourceFile.of("src/lib.rs", b"fn f() {}")]
    with ProjectGraph.open(path) as graph:
        graph.update(files, [DEMO])
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with ProjectGraph.open(path) as graph:
        assert graph.update(files, [DEMO]).reparsed == 1


def test_readers_see_the_last_finished_update(tmp_path: Path):
    path = tmp_path / "graph.sqlite"
    with ProjectGraph.open(path) as one, ProjectGraph.open(path) as two:
        one.update([SourceFile.of("src/lib.rs", b"fn f() {}")], [DEMO])
        assert [s.name for s in two.symbols("f")] == ["f"]
        two.update([SourceFile.of("src/lib.rs", b"fn g() {}")], [DEMO])
        assert [s.name for s in one.symbols("g")] == ["g"]
        assert one.symbols("f") == []

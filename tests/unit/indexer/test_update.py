"""Bringing a graph up to date: only what changed is parsed, and what comes out is the same as
from nothing."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rusta_indexer.indexing import MAX_BYTES
from rusta_indexer.records import SourceFile, UpdateReport

from .conftest import Make
from .projects import DEMO, Project
from .sources import SOURCES

LIB, A, B = "src/lib.rs", "src/a.rs", "src/b.rs"
FILES = {
    LIB: "mod a; mod b; pub use a::S;",
    A: "pub struct S; impl S { pub fn new() -> S { S } } pub fn f() {}",
    B: "use crate::S; fn g() { S::new(); } fn h() { crate::a::f(); }",
}


def test_only_changed_files_are_parsed(project: Make):
    demo = project(FILES)
    report = demo.reindex({A: FILES[A] + "// more"})
    assert report == UpdateReport(files=3, reparsed=1, dropped=0, relinked=1)


def test_what_mentions_a_changed_name_is_linked_anew(project: Make):
    demo = project(FILES)
    assert demo.edges("calls") == {
        ("crate::b::g", "crate::a::S::new"),
        ("crate::b::h", "crate::a::f"),
    }
    report = demo.reindex({A: FILES[A].replace("fn f", "fn renamed")})
    assert (report.reparsed, report.relinked) == (1, 2)
    assert demo.edges("calls") == {("crate::b::g", "crate::a::S::new")}
    demo.reindex({A: FILES[A]})
    assert ("crate::b::h", "crate::a::f") in demo.edges("calls")


def test_names_are_followed_through_re_exports_and_aliases(project: Make):
    demo = project(
        {
            **FILES,
            LIB: "mod a; mod b; pub use a::S as T; type U = a::S;",
            B: "fn g() { crate::T::new(); crate::U::make(); }",
        }
    )
    assert demo.edges("calls") == {("crate::b::g", "crate::a::S::new")}
    demo.reindex({A: FILES[A].replace("new", "make")})
    assert demo.edges("calls") == {("crate::b::g", "crate::a::S::make")}
    demo.reindex({A: FILES[A].replace("impl S", "struct R; impl R")})
    assert demo.edges("calls") == set()


def test_a_new_and_a_dropped_file_change_what_paths_mean(project: Make):
    demo = project(FILES)
    del demo.files[A]
    report = demo.index()
    assert (report.files, report.dropped) == (2, 1)
    assert demo.edges("calls") == set()
    demo.reindex({A: FILES[A]})
    assert ("crate::b::h", "crate::a::f") in demo.edges("calls")


def test_a_module_made_public_by_its_declaration_alone(project: Make):
    demo = project({LIB: "", A: "pub fn f() {}"})
    assert demo.symbol("f@src/a.rs").symbol == "rust-analyzer cargo . . f()."
    demo.reindex({LIB: "mod a;"})
    assert demo.symbol("f@src/a.rs").symbol == "rust-analyzer cargo demo 0.1.0 a/f()."


def loader(data: bytes, calls: list[str]) -> Callable[[], bytes]:
    def load() -> bytes:
        calls.append("read")
        return data

    return load


def test_a_file_whose_hash_or_stamp_is_known_is_not_read(project: Make):
    demo = project({})
    calls: list[str] = []
    load = loader(b"fn f() {}", calls)
    first = SourceFile(LIB, load, None, "stamp 1")
    for file in (first, first):
        demo.graph.update([file], [DEMO])
    assert calls == ["read"]
    touched = demo.graph.update([SourceFile(LIB, load, None, "stamp 2")], [DEMO])
    assert (touched.reparsed, calls) == (0, ["read"] * 2)
    demo.graph.update([SourceFile(LIB, load, None, "stamp 2")], [DEMO])
    assert calls == ["read"] * 2
    demo.graph.update([SourceFile(LIB, load)], [DEMO])
    assert calls == ["read"] * 3


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(project: Make):
    demo = project({})
    listed = SourceFile.of(LIB, b"fn f() {}")
    changed = SourceFile(LIB, lambda: b"fn g() {}", listed.sha256)
    assert demo.graph.update([changed], [DEMO]).reparsed == 1
    assert demo.symbol("crate::g")
    assert demo.graph.update([listed], [DEMO]).reparsed == 1
    assert demo.symbol("crate::f")


def test_a_file_of_5_mb_is_known_but_not_looked_into(project: Make):
    large = b"fn f() {}\n" * 500_000
    demo = project({LIB: "mod a; fn g() {}", A: large})
    why = f"too large: {len(large)} bytes, of {MAX_BYTES} at most"
    again = demo.index()
    assert again.skipped == ((A, why),)
    assert (again.files, again.reparsed) == (2, 0)
    assert demo.graph.symbols("f") == []
    report = demo.reindex({A: "fn f() {}"})
    assert (report.skipped, report.reparsed) == ((), 1)
    assert demo.symbol("crate::a::f")


def test_a_large_file_is_not_even_read_where_its_size_is_known(project: Make):
    demo = project({})
    calls: list[str] = []
    file = SourceFile(LIB, loader(b"", calls), "0" * 64, None, MAX_BYTES + 1)
    for _ in range(2):
        assert len(demo.graph.update([file], [DEMO]).skipped) == 1
    assert calls == []


def test_a_file_that_grew_too_large_loses_its_items(project: Make):
    demo = project(FILES)
    report = demo.reindex({A: b" " * (MAX_BYTES + 1)})
    assert [path for path, _ in report.skipped] == [A]
    assert demo.edges("calls") == set()


def test_a_file_that_cannot_be_read_is_noted_until_it_can(project: Make):
    demo = project(FILES)

    def refuse() -> bytes:
        raise PermissionError(13, "Permission denied")

    files = [SourceFile.of(p, t.encode()) for p, t in FILES.items() if p != A]
    report = demo.graph.update([*files, SourceFile(A, refuse, "1" * 64)], [DEMO])
    assert report.skipped == ((A, "cannot be read: Permission denied"),)
    assert demo.index().skipped == ()
    assert demo.symbol("crate::a::f")


def test_broken_and_binary_files_are_read_as_far_as_they_go(project: Make):
    demo = project(
        {LIB: "mod a; mod b; fn f( {", A: b"\xff\xfe\x00fn g() {}\nfn h() {}", B: "fn i() {}"}
    )
    assert demo.symbol("crate::b::i")
    assert [s.name for s in demo.graph.symbols("h")] == ["h"]


def test_a_file_named_twice_counts_once(project: Make):
    demo = project({})
    files = [SourceFile.of(LIB, b"fn f() {}"), SourceFile.of(LIB, b"fn g() {}")]
    assert demo.graph.update(files, [DEMO]).files == 1
    assert demo.symbol("crate::f")


PATHS = st.sampled_from([LIB, A, B, "src/bee.rs", "src/a/bee.rs"])
STEPS = st.lists(st.dictionaries(PATHS, st.none() | SOURCES, max_size=3), min_size=2, max_size=4)


@settings(max_examples=60, deadline=None)
@given(STEPS)
@example([{LIB: None, A: b"mod m { use super::*; }"}, {LIB: b"use crate::\xff}a;"}])
def test_step_by_step_or_from_nothing_the_graph_is_the_same(steps: list[dict[str, bytes | None]]):
    with Project({LIB: "mod a; mod bee; pub use a::*;"}) as demo:
        demo.index()
        for step in steps:
            for path, data in step.items():
                if data is None:
                    demo.files.pop(path, None)
                else:
                    demo.files[path] = data
            demo.index()
        with Project(demo.files) as fresh:
            fresh.index()
            assert demo.everything() == fresh.everything()


SMALL = st.sampled_from(
    [
        "pub struct S;",
        "pub struct T;",
        "pub fn f() { g(); S::m(); x.m(); }",
        "pub fn g() { f(); crate::a::f(); U::m(); }",
        "impl S { pub fn m(&self) { self.n(); Self::n(); } }",
        "impl T { pub fn m(&self) { self.n(); Self::n(); } }",
        "impl Tr for S { fn n(&self) { Self::m(); } }",
        "pub trait Tr { fn n(&self) { Self::m(); } fn m() {} }",
        "pub use crate::a::S;",
        "pub use crate::b::*;",
        "use crate::a::{f, T as S};",
        "pub type U = S;",
        "pub type U = crate::b::T;",
        "pub mod m { use super::*; pub fn f() { S::m(); f(); } }",
        "pub use self::m::f as g;",
        "pub enum E { S, T } pub use E::*;",
    ]
)
SMALL_FILES = st.lists(SMALL, max_size=4).map("\n".join)
SMALL_STEPS = st.lists(
    st.dictionaries(st.sampled_from([LIB, A, B]), SMALL_FILES, min_size=1), min_size=2, max_size=4
)


@settings(max_examples=150, deadline=None)
@given(SMALL_STEPS)
def test_edges_follow_every_change_of_what_they_lead_to(steps: list[dict[str, str]]):
    with Project({}) as demo:
        demo.index()
        for step in steps:
            root = {LIB: "mod a; mod b;\n" + step[LIB]} if LIB in step else {}
            demo.reindex({**step, **root})
        with Project(demo.files) as fresh:
            fresh.index()
            assert demo.everything() == fresh.everything()


@pytest.mark.parametrize("size", [MAX_BYTES, MAX_BYTES + 1])
def test_the_largest_file_that_is_looked_into(project: Make, size: int):
    demo = project({LIB: b"fn f() {}".ljust(size)})
    assert bool(demo.graph.symbols("f")) is (size == MAX_BYTES)

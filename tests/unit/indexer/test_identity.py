"""An id stays with its definition while that is edited, renamed and moved."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rusta_indexer.records import CrateRoot

from .conftest import Make
from .projects import Project
from .sources import FUNCTIONS, PROGRAMS

LIB = "src/lib.rs"


def test_an_edited_body_keeps_the_id(project: Make):
    demo = project({LIB: "fn f() { 1 } fn g() { 2 }"})
    before = demo.symbol("crate::f").id, demo.symbol("crate::g").id
    demo.reindex({LIB: "fn f() { 3 } fn g() { 2 }"})
    assert (demo.symbol("crate::f").id, demo.symbol("crate::g").id) == before


def test_a_renamed_item_keeps_the_id(project: Make):
    demo = project({LIB: "fn f() { work() } fn g() { 2 }"})
    before = demo.symbol("crate::f").id
    demo.reindex({LIB: "fn better() { work() } fn g() { 2 }"})
    assert demo.symbol("crate::better").id == before


def test_names_exchanged_between_two_items_go_with_the_names(project: Make):
    demo = project({LIB: "fn f() { 1 } fn g() { 2 }"})
    before = demo.symbol("crate::f").id
    demo.reindex({LIB: "fn g() { 1 } fn f() { 2 }"})
    assert demo.symbol("crate::f").id == before


def test_a_moved_item_keeps_the_id(project: Make):
    demo = project({LIB: "mod a; fn f() { work() }", "src/a.rs": "fn g() {}"})
    before = demo.symbol("crate::f").id
    demo.reindex({LIB: "mod a;", "src/a.rs": "fn g() {} mod deep { fn f() { work() } }"})
    moved = demo.symbol("crate::a::deep::f")
    assert (moved.id, moved.path) == (before, "src/a.rs")


def test_items_keep_their_ids_while_their_file_is_renamed(project: Make):
    demo = project({LIB: "mod a;", "src/a.rs": "struct S { x: u8 } impl S { fn f() {} }"})
    before = {s.rust_path.replace("::a", ""): s.id for s in demo.all()}
    demo.files["src/b.rs"] = demo.files.pop("src/a.rs")
    demo.reindex({LIB: "mod b;"})
    assert {s.rust_path.replace("::b", ""): s.id for s in demo.all()} == before


def test_the_parts_of_a_renamed_item_keep_their_ids(project: Make):
    text = (
        "struct S { x: u8, y: u8 } enum E { V(u8), W } impl S { fn f() {} } mod m { enum F { X } }"
    )
    demo = project({LIB: text})
    before = [s.id for s in demo.all()]
    demo.reindex({LIB: text.replace("S", "T").replace("E", "D").replace("mod m", "mod n")})
    assert [s.id for s in demo.all()] == before
    assert demo.symbol("crate::T::y").name == "y"


def test_a_renamed_part_keeps_its_id_and_so_do_its_neighbours(project: Make):
    demo = project({LIB: "struct S { x: u8, y: u16 } enum E { V(u8), W { z: u8 } }"})
    before = [s.id for s in demo.all()]
    demo.reindex({LIB: "struct S { x: u8, why: u16 } enum E { V(u8), Woo { z: u8 } }"})
    assert [s.id for s in demo.all()] == before


def test_what_is_new_gets_an_id_that_was_never_given(project: Make):
    demo = project({LIB: "fn f() { 1 } fn g() { 2 }"})
    known = {s.id for s in demo.all()}
    demo.reindex({LIB: ""})
    demo.reindex({LIB: "fn f() { 1 } fn h() { 3 }"})
    again = {demo.symbol("crate::f").id, demo.symbol("crate::h").id}
    assert again.isdisjoint(known)


def test_items_alike_are_told_apart_by_what_they_are_in(project: Make):
    text = "impl A { fn new() {} } impl B { fn new() {} } impl C { fn new() {} }"
    demo = project({LIB: text})
    before = {s.rust_path: s.id for s in demo.all()}
    demo.reindex({LIB: "impl C { fn new() {} } impl A { fn new() {} }"})
    after = {s.rust_path: s.id for s in demo.all()}
    assert after == {path: id for path, id in before.items() if "B" not in path}


def test_a_crate_keeps_its_id_while_its_version_changes(project: Make):
    demo = project({LIB: "fn f() {}"})
    before = demo.symbol("crate").id
    demo.crates = [CrateRoot("demo", "0.2.0", "2024", LIB, "demo")]
    demo.index()
    assert demo.symbol("crate").id == before
    assert demo.symbol("crate::f").symbol == "rust-analyzer cargo demo 0.2.0 f()."


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from([LIB, "src/a.rs", "src/bee.rs"]), PROGRAMS, min_size=1))
def test_an_unchanged_tree_is_not_parsed_again_and_keeps_its_ids(files: dict[str, str]):
    with Project(files) as demo:
        first = demo.index()
        before = demo.ids()
        again = demo.index()
        assert (first.reparsed, again.reparsed, again.relinked) == (len(files), 0, 0)
        assert demo.ids() == before
        # Parsed anew all the same, each item is recognised.
        demo.reindex({path: text + "\n" for path, text in files.items()})
        assert demo.ids() == before


@settings(max_examples=40, deadline=None)
@given(PROGRAMS, FUNCTIONS, PROGRAMS, st.sampled_from(["{ 1; }", "{ /* ü */ zzz() }"]))
def test_an_edited_body_keeps_all_other_ids(before: str, function: str, after: str, body: str):
    # Of two alike it cannot be told which was edited.
    assume(function[function.index("fn ") :] not in before + after)
    edited = function[: function.index("{")] + body
    with Project({LIB: f"{before}\n{function}\n{after}"}) as demo:
        demo.index()
        ids = [s.id for s in sorted(demo.all(), key=lambda s: (s.start, -s.end, s.id))]
        demo.reindex({LIB: f"{before}\n{edited}\n{after}"})
        assert [s.id for s in sorted(demo.all(), key=lambda s: (s.start, -s.end, s.id))] == ids


@pytest.mark.parametrize("change", ["rename", "wrap"])
@settings(max_examples=25, deadline=None)
@given(program=PROGRAMS)
def test_ids_are_never_shared(change: str, program: str):
    with Project({LIB: program}) as demo:
        demo.index()
        demo.reindex(
            {LIB: program.replace("A", "Á") if change == "rename" else f"mod wrap {{ {program} }}"}
        )
        ids = [s.id for s in demo.all()]
        assert len(ids) == len(set(ids))

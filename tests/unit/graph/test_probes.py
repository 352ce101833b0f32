"""graph.update, graph.symbols and graph.scope as a job asks them."""

import pytest

from rusta_indexer.indexing import MAX_BYTES
from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, UNREADABLE

from .conftest import Make, manifest

LIB = """mod shapes;
pub use shapes::Circle;
pub fn area(circle: &Circle) -> f64 { circle.area() }
"""
SHAPES = """pub struct Circle { pub radius: f64 }
impl Circle {
    pub fn area(&self) -> f64 { self.radius }
    pub fn unit() -> Self { Circle { radius: 1.0 } }
}
pub enum Side { Left, Right }
pub const ZERO: f64 = 0.0;
"""
FILES = {"src/lib.rs": LIB, "src/shapes.rs": SHAPES}


def test_an_update_parses_what_changed_and_counts_what_there_is(world: Make):
    demo = world(FILES)
    first = demo.ask("graph.update")
    assert (first["files"], first["reparsed"], first["skipped"]) == (2, 2, [])
    assert {kind: n for kind, n in first["nodes"].items() if n} == {
        "crate": 1,
        "module": 1,
        "struct": 1,
        "field": 1,
        "impl": 1,
        "method": 2,
        "enum": 1,
        "variant": 2,
        "const": 1,
        "use": 1,
        "fn": 1,
    }
    assert set(first["edges"]) == {"defines", "uses", "impls", "calls"}
    assert demo.ask("graph.update")["reparsed"] == 0
    demo.write({"src/lib.rs": LIB + "fn more() {}\n"})
    changed = demo.ask("graph.update")
    assert (changed["reparsed"], changed["nodes"]["fn"]) == (1, 2)


def test_the_graph_lies_in_the_target_folder_and_nothing_else_is_written(world: Make):
    demo = world(FILES)
    before = {p for p in demo.root.rglob("*") if p.is_file()}
    demo.ask("graph.update")
    after = {p for p in demo.root.rglob("*") if p.is_file()} - before
    tag, graph = demo.root / "target/CACHEDIR.TAG", demo.root / "target/rusta/graph.sqlite"
    assert after == {tag, graph}


def test_a_large_file_and_one_that_is_not_utf_8(world: Make):
    large = b"pub fn many() {}\n" * 300_000
    demo = world({**FILES, "src/large.rs": large, "src/latin.rs": b"// \xe9\nfn latin() {}"})
    why = f"$WS/src/large.rs: too large: {len(large)} bytes, of {MAX_BYTES} at most"
    assert demo.ask("graph.update")["skipped"] == [why]
    assert demo.ask("graph.symbols", name="many")["symbols"] == []
    assert [s["name"] for s in demo.ask("graph.symbols", name="latin")["symbols"]] == ["latin"]
    error = demo.evidence("graph.scope", path="$WS/src/large.rs", offset=0).error
    assert error is not None
    assert (error.code, error.message) == (
        UNREADABLE,
        f"$WS/src/large.rs is too large: {len(large)} bytes, of {MAX_BYTES} at most",
    )


def test_symbols_by_name_and_near_it(world: Make):
    demo = world(FILES)
    (circle,) = demo.ask("graph.symbols", name="Circle")["symbols"]
    start = SHAPES.index("pub struct")
    assert circle == {
        "symbol": "rust-analyzer cargo demo 0.1.0 shapes/Circle#",
        "name": "Circle",
        "kind": "struct",
        "path": "$WS/src/shapes.rs",
        "start": start,
        "end": SHAPES.index("\n"),
        "visibility": "pub",
        "signature": "pub struct Circle",
    }
    near = demo.ask("graph.symbols", name="circel", near=True)["symbols"]
    assert [s["name"] for s in near] == ["Circle"]
    assert (
        demo.ask("graph.symbols", name="area", kinds=["fn"], limit=1)["symbols"][0]["kind"] == "fn"
    )


def test_scope_joins_what_the_file_says_with_what_others_hold(world: Make):
    demo = world(FILES)
    names = demo.scope("src/lib.rs", LIB.replace("circle.area", "$0circle.area"))
    kinds = {name: (n["kind"], n["path"], n["type"]) for name, n in names.items()}
    assert kinds == {
        "circle": ("param", "circle", "&Circle"),
        "area": ("fn", "area", None),
        "Circle": ("struct", "shapes::Circle", None),
        "shapes": ("module", "shapes", None),
        "demo": ("crate", "demo", None),
    }
    assert names["Circle"]["signature"] == "pub struct Circle"


def test_scope_follows_globs_into_other_files(world: Make):
    demo = world(FILES)
    names = demo.scope(
        "src/lib.rs", "mod shapes; use shapes::*; use shapes::Side::*; fn f() { $0 }"
    )
    assert names["ZERO"]["path"] == "crate::shapes::ZERO"
    assert names["ZERO"]["type"] == "f64"
    assert names["Left"]["kind"] == "variant"


def test_scope_knows_members_of_self_that_lie_in_other_files(world: Make):
    demo = world(FILES)
    text = "mod shapes; use shapes::Circle; impl Circle { fn grow(&mut self) { $0 } }"
    names = demo.scope("src/lib.rs", text)
    members = {n: (v["kind"], v["path"], v["type"]) for n, v in names.items()}
    assert members["radius"] == ("field", "radius", "f64")
    assert members["unit"] == ("method", "Self::unit", None)
    assert members["grow"] == ("method", "Self::grow", None)


def test_scope_reads_the_unsaved_text(world: Make):
    demo = world(FILES)
    text = "mod shapes; fn unsaved(argument: u8) { }"
    overlay = {"path": "$WS/src/lib.rs", "text": text}
    asked = {"path": "$WS/src/lib.rs", "overlays": [overlay]}
    found = demo.ask("graph.scope", offset=len(text) - 1, **asked)
    assert {"argument", "unsaved"} <= {name["name"] for name in found["names"]}
    overlay["text"] = None
    error = demo.evidence("graph.scope", offset=0, **asked).error
    assert error is not None
    assert error.code == UNREADABLE


@pytest.mark.parametrize("path", ["$WS/../outside.rs", "/etc/hostname", "src/lib.rs"])
def test_scope_refuses_paths_out_of_the_workspace(world: Make, path: str):
    demo = world(FILES)
    (demo.root.parent / "outside.rs").write_text("fn f() {}")
    error = demo.evidence("graph.scope", path=path, offset=0).error
    assert error is not None
    assert error.code == REFUSED


def test_what_cannot_be_asked_is_named(world: Make):
    demo = world(FILES)
    missing = demo.evidence("graph.scope", path="$WS/src/none.rs", offset=0).error
    assert missing is not None
    assert (missing.code, "$WS/src/none.rs" in missing.message) == (UNREADABLE, True)
    wrong = demo.evidence("graph.scope", path="$WS/src/lib.rs", offset="far").error
    assert wrong is not None
    assert wrong.code == INVALID_PARAMS


def test_a_workspace_of_several_crates(world: Make):
    demo = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["app", "core-lib"]\nresolver = "2"\n',
            "app/Cargo.toml": manifest("app", '[dependencies]\ncore-lib.path = "../core-lib"\n'),
            "app/src/main.rs": "use core_lib::help; fn main() { help(); }",
            "core-lib/Cargo.toml": manifest("core-lib"),
            "core-lib/src/lib.rs": "pub fn help() {}",
            "core-lib/tests/it.rs": "use core_lib::*;",
        }
    )
    stats = demo.ask("graph.update")
    assert (stats["nodes"]["crate"], stats["edges"]["uses"], stats["edges"]["calls"]) == (3, 2, 1)
    (found,) = demo.ask("graph.symbols", name="help")["symbols"]
    assert found["symbol"] == "rust-analyzer cargo core-lib 0.1.0 help()."
    names = demo.scope("app/src/main.rs", "use core_lib::help; fn main() { $0help(); }")
    assert (names["help"]["kind"], names["help"]["signature"]) == ("fn", "pub fn help()")
    globbed = demo.scope("core-lib/tests/it.rs", "use core_lib::*; $0fn t() {}")
    assert globbed["help"]["path"] == "core_lib::help"


def test_a_graph_that_was_damaged_is_made_anew(world: Make):
    demo = world(FILES)
    demo.ask("graph.update")
    (path,) = (demo.root / "target/rusta").rglob("graph.sqlite")
    path.write_bytes(b"nonsense" * 1_000)
    assert demo.ask("graph.update")["reparsed"] == 2


def test_the_same_question_has_the_same_key(world: Make):
    demo = world(FILES)
    one, two = (demo.evidence("graph.symbols", name="Circle") for _ in range(2))
    assert one == two
    assert demo.evidence("graph.symbols", name="Side").key != one.key


def test_overlays_count_in_place_of_their_files(world: Make):
    demo = world(FILES)
    demo.ask("graph.update")
    typed = {"path": "$WS/src/shapes.rs", "text": SHAPES.replace("Side", "Edge")}
    added = {"path": "$WS/src/new.rs", "text": "pub fn unsaved() {}\n"}
    overlays = [typed, added]
    assert demo.ask("graph.update", overlays=overlays)["reparsed"] == 2
    assert demo.ask("graph.update", overlays=overlays)["reparsed"] == 0
    for name, path in (("Edge", typed["path"]), ("unsaved", added["path"])):
        (found,) = demo.ask("graph.symbols", name=name, overlays=overlays)["symbols"]
        assert found["path"] == path
    deleted = [{"path": "$WS/src/shapes.rs", "text": None}]
    assert demo.ask("graph.symbols", name="Side", overlays=deleted)["symbols"] == []
    (found,) = demo.ask("graph.symbols", name="Side")["symbols"]
    assert found["path"] == "$WS/src/shapes.rs"

"""What rust-analyzer is asked and what is made of its answers; one of them answers all of it."""

import pytest

from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.contracts.probe import INVALID_PARAMS, REFUSED, UNREADABLE
from rusta_server.probes.rust_analyzer.type_of import read_type

from .conftest import LIB, World


@pytest.fixture(autouse=True)
def own_state() -> None:
    """The module's world has one, and its rust-analyzer lasts."""


def test_the_type_of_an_expression(lasting: World):
    found = lasting.at("type_of", "pub fn f() -> usize {\n    $0vec![1u8].iter()$0.count()\n}\n")
    assert (found["type"], found["coerced"]) == ("Iter<'_, u8>", None)


def test_what_it_is_turned_into(lasting: World):
    found = lasting.at("type_of", "pub fn f(v: Vec<u8>) { g($0&v$0) }\nfn g(_: &[u8]) {}\n")
    assert (found["type"], found["coerced"]) == ("&Vec<u8>", "&[u8]")


def test_the_type_of_a_name_at_a_place(lasting: World):
    found = lasting.at("type_of", "pub fn f() {\n    let $0m = Some(1u8);\n    drop(m);\n}\n")
    assert found["type"] == "Option<u8>"


def test_an_item_has_no_type_but_a_hover(lasting: World):
    found = lasting.at("type_of", "pub fn $0f() {}\n")
    assert found["type"] is None
    assert "pub fn f()" in found["hover"]


def test_hints_lie_behind_the_names_of_the_line(lasting: World):
    text = "pub fn f() {\n    let é = 1u8; let $0b = vec![é];\n    drop(b);\n}\n"
    found = lasting.at("type_of", text)
    plain = text.replace("$0", "").encode()
    places = {hint["label"]: plain[: hint["offset"]].decode() for hint in found["hints"]}
    assert places[": u8"].endswith("let é")
    assert places[": Vec<u8>"].endswith("let b")


@pytest.mark.parametrize(
    ("hover", "type_"),
    [
        ("```rust\n&str\n```", "&str"),
        ("```rust\nlet mut m: HashMap<u8, {unknown}>\n```", "HashMap<u8, {unknown}>"),
        ("```rust\ndemo::Point\n```\n\n```rust\npub x: i32\n```", "i32"),
        ("```rust\ndemo\n```\n\n```rust\npub struct Point\n```", None),
        ("```rust\nfn(u8) -> u8\n```", "fn(u8) -> u8"),
        ("no code", None),
    ],
)
def test_a_hover_is_read_for_the_type(hover: str, type_: str | None):
    assert read_type(hover) == (type_, None)


def test_uses_in_all_files_by_path_and_offset(lasting: World):
    lasting.write({"src/lib.rs": "mod shapes;\npub fn f() -> u8 { shapes::side() }\n"})
    found = lasting.at(
        "find_refs", "pub fn $0side() -> u8 { 1 }\nfn g() { side(); }\n", "src/shapes.rs"
    )
    assert [(each["path"], each["start"]) for each in found["locations"]] == [
        (LIB, 39),
        ("$WS/src/shapes.rs", 35),
    ]
    assert len(lasting.ask("find_refs", path=LIB, offset=39, declaration=True)["locations"]) == 3
    lasting.write({"src/shapes.rs": ""})


def test_a_definition_with_all_of_its_item(lasting: World):
    found = lasting.at("goto_def", "pub fn f() { $0g() }\nfn g() {}\n")
    (place,) = found["locations"]
    assert (place["start"], place["item_start"], place["item_end"]) == (22, 19, 28)


def test_a_definition_in_the_library_is_named_by_token(lasting: World):
    (place,) = lasting.at("goto_def", "pub fn f() -> String { String::$0new() }\n")["locations"]
    assert place["path"].startswith("$SYSROOT/lib/rustlib/src/rust/library/alloc/")
    assert place["start"] is not None


def test_uses_of_what_others_define_are_not_looked_for(lasting: World):
    """It would take minutes: all of std is searched."""
    text = "pub fn f() -> Option<u8> { Some(1).filter(|n| *n > 0) }\n"
    lasting.write({"src/lib.rs": text})
    for method in ("find_refs", "related_tests"):
        error = lasting.evidence(method, offset=text.index("filter")).error
        assert error is not None
        assert (error.code, "outside" in error.message) == (INVALID_PARAMS, True)


def test_implementations_of_a_trait(lasting: World):
    text = "pub trait $0Shape {}\npub struct A;\nimpl Shape for A {}\n"
    (place,) = lasting.at("goto_implementation", text)["locations"]
    assert place["item_start"] == text.replace("$0", "").index("impl")


def test_nothing_at_a_place_is_an_answer(lasting: World):
    assert lasting.at("goto_def", "$0// nothing\n")["locations"] == []
    assert lasting.at("expand_macro", "pub fn $0f() {}\n")["expansion"] is None
    assert lasting.at("related_tests", "$0// nothing\n")["tests"] == []


def action(world: World, marked: str, name: str) -> str:
    """The text after the first action of that name."""
    found = world.at("code_actions", marked)
    chosen = next(each for each in found["actions"] if each["name"] == name)
    assert {edit["path"] for edit in chosen["edits"]} == {LIB}
    edits = [Edit.model_validate(edit) for edit in chosen["edits"]]
    return apply_edits(marked.replace("$0", "").encode(), edits).decode()


def test_an_import_assist(lasting: World):
    assert action(lasting, "pub fn f() { $0HashMap$0::<u8, u8>::new(); }\n", "auto_import") == (
        "use std::collections::HashMap;\n\npub fn f() { HashMap::<u8, u8>::new(); }\n"
    )


def test_a_fix_of_its_own_diagnostic_counts_bytes(lasting: World):
    text = 'pub fn f() -> Option<i32> {\n    let é = "é"; drop(é); $07$0\n}\n'
    assert "Some(7)" in action(lasting, text, "fix")


def test_missing_fields_are_filled_with_values(lasting: World):
    text = "pub struct P { pub x: u8, pub y: u8 }\npub fn f() -> P { $0P$0 { x: 1 } }\n"
    assert "P { x: 1, y: 0 }" in action(lasting, text, "fix")


def test_missing_arms_are_added(lasting: World):
    text = "pub enum E { A, B }\npub fn f(e: E) -> u8 { $0match e { E::A => 1 } }\n"
    assert "E::B =>" in action(lasting, text, "add_missing_match_arms")


def test_lines_that_end_in_two_characters(lasting: World):
    text = "pub fn f() {\r\n    $0HashMap$0::<u8, u8>::new();\r\n}\r\n"
    assert action(lasting, text, "qualify_path").splitlines(keepends=True)[1] == (
        "    std::collections::HashMap::<u8, u8>::new();\r\n"
    )


def test_only_the_kinds_that_are_asked_for(lasting: World):
    text = "pub fn f() -> u8 { $0let a = 1; a }\n"
    assert lasting.at("code_actions", text)["actions"] == []
    kinds = {a["kind"] for a in lasting.at("code_actions", text, kinds=["refactor"])["actions"]}
    assert kinds
    assert all(kind.startswith("refactor") for kind in kinds)


def test_actions_beyond_the_limit_are_counted(lasting: World):
    text = "pub fn f() { $0HashMap$0::<u8, u8>::new(); }\n"
    found = lasting.at("code_actions", text, limit=1)
    assert (len(found["actions"]), found["left_out"] >= 1) == (1, True)


def test_a_macro_is_expanded(lasting: World):
    text = "macro_rules! twice { ($e:expr) => { $e + $e } }\npub fn f() -> u8 { $0twice!(2) }\n"
    found = lasting.at("expand_macro", text)
    assert (found["name"], found["expansion"].strip()) == ("twice!", "2 + 2")


def test_tests_that_reach_an_item(lasting: World):
    text = "pub fn $0f() -> u8 { 1 }\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { super::f(); }\n    #[test]\n    fn other() {}\n}\n"
    (test,) = lasting.at("related_tests", text)["tests"]
    assert (test["name"], test["package"], test["path"]) == ("tests::one", "demo", LIB)


def test_obligations_that_do_not_hold(lasting: World):
    text = "pub fn f() { $0g(String::new()) }\nfn g<T: Copy>(_: T) {}\n"
    (failed,) = lasting.at("failed_obligations", text)["obligations"]
    assert "String: Copy" in failed["goal"]
    assert lasting.at("failed_obligations", text.replace("String::new()", "1"))["obligations"] == []


def test_unsaved_text_counts_in_place_of_the_file(lasting: World):
    lasting.write({"src/lib.rs": "pub fn f() -> u8 { 1 }\n"})
    unsaved = "pub fn f() -> u16 { 1 }\n"
    at = {"start": unsaved.index("1 "), "end": unsaved.index("1 ") + 1}
    overlay = {"path": LIB, "text": unsaved}
    with_it = lasting.ask("type_of", **at, overlays=[overlay])
    assert with_it["type"] == "u16"
    without = lasting.ask("type_of", start=19, end=20)
    assert without["type"] == "u8"
    assert with_it["tree"] != without["tree"]


def test_a_new_unsaved_file_is_a_module(lasting: World):
    lasting.write({"src/lib.rs": "mod fresh;\npub fn f() -> u8 { fresh::one() }\n"})
    overlay = {"path": "$WS/src/fresh.rs", "text": "pub fn one() -> u8 { 1 }\n"}
    found = lasting.ask("goto_def", path=LIB, offset=38, overlays=[overlay])
    assert [place["path"] for place in found["locations"]] == ["$WS/src/fresh.rs"]


def test_the_same_question_has_the_same_answer_and_key(lasting: World):
    lasting.write({"src/lib.rs": "pub fn f() { HashMap::<u8, u8>::new(); }\n"})
    one, other = (lasting.evidence("code_actions", start=13, end=20) for _ in range(2))
    assert one == other
    assert one.result
    assert str(lasting.root) not in one.canonical().decode()


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"path": "$WS/src/none.rs", "offset": 0}, UNREADABLE),
        ({"path": "$SYSROOT/lib/none.rs", "offset": 0}, REFUSED),
        ({"path": "$WS/../other.rs", "offset": 0}, REFUSED),
        ({"offset": 1_000_000}, INVALID_PARAMS),
        ({"offset": -1}, INVALID_PARAMS),
        ({"offset": 0, "overlays": [{"path": LIB, "text": None}]}, REFUSED),
    ],
)
def test_what_cannot_be_asked_is_refused(lasting: World, params: dict, code: int):
    found = lasting.evidence("goto_def", **params)
    assert found.error is not None
    assert found.error.code == code

"""Holes that the compiler and templates leave, and what fills them."""

from textwrap import dedent

import pytest

from rusta_server.candidates.holes import (
    Hole,
    Template,
    combined,
    holes,
    in_scope,
    operand,
    templates,
)
from rusta_server.candidates.written import candidates
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.lm.prompt import place_of

from ..conftest import Rustc
from .conftest import PATH

MISSING_ARGUMENT = """
    pub struct Config;

    pub fn start(port: u16, config: &Config) -> u16 {
        let _ = config;
        port
    }

    pub fn run(chosen: Config, fallback: u16) -> u16 {
        let near = &chosen;
        let _ = near;
        start(fallback)
    }
"""


def scene_of(rustc: Rustc, text: str) -> Scene:
    before = dedent(text).lstrip("\n")
    errors = [d for d in rustc(before) if d.level == "error"]
    return Scene(diagnostic=errors[0], errors=tuple(errors), files={PATH: before})


def found(scene: Scene) -> list[Template]:
    place = place_of(scene.diagnostic, scene.files)
    assert place is not None
    return list(templates(scene, scene.files, place, lambda _: True))


def inserting(text: str, source: str = "rustc:has-placeholders") -> Candidate:
    return Candidate(source=source, title="x", edits=(Edit(path=PATH, start=0, end=0, text=text),))


@pytest.mark.parametrize(
    ("text", "kind", "hint"),
    [
        ("f(1, /* u32 */)", "value", "u32"),
        (": /* Type */", "type", "Type"),
        ("Vec<_>", "type", ""),
        (": Vec<T>", "type", ""),
        (", V", "type", ""),
        ("f(/* Option<T> */)", "value", "Option<T>"),
        (" 42", "value", ""),
        ("{ todo!() }", "value", ""),
        ("{ unimplemented!() }", "value", ""),
    ],
)
def test_what_is_a_hole(text: str, kind: str, hint: str) -> None:
    (hole,) = holes(inserting(text))
    assert (hole.kind, hole.hint) == (kind, hint)


def test_a_blank_is_code_where_the_compiler_left_nothing_open() -> None:
    assert holes(inserting("match x { _ => 1 }", "template:x")) == ()
    assert holes(inserting("Vec<T>", "rustc:maybe-incorrect")) == ()
    assert holes(inserting("a_b(_c, x._0, 'T', 420)")) == ()


def test_a_missing_argument_is_a_hole_in_the_text_the_model_reads(rustc: Rustc) -> None:
    scene = scene_of(rustc, MISSING_ARGUMENT)
    template = found(scene)[0]
    assert [hole.kind for hole in template.holes] == ["value"]
    assert template.filled([]) == "-start(fallback)\n+start(fallback, "
    assert template.filled(["near"]) == "-start(fallback)\n+start(fallback, near)\n"


def test_filled_with_the_right_value_it_compiles(rustc: Rustc) -> None:
    scene = scene_of(rustc, MISSING_ARGUMENT)
    template = found(scene)[0]
    place = place_of(scene.diagnostic, scene.files)
    assert place is not None
    texts = [template.filled([value]) for value in in_scope(scene, template.holes[0])]
    before = scene.files[PATH]
    made = [
        apply_edits(before.encode(), c.edits).decode()
        for c in candidates(texts, scene.files, place)
    ]
    right = before.replace("start(fallback)", "start(fallback, near)")
    assert right in made
    assert not [d for d in rustc(right) if d.level == "error"]


def test_of_two_holes_the_second_is_asked_for_with_the_first_filled(rustc: Rustc) -> None:
    scene = scene_of(rustc, MISSING_ARGUMENT.replace("start(fallback)", "start()"))
    template = found(scene)[0]
    assert len(template.holes) == 2
    assert template.filled([]).endswith("+start(")
    assert template.filled(["fallback"]).endswith("+start(fallback, ")
    assert template.filled(["fallback", "near"]).endswith("+start(fallback, near)\n")


def test_names_for_a_type_are_types(rustc: Rustc) -> None:
    scene = scene_of(rustc, MISSING_ARGUMENT)
    assert in_scope(scene, Hole(0, 0, 0, "type", "Type"))[:1] == ["Config"]


def test_names_for_a_value_have_its_type_first(rustc: Rustc) -> None:
    scene = scene_of(rustc, MISSING_ARGUMENT)
    names = in_scope(scene, Hole(0, 0, 0, "value", "&Config"))
    assert names[0] in ("&chosen", "near")
    assert "fallback" in names


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("name.len());\n", "name.len()"),
        ("f(a, b), c)", "f(a, b)"),
        ('"a, b)");', '"a, b)"'),
        ("|x| x + 1)\n", "|x| x + 1"),
        ("a < b, c", "a < b"),
        ("Point { x: 1, y: 2 });", "Point { x: 1, y: 2 }"),
        ("name", "name"),
        (")", None),
        ("", None),
        ("f(a,\n b)", None),
    ],
)
def test_the_expression_that_a_completion_begins_with(text: str, value: str | None) -> None:
    assert operand(text, "value") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Vec<u8> = x;", "Vec<u8>"),
        ("HashMap<String, Vec<u8>>>::new()", "HashMap<String, Vec<u8>>"),
        ("fn(u8) -> u8, T", "fn(u8) -> u8"),
        ("Self {", "Self"),
        ("&'a str) {", "&'a str"),
        ("> = x", None),
    ],
)
def test_the_type_that_a_completion_begins_with(text: str, value: str | None) -> None:
    assert operand(text, "type") == value


def test_the_first_of_each_list_come_together_first() -> None:
    assert combined([["a", "b"], ["x", "y"]]) == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    assert combined([["a"], []]) == []
    assert len(combined([[str(n) for n in range(20)], [str(n) for n in range(20)]])) == 24

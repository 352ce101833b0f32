"""What a name stands for, and where it is used, as far as the text shows it."""

import pytest

from rusta_indexer.meaning import Meaning
from rusta_indexer.tokens import Token, token_at, token_between

from .conftest import Make
from .projects import Project

LIB = """\
use std::collections::HashMap;
mod shapes;
use crate::shapes::{Circle, Side as S};

pub fn total(circles: &[Circle], named: &HashMap<String, Circle>) -> f64 {
    let mut sum = 0.0;
    for circle in circles {
        sum += circle.area();
    }
    let unit = Circle::unit();
    println!("{} {}", unit.area(), S::Left as u8);
    sum + unit.radius + named.len() as f64
}
"""
SHAPES = """\
pub struct Circle { pub radius: f64 }
impl Circle {
    pub fn area(&self) -> f64 { self.radius }
    pub fn unit() -> Self { Circle { radius: 1.0 } }
}
pub enum Side { Left, Right }
"""
FILES = {"src/lib.rs": LIB, "src/shapes.rs": SHAPES}


def token(text: str, marked: str) -> Token:
    """The name at `$0` of `marked`, a piece of `text` that stands there once."""
    before, _, after = marked.partition("$0")
    assert text.count(before + after) == 1, marked
    found = token_at(text.encode(), text.encode().index((before + after).encode()) + len(before))
    assert found is not None
    return found


def meant(made: Project, marked: str, path: str = "src/lib.rs") -> Meaning:
    text = made.files[path]
    return made.graph.meaning(path, text, token(text.decode(), marked))


def paths(made: Project, meaning: Meaning) -> list[str]:
    found = [made.graph.symbol(node) for node in meaning.nodes]
    return [symbol.rust_path for symbol in found if symbol is not None]


@pytest.mark.parametrize(
    ("marked", "path"),
    [
        ("fn $0total", "crate::total"),
        ("shapes::{$0Circle,", "crate::shapes::Circle"),
        ("$0Side as S", "crate::shapes::Side"),
        ("S::$0Left", "crate::shapes::Side::Left"),
        ("= Circle::$0unit", "crate::shapes::Circle::unit"),
        ("sum + unit.$0radius", "crate::shapes::Circle::radius"),
        ("unit.$0area(), S", "crate::shapes::Circle::area"),
        ("mod $0shapes", "crate::shapes"),
    ],
)
def test_what_the_text_shows_is_exact(project: Make, marked: str, path: str) -> None:
    made = project(FILES)
    found = meant(made, marked)
    assert (paths(made, found), found.exact) == ([path], True)


def test_a_method_on_what_has_no_written_type_may_be_any_of_that_name(project: Make) -> None:
    made = project(FILES)
    found = meant(made, "circle.$0area()")
    assert (paths(made, found), found.exact) == (["crate::shapes::Circle::area"], False)


def test_a_method_of_another_crate_is_none_of_ours(project: Make) -> None:
    made = project(FILES | {"src/other.rs": "pub struct A;\nimpl A { pub fn len(&self) {} }\n"})
    found = meant(made, "named.$0len()")
    assert (found.nodes, found.receiver) == ((), "&HashMap<String, Circle>")


@pytest.mark.parametrize(
    ("marked", "kind", "type_", "uses"),
    [
        ("let mut $0sum", "local", None, 2),
        ("        $0sum +=", "local", None, 2),
        ("for $0circle in", "local", None, 1),
        ("($0circles:", "param", "&[Circle]", 1),
        ("let $0unit", "local", None, 2),
    ],
)
def test_a_binding_where_it_is_made_and_where_it_is_read(
    project: Make, marked: str, kind: str, type_: str | None, uses: int
) -> None:
    made = project(FILES)
    local = meant(made, marked).local
    assert local is not None
    assert (local.kind, local.type) == (kind, type_)
    assert len(made.graph.local_uses(local, made.files["src/lib.rs"])) == uses


def test_an_import_says_where_a_name_comes_from(project: Make) -> None:
    made = project(FILES)
    assert meant(made, "&$0HashMap<").written == "std::collections::HashMap"


def test_uses_are_found_under_other_names_and_within_macros(project: Make) -> None:
    made = project(FILES)
    (side,) = meant(made, "enum $0Side", "src/shapes.rs").nodes
    sources = sorted(made.files.items())
    assert [t.name for _, t, _, _ in made.graph.uses(side, "Side", sources)] == ["Side", "S"]
    (area,) = meant(made, "fn $0area", "src/shapes.rs").nodes
    found = made.graph.uses(area, "area", sources)
    assert [(exact, within and within.name) for _, _, exact, within in found] == [
        (False, "total"),
        (True, "total"),
    ]


def test_a_whole_line_names_what_it_defines_else_the_first_name_read() -> None:
    text = LIB.encode()
    for line, name in ((5, "total"), (6, "sum"), (8, "sum"), (2, "shapes")):
        start = sum(len(before) for before in text.splitlines(keepends=True)[: line - 1])
        end = text.index(b"\n", start)
        found = token_between(text, start, end)
        assert found is not None
        assert found.name == name


def test_between_names_there_is_none() -> None:
    assert token_at(b"fn f() {  }", 9) is None
    assert token_at(b"", 0) is None
    assert token_at(b"\xff\xfe", 1) is None

"""`rusta explain --at` on sound code: what a name is, in sentences whose citations open."""

from pathlib import Path

import pytest

from rusta_server.contracts.anchor import Explanation

from .world import Rusta

LIB = """\
use std::collections::HashMap;
mod shapes;
use crate::shapes::Circle;

/// Adds up the areas of all circles.
pub fn total(circles: &[Circle], named: &HashMap<String, Circle>) -> f64 {
    let mut sum = 0.0;
    for circle in circles {
        sum += circle.area();
    }
    let names: Vec<_> = named.keys().map(|k| k.len()).collect();
    match names.is_empty() {
        true => sum,
        false => 0.0,
    }
}
"""
SHAPES = """\
/// A circle around the origin.
pub struct Circle {
    pub radius: f64,
}

impl Circle {
    /// The area, in square metres.
    pub fn area(&self) -> f64 {
        self.radius * self.radius
    }
}
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    crate = tmp_path_factory.mktemp("sound")
    (crate / "src").mkdir()
    manifest = '[package]\nname = "sound"\nversion = "0.1.0"\nedition = "2021"\n'
    (crate / "Cargo.toml").write_text(manifest)
    (crate / "src/lib.rs").write_text(LIB)
    (crate / "src/shapes.rs").write_text(SHAPES)
    return crate


def at(rusta: Rusta, crate: Path, place: str) -> Explanation:
    ran = rusta.json("explain", crate, "--at", place)
    assert ran.code == 0, ran.err
    (explanation,) = ran.document.result.explanations
    assert explanation.about == "symbol"
    for claim in explanation.claims:
        assert claim.anchors
        for anchor in claim.anchors:
            shown = rusta.json("show", anchor.record_id)
            assert shown.code == 0, (claim.text, shown.out)
    found: Explanation = explanation
    return found


def said(explanation: Explanation) -> list[tuple[str, str]]:
    return [(claim.role, claim.text) for claim in explanation.claims]


def test_a_function_with_its_documentation(rusta: Rusta, sound: Path) -> None:
    assert said(at(rusta, sound, "src/lib.rs:6:9")) == [
        (
            "symbol",
            "`pub fn total(circles: &[Circle], named: &HashMap<String, Circle>) -> f64`, a function "
            "of the crate's root, defined at src/lib.rs:6:1.",
        ),
        ("doc", "Adds up the areas of all circles."),
        ("use", "The sources of this workspace mention it nowhere else."),
    ]


def test_what_a_method_is_called_on_rustc_is_asked(rusta: Rusta, sound: Path) -> None:
    assert said(at(rusta, sound, "src/lib.rs:9:24")) == [
        (
            "symbol",
            "`pub fn area(&self) -> f64`, a method of `crate::shapes::Circle`, defined at "
            "src/shapes.rs:8:5.",
        ),
        ("doc", "The area, in square metres."),
        ("type", "`area` is called on `circle`, which has the type `&Circle`."),
        (
            "use",
            "1 by name, on what has no written type: in `total` at src/lib.rs:9:23.",
        ),
    ]


def test_a_local_whose_type_nobody_wrote(rusta: Rusta, sound: Path) -> None:
    assert said(at(rusta, sound, "src/lib.rs:8:9")) == [
        (
            "symbol",
            "`circle`, a local variable declared at src/lib.rs:8:9: `for circle in circles {`",
        ),
        ("type", "rustc gives `circle` the type `&Circle`."),
        ("use", "Once: at src/lib.rs:9:16."),
    ]


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("src/lib.rs:6:45", "std::collections::HashMap"),
        ("src/lib.rs:11:38", "std::iter::Iterator::map"),
        ("src/lib.rs:12:17", "std::vec::Vec::is_empty"),
        ("src/lib.rs:12:5", "keyword match"),
        ("src/lib.rs:6:72", "primitive f64"),
    ],
)
def test_what_the_standard_library_documents(
    rusta: Rusta, sound: Path, place: str, title: str
) -> None:
    explanation = at(rusta, sound, place)
    cited = {anchor.title for claim in explanation.claims for anchor in claim.anchors}
    assert title in cited
    assert explanation.claims[-1].role == "doc"


def test_where_no_name_stands_it_says_so(rusta: Rusta, sound: Path) -> None:
    ran = rusta("explain", sound, "--at", "src/lib.rs:4:1")
    assert ran.out.split() == (
        "nothing is reported at src/lib.rs:4:1, and no name stands there".split()
    )


def test_in_a_terminal(rusta: Rusta, sound: Path) -> None:
    out = rusta("explain", sound, "--at", "src/shapes.rs:3:9").out
    assert "What  `pub radius: f64`, a field of `crate::shapes::Circle`" in out
    assert "Used  2 times: in `shapes::Circle::area`" in out
    assert "rusta show" in out

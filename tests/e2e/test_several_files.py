"""An item changed at its definition and its uses left behind, in several files and crates: one
patch has all of them follow."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from .world import Rusta

SOUND = {
    "base/src/lib.rs": """\
        //! Shapes.
        pub mod area;

        pub struct Rect {
            pub w: u32,
            pub h: u32,
        }

        impl Rect {
            pub fn perimeter(&self) -> u32 {
                2 * (self.w + self.h)
            }
        }

        pub fn square(side: u32) -> Rect {
            Rect { w: side, h: side }
        }
        """,
    "base/src/area.rs": """\
        use crate::Rect;

        pub fn area(r: &Rect) -> u32 {
            r.w * r.h
        }
        """,
    "mid/src/lib.rs": """\
        use base::{area::area, square, Rect};

        pub fn total(sides: &[u32]) -> u32 {
            sides.iter().map(|s| area(&square(*s))).sum()
        }

        pub fn fence(r: &Rect) -> u32 {
            r.perimeter()
        }
        """,
    "app/src/main.rs": """\
        mod report;

        use base::square;

        fn main() {
            let r = square(3);
            println!("{} {}", report::line(&r), mid::total(&[1, 2]));
        }
        """,
    "app/src/report.rs": """\
        use base::Rect;

        pub fn line(r: &Rect) -> String {
            format!("{}+{}={} {}", r.w, r.h, r.perimeter(), base::square(2).perimeter())
        }
        """,
}
Change = tuple[str, str, str]
"""File, what stands there, what stands there instead."""


def workspace(folder: Path, changes: list[Change]) -> dict[str, str]:
    """Write the workspace with `changes`; its files by name."""
    files = {path: dedent(text) for path, text in SOUND.items()}
    for path, old, new in changes:
        assert old in files[path]
        files[path] = files[path].replace(old, new)
    members = {"base": "", "mid": "base", "app": "base mid"}
    (folder / "Cargo.toml").write_text(
        f"[workspace]\nresolver = '2'\nmembers = {sorted(members)}\n".replace("'", '"')
    )
    for name, needs in members.items():
        (folder / name / "src").mkdir(parents=True)
        lines = [f'{need} = {{ path = "../{need}" }}' for need in needs.split()]
        (folder / name / "Cargo.toml").write_text(
            f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n\n'
            + "\n".join(["[dependencies]", *lines, ""])
        )
    for path, text in files.items():
        (folder / path).write_text(text)
    return files


TEST = """
#[cfg(test)]
mod tests {
    #[test]
    fn a_square_has_four_sides() {
        assert_eq!(super::make_square(2).perimeter(), 8);
    }
}
"""
CASES: Mapping[str, tuple[list[Change], list[Change]]] = {
    "a function renamed, as its test shows": (
        [
            ("base/src/lib.rs", "fn square", "fn make_square"),
            ("base/src/lib.rs", "h: side }\n}\n", f"h: side }}\n}}\n{TEST}"),
        ],
        [
            ("mid/src/lib.rs", "square", "make_square"),
            ("app/src/main.rs", "square", "make_square"),
            ("app/src/report.rs", "square", "make_square"),
        ],
    ),
    "a field renamed": (
        [
            ("base/src/lib.rs", "pub w:", "pub width:"),
            ("base/src/lib.rs", "w: side", "width: side"),
            ("base/src/lib.rs", "self.w", "self.width"),
        ],
        [("base/src/area.rs", "r.w", "r.width"), ("app/src/report.rs", "r.w", "r.width")],
    ),
    "a module renamed": (
        [("base/src/lib.rs", "pub mod area;", '#[path = "area.rs"]\npub mod surface;')],
        [("mid/src/lib.rs", "area::area", "surface::area")],
    ),
    "a function moved": (
        [
            (
                "base/src/lib.rs",
                "pub fn square(side: u32) -> Rect {\n    Rect { w: side, h: side }\n}\n",
                "",
            ),
            (
                "base/src/area.rs",
                "pub fn area",
                "pub fn square(side: u32) -> Rect {\n    Rect { w: side, h: side }\n}\n\npub fn area",
            ),
        ],
        [
            ("mid/src/lib.rs", "area, square", "area, area::square"),
            ("app/src/main.rs", "base::square", "base::area::square"),
            ("app/src/report.rs", "base::square", "base::area::square"),
        ],
    ),
    "a parameter more": (
        [
            (
                "base/src/lib.rs",
                "(side: u32) -> Rect {\n",
                "(side: u32, name: Option<&str>) -> Rect {\n    drop(name);\n",
            )
        ],
        [
            ("mid/src/lib.rs", "square(*s)", "square(*s, None)"),
            ("app/src/main.rs", "square(3)", "square(3, None)"),
            ("app/src/report.rs", "square(2)", "square(2, None)"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_uses_follow_their_definition(name: str, fresh: Rusta, tmp_path: Path) -> None:
    changes, wanted = CASES[name]
    folder = tmp_path / "ws"
    folder.mkdir()
    files = workspace(folder, changes)
    ran = fresh("fix", folder, "--yes", "--min-confidence", "0", "--json")
    assert ran.code == 0, ran.out + ran.err
    for path, old, new in wanted:
        files[path] = files[path].replace(old, new)
    assert {path: (folder / path).read_text() for path in files} == files


def test_a_new_name_that_nobody_uses_is_taken_back(fresh: Rusta, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    folder.mkdir()
    files = workspace(folder, [("base/src/lib.rs", "fn square", "fn make_square")])
    assert fresh("fix", folder, "--yes", "--min-confidence", "0", "--json").code == 0
    files["base/src/lib.rs"] = files["base/src/lib.rs"].replace("make_square", "square")
    assert {path: (folder / path).read_text() for path in files} == files


def test_going_back_brings_every_file_back(fresh: Rusta, tmp_path: Path) -> None:
    changes, _ = CASES["a parameter more"]
    folder = tmp_path / "ws"
    folder.mkdir()
    files = workspace(folder, changes)
    assert fresh("fix", folder, "--yes", "--min-confidence", "0", "--json").code == 0
    assert fresh("revert", "--json", cwd=folder).code == 0
    assert {path: (folder / path).read_text() for path in files} == files

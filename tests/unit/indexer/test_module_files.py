"""Which file a `mod x;` names."""

import pytest

from .conftest import Make

ROOTED = [
    ("mod x;", "src/x.rs", "crate::x"),
    ("mod x;", "src/x/mod.rs", "crate::x"),
    ("mod r#type;", "src/type.rs", "crate::r#type"),
    ("mod outer { mod x; }", "src/outer/x.rs", "crate::outer::x"),
    ("mod outer { mod x; }", "src/outer/x/mod.rs", "crate::outer::x"),
    ('#[path = "other.rs"] mod x;', "src/other.rs", "crate::x"),
    ('#[path = "../gen/x.rs"] mod x;', "gen/x.rs", "crate::x"),
    ('mod outer { #[path = "other.rs"] mod x; }', "src/outer/other.rs", "crate::outer::x"),
]


@pytest.mark.parametrize(("declaration", "file", "module"), ROOTED)
def test_from_the_root(project: Make, declaration: str, file: str, module: str):
    demo = project({"src/lib.rs": declaration, file: "fn f() {}"})
    assert demo.symbol(f"{module}::f").path == file


@pytest.mark.parametrize(
    ("declaration", "file", "module"),
    [
        ("mod x;", "src/a/x.rs", "crate::a::x"),
        ("mod x;", "src/a/x/mod.rs", "crate::a::x"),
        ("mod outer { mod x; }", "src/a/outer/x.rs", "crate::a::outer::x"),
        ('#[path = "other.rs"] mod x;', "{folder}other.rs", "crate::a::x"),
        ('mod outer { #[path = "o.rs"] mod x; }', "src/a/outer/o.rs", "crate::a::outer::x"),
    ],
)
@pytest.mark.parametrize("parent", ["src/a.rs", "src/a/mod.rs"])
def test_from_a_module_s_own_file(
    project: Make, parent: str, declaration: str, file: str, module: str
):
    file = file.format(folder="src/" if parent == "src/a.rs" else "src/a/")
    demo = project({"src/lib.rs": "mod a;", parent: declaration, file: "fn f() {}"})
    assert demo.symbol(f"{module}::f").path == file


def test_modules_below_a_path_attribute_lie_beside_its_file(project: Make):
    demo = project(
        {
            "src/lib.rs": '#[path = "gen/a.rs"] mod a;',
            "src/gen/a.rs": "mod x;",
            "src/gen/x.rs": "fn f() {}",
        }
    )
    assert demo.symbol("crate::a::x::f").path == "src/gen/x.rs"


def test_modules_of_a_binary_and_of_a_test_lie_beside_it(project: Make):
    from rusta_indexer.records import CrateRoot

    demo = project(
        {
            "src/bin/tool.rs": "mod x;",
            "src/bin/x.rs": "fn f() {}",
            "tests/t.rs": "mod common;",
            "tests/common/mod.rs": "fn g() {}",
        },
        [
            CrateRoot("demo", "0.1.0", "2021", "src/bin/tool.rs"),
            CrateRoot("demo", "0.1.0", "2021", "tests/t.rs"),
        ],
    )
    assert demo.symbol("crate::x::f").path == "src/bin/x.rs"
    assert demo.symbol("crate::common::g").path == "tests/common/mod.rs"


def test_a_module_that_names_itself_is_walked_once(project: Make):
    demo = project({"src/lib.rs": "mod a;", "src/a.rs": '#[path = "a.rs"] mod a; fn f() {}'})
    assert [s.name for s in demo.graph.symbols("f")] == ["f"]


def test_a_module_without_a_file_is_a_module_without_items(project: Make):
    demo = project({"src/lib.rs": "mod missing; use missing::f;"})
    assert demo.symbol("crate::missing").kind == "module"
    assert demo.edges("uses") == set()


def test_a_file_declared_by_two_modules_is_named_after_the_first(project: Make):
    demo = project(
        {
            "src/lib.rs": '#[path = "x.rs"] mod a; #[path = "x.rs"] mod b; fn g() { b::f(); }',
            "src/x.rs": "pub fn f() {}",
        }
    )
    assert demo.symbol("crate::a::f").path == "src/x.rs"
    assert demo.edges("calls") == {("crate::g", "crate::a::f")}

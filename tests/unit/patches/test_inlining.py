"""Bindings that a patch puts in for the next statement alone are taken back."""

import pytest

from rusta_server.patches.inlining import without_new_bindings

PATH = "$WS/src/lib.rs"


def inlined(before: str, after: str) -> list[str]:
    made = without_new_bindings(
        {PATH: f"fn f() {{\n{after}}}\n"}, {PATH: f"fn f() {{\n{before}}}\n"}
    )
    return [texts[PATH].removeprefix("fn f() {\n").removesuffix("}\n") for texts in made]


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        ("    let interim = g(1);\n    let x = interim;\n", "    let x = g(1);\n"),
        (
            "    let interim = g(1);\n    // Why.\n    x = interim;\n",
            "    // Why.\n    x = g(1);\n",
        ),
        ("    let interim = g(1);\n    return interim;\n", "    return g(1);\n"),
        ("    let interim = g(1); interim\n", "     g(1)\n"),
    ],
)
def test_the_value_goes_where_the_binding_is_used(after: str, wanted: str) -> None:
    assert inlined("    x = g(1);\n", after) == [wanted]


@pytest.mark.parametrize(
    "after",
    [
        "    let interim = g(1);\n    let x = interim + interim;\n",
        "    let interim = g(1);\n    h();\n    let x = interim;\n",
        "    let interim = g(1);\n    h(k(), interim);\n",
        "    let interim = g(1);\n    let x = || { let y = interim; };\n",
        "    let interim = g(1);\n    if c { return interim; }\n",
        "    let mut interim = g(1);\n    let x = interim;\n",
        "    let interim: u8 = g(1);\n    let x = interim;\n",
        "    let Some(interim) = g(1) else { return };\n    let x = interim;\n",
        "    let interim = g(1);\n    interim = 2;\n",
    ],
)
def test_what_would_be_computed_elsewhere_stays(after: str) -> None:
    assert not inlined("    x = g(1);\n", after)


def test_what_the_author_named_stays() -> None:
    before = "    let interim = g(1);\n    x = interim;\n"
    assert not inlined(before, before.replace("x =", "let x ="))

"""Every rule of the measure, as one line before and one after; ⏎ stands for a line break."""

from pathlib import Path

import pytest

from rusta_eval.rulebook import rulebook

RULES = rulebook().load()
LINES = Path(__file__).with_name("examples.txt").read_text("utf-8").splitlines()
EXAMPLES = [
    (name, before[2:], after[2:].replace("⏎", "\n"))
    for name, before, after in zip(LINES[::3], LINES[1::3], LINES[2::3], strict=True)
]


@pytest.mark.parametrize(("name", "before", "after"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_first_edit(name: str, before: str, after: str) -> None:
    source = rulebook().Source(before.encode())
    assert next(RULES[name].edits(source)).apply(source.data).decode() == after


def test_every_rule_has_an_example() -> None:
    assert sorted(row[0] for row in EXAMPLES) == list(RULES)


def test_every_slice_has_several_rules() -> None:
    slices = [rule.slice for rule in RULES.values()]
    for wanted in ("borrow", "traits", "types", "moves", "visibility", "syntax", "lint", "names"):
        assert slices.count(wanted) >= 5, wanted


@pytest.mark.parametrize(
    "hidden",
    [
        "#[cfg(test)] mod tests { fn a() { f(&x); } }",
        "#[test] fn a() { f(&x); }",
        "#[test]\n#[should_panic]\nfn a() { f(&x); }",
        "// a note\n#[cfg(all(test, unix))]\n// another\nmod tests { fn a() { f(&x); } }",
    ],
)
def test_test_items_are_left_alone(hidden: str) -> None:
    source = rulebook().Source(hidden.encode())
    assert not list(RULES["drop-borrow-of-argument"].edits(source))


def test_what_stands_below_a_test_item_is_not_hidden() -> None:
    source = rulebook().Source(b"#[test] fn a() {}\nfn b() { f(&x); }")
    assert len(list(RULES["drop-borrow-of-argument"].edits(source))) == 1

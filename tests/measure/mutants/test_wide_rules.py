"""Every rule of the held-out suite, as a line before and one after; ⏎ stands for a line break, ¦
between the files `a.rs`, `b.rs` and `c.rs` of a crate."""

from pathlib import Path

import pytest

from rusta_eval.rulebook import rulebook, wide

RULES = wide().load()
LINES = Path(__file__).with_name("examples.wide.txt").read_text("utf-8").splitlines()
EXAMPLES = [
    (name, before[2:].replace("⏎", "\n").split(" ¦ "), after[2:].replace("⏎", "\n").split(" ¦ "))
    for name, before, after in zip(LINES[::3], LINES[1::3], LINES[2::3], strict=True)
]


@pytest.mark.parametrize(("name", "before", "after"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_first_mistake(name: str, before: list[str], after: list[str]) -> None:
    files = dict(zip(("a.rs", "b.rs", "c.rs"), before, strict=False))
    sources = {path: rulebook().Source(text.encode()) for path, text in files.items()}
    for path, start, end, new in sorted(next(RULES[name].changes(wide().Crate(sources))))[::-1]:
        data = files[path].encode()
        files[path] = (data[:start] + new + data[end:]).decode()
    assert list(files.values()) == after


def test_every_rule_has_an_example() -> None:
    assert sorted(row[0] for row in EXAMPLES) == list(RULES)


def test_numbers_of_the_bar() -> None:
    """A quarter of the cases is to lie across files, so there are rules enough that do."""
    assert len(RULES) >= 100
    assert sum(rule.across for rule in RULES.values()) >= 25
    assert not RULES.keys() & rulebook().load().keys()


def test_a_definition_is_told_apart_by_who_uses_it() -> None:
    alone = {"a.rs": rulebook().Source(b"fn f() { f() }")}
    shared = alone | {"b.rs": rulebook().Source(b"use crate::a::f;")}
    for name, sources, found in (
        ("add-parameter", alone, True),
        ("add-parameter", shared, False),
        ("add-parameter-used-elsewhere", alone, False),
        ("add-parameter-used-elsewhere", shared, True),
    ):
        assert bool(list(RULES[name].changes(wide().Crate(sources)))) == found, name


def test_what_only_tests_say_is_no_use() -> None:
    sources = {
        "a.rs": rulebook().Source(b"pub fn f() {}"),
        "b.rs": rulebook().Source(b"#[cfg(test)] mod tests { use crate::a::f; }"),
    }
    assert not list(RULES["hide-function-used-elsewhere"].changes(wide().Crate(sources)))

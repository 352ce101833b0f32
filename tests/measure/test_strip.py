"""Tests leave a crate before an engine sees it and come back unharmed."""

import pytest

from rusta_eval.strip_tests import files_of_tests, ranges, restore, restore_tree, strip, strip_tree

FILE = b"""\
use std::fmt;
#[cfg(test)]
use std::mem;

fn a() {}

/// Says something.
#[test]
#[should_panic]
fn b() {}

fn c() {}
#[cfg(test)]
mod tests {
    fn d() {}
}
"""
REST = b"use std::fmt;\n\nfn a() {}\n\n\nfn c() {}\n"


def test_test_items_go_with_attributes_and_doc_comments() -> None:
    assert strip(FILE)[0] == REST


def test_everything_comes_back() -> None:
    rest, chunks = strip(FILE)
    assert restore(rest, rest, chunks) == FILE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"fn a() {}", b"fn a() { 1; }"),
        (b"use std::fmt;\n", b"use std::fmt;\nuse std::io;\nuse std::rc;\n"),
        (b"fn a() {}\n\n", b""),
        (b"fn c() {}\n", b"fn c() {\n    let x = 1;\n}"),
    ],
)
def test_tests_come_back_into_a_repaired_file(old: bytes, new: bytes) -> None:
    repaired = REST.replace(old, new)
    whole = restore(REST, repaired, strip(FILE)[1])
    assert strip(whole)[0].rstrip() == repaired.rstrip()
    assert len(ranges(whole)) == 3


def test_an_item_that_shares_its_line_stays() -> None:
    data = b"fn a() {} #[test] fn b() {}\n"
    assert strip(data) == (data, [])


def test_files_of_test_modules_go() -> None:
    tree = {
        "Cargo.toml": b'[package]\nname = "x"\n[[test]]\nname = "api"\n[features]\na = []\n',
        "src/lib.rs": b"mod a;\n#[cfg(test)]\nmod tests;\n",
        "src/tests.rs": b"fn t() {}\n",
        "src/a.rs": b"#[cfg(test)]\nmod deep;\n",
        "src/a/deep.rs": b"fn t() {}\n",
        "tests/api.rs": b"",
    }
    assert files_of_tests(tree) == {"src/tests.rs", "src/a/deep.rs", "tests/api.rs"}
    rest = strip_tree(tree)
    assert sorted(rest) == ["Cargo.toml", "src/a.rs", "src/lib.rs"]
    assert rest["Cargo.toml"] == b'[package]\nname = "x"\n[features]\na = []\n'
    assert restore_tree(tree, rest) == tree


def test_edits_to_tests_do_not_survive() -> None:
    tree = {"Cargo.toml": b"", "src/lib.rs": FILE, "tests/api.rs": b"fn t() {}\n"}
    changed = {
        "Cargo.toml": b"#",
        "src/lib.rs": FILE.replace(b"fn d", b"fn e"),
        "tests/api.rs": b"",
    }
    assert restore_tree(tree, changed) == tree

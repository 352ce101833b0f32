"""Loops over indices become loops over elements."""

import pytest

from .conftest import Spec

LOOP = "lint_needless_range_loop"
FLAGS = ("-Dclippy::needless_range_loop", "-Aunused")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The index is used only to read what is copied.
        (
            "fn f(prices: &[u32]) -> u32 { let mut s = 0; "
            "for i in 0..prices.len() { s += prices[i]; } s }\n",
            "fn f(prices: &[u32]) -> u32 { let mut s = 0; "
            "for &price in prices { s += price; } s }\n",
        ),
        # A method and `format!` take a reference.
        (
            "fn f(entries: Vec<String>) { for i in 0..entries.len() {\n"
            '    println!("{i}: {} {}", entries[i], entries[i].len());\n} }\n',
            "fn f(entries: Vec<String>) { for (i, entry) in entries.iter().enumerate() {\n"
            '    println!("{i}: {} {}", entry, entry.len());\n} }\n',
        ),
        # Elements are changed; the range begins further on.
        (
            "fn f(cells: &mut [u8]) { for n in 1..cells.len() { cells[n] += n as u8; } }\n",
            "fn f(cells: &mut [u8]) "
            "{ for (n, cell) in cells.iter_mut().enumerate().skip(1) { *cell += n as u8; } }\n",
        ),
        (
            "fn f(cells: &mut [u8]) { for n in 0..cells.len() { cells[n] = 1; } }\n",
            "fn f(cells: &mut [u8]) { for cell in cells.iter_mut() { *cell = 1; } }\n",
        ),
        # The file calls an element otherwise.
        (
            "fn f(data: &[Vec<u8>]) -> usize { let mut s = 0;\n"
            "    for row in data { s += row[0] as usize; }\n"
            "    for i in 0..data.len() { s += data[i].len() + g(&data[i]); } s }\n"
            "fn g(v: &[u8]) -> usize { v.len() }\n",
            "fn f(data: &[Vec<u8>]) -> usize { let mut s = 0;\n"
            "    for row in data { s += row[0] as usize; }\n"
            "    for row in data { s += row.len() + g(row); } s }\n"
            "fn g(v: &[u8]) -> usize { v.len() }\n",
        ),
        # The singular is taken; the elements are no numbers, and compared.
        (
            "fn f(names: Vec<String>, name: &str) -> Option<usize> {\n"
            "    for i in 0..names.len() { if names[i] == name { return Some(i); } } None }\n",
            "fn f(names: Vec<String>, name: &str) -> Option<usize> {\n"
            "    for (i, item) in names.iter().enumerate() "
            "{ if *item == name { return Some(i); } } None }\n",
        ),
        # Rows of rows.
        (
            "fn f(g: &mut Vec<Vec<u8>>) { for y in 0..g.len() { g[y][0] = g[y][1]; } }\n",
            "fn f(g: &mut Vec<Vec<u8>>) { for item in g.iter_mut() { item[0] = item[1]; } }\n",
        ),
    ],
)
def test_elements_instead_of_indices(clippy_spec: Spec, before: str, after: str) -> None:
    clippy_spec(LOOP, before, after, flags=FLAGS, first=True)


def test_an_error_of_another_kind_in_the_loop(clippy_spec: Spec) -> None:
    clippy_spec.silent(
        LOOP,
        "fn f(xs: &[u8]) -> u8 { let mut s = 0; for i in 0..xs.len() { s += ys[i]; } s }\n",
        flags=FLAGS,
    )

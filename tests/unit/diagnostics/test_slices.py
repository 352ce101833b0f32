"""Every error code that the toolchain documents has its slice."""

import shutil
import subprocess
from pathlib import Path

import pytest

from rusta_server.probes.diagnostics import slices

from ..conftest import Rustc


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("E0499", "borrow"),
        ("E0373", "borrow"),
        ("E0382", "moves"),
        ("E0507", "moves"),
        ("E0277", "traits"),
        ("E0599", "traits"),
        ("E0308", "types"),
        ("E0061", "types"),
        ("E0603", "visibility"),
        ("E0451", "visibility"),
        ("E0425", "names"),
        ("E0432", "names"),
        ("E0765", "syntax"),
        ("E0658", "other"),
        ("unused_mut", "lint"),
        ("clippy::needless_return", "lint"),
    ],
)
def test_slice_of_a_code(code: str, expected: str) -> None:
    assert slices.slice_of(code, "") == expected


def test_no_code_stands_in_two_slices() -> None:
    codes = [code for text in slices._TABLE.values() for code in text.split()]
    assert len(codes) == len(set(codes))


def test_the_table_covers_what_the_error_index_documents() -> None:
    rustc = shutil.which("rustc")
    assert rustc is not None
    sysroot = subprocess.check_output([rustc, "--print", "sysroot"], text=True).strip()
    pages = Path(sysroot, "share/doc/rust/html/error_codes").glob("E????.html")
    documented = {page.stem for page in pages}
    if not documented:
        pytest.skip("rust-docs is not installed")
    other = {code for code in documented if slices.slice_of(code, "") == "other"}
    # Features, attributes, assembly, linkage, ABIs and lang items: no slice of the taxonomy.
    assert len(other) <= len(documented) // 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pub fn f() { missing!() }", "names"),
        ("#[derive(Missing)] pub struct S;", "names"),
        ("#[missing] pub struct S;", "names"),
        ("pub fn f<'a, 'b>(x: &'a u8, _: &'b u8) -> &'b u8 { x }", "borrow"),
        ('pub fn f() { println!("{}"); }', "types"),
        ('pub fn f() { env!("SURELY_NOT_SET"); }', "other"),
        ("pub fn f( { }", "syntax"),
        ("pub fn f() { let x = 1 let y = 2; }", "syntax"),
        ("macro_rules! m { (a) => {} } m!(b);", "syntax"),
    ],
)
def test_an_error_without_a_code_is_told_by_its_message(
    rustc: Rustc, text: str, expected: str
) -> None:
    errors = [d for d in rustc(text) if d.level == "error"]
    assert [(d.code, d.slice) for d in errors][:1] == [(None, expected)]

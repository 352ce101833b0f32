"""Lints, after green: all of one lint, of a file, of the workspace, proven together."""

import shutil
import subprocess
from pathlib import Path

import pytest

from .world import Rusta

LIB = """\
mod more;
pub use more::double;

pub fn add(a: i32, b: i32) -> i32 {
    return a + b;
}

pub fn is_empty(v: &Vec<u8>) -> bool {
    return v.len() == 0;
}

pub fn nested(n: i32) -> i32 {
    return (n.clone() + 1).clone();
}
"""
MORE = """\
pub fn double(n: i32) -> i32 {
    let mut m = n;
    return m * 2;
}
"""
TESTS = """\
use lints::{add, double, nested};

#[test]
fn numbers() {
    assert_eq!((add(1, 2), double(2), nested(1)), (3, 4, 2));
}
"""
YES = ("--yes", "--min-confidence", "0")


@pytest.fixture
def crate(tmp_path: Path) -> Path:
    root = tmp_path / "lints"
    (root / "src").mkdir(parents=True)
    (root / "tests").mkdir()
    manifest = '[package]\nname = "lints"\nversion = "0.1.0"\nedition = "2021"\n'
    (root / "Cargo.toml").write_text(manifest)
    (root / "src/lib.rs").write_text(LIB)
    (root / "src/more.rs").write_text(MORE)
    (root / "tests/numbers.rs").write_text(TESTS)
    return root


def texts(crate: Path) -> tuple[str, str]:
    return (crate / "src/lib.rs").read_text(), (crate / "src/more.rs").read_text()


def clippy(crate: Path) -> int:
    cargo = shutil.which("cargo")
    assert cargo is not None
    done = subprocess.run(
        [cargo, "clippy", "-q", "--offline", "--", "-D", "warnings"],
        cwd=crate,
        capture_output=True,
        timeout=120,
    )
    return done.returncode


def test_all_places_of_one_lint_go_in_one_proven_patch(rusta: Rusta, crate: Path) -> None:
    ran = rusta.json("fix", crate, "--lint", "needless_return", *YES)
    assert (ran.code, ran.document.status) == (0, "fixed")
    (step,) = ran.document.steps
    assert (step.title, step.tests) == ("Fix clippy::needless_return in 4 places", "passed")
    lib, more = texts(crate)
    assert "return" not in lib + more
    assert "&Vec<u8>" in lib
    assert "let mut m" in more
    assert rusta("revert", "-C", crate).code == 0
    assert texts(crate) == (LIB, MORE)


def test_one_file_keeps_its_hands_off_the_others(rusta: Rusta, crate: Path) -> None:
    ran = rusta.json("fix", crate, "--file", "src/more.rs", *YES)
    assert ran.document.status == "fixed"
    assert texts(crate) == (LIB, "pub fn double(n: i32) -> i32 {\n    let m = n;\n    m * 2\n}\n")


def test_all_lints_of_a_green_workspace(rusta: Rusta, crate: Path) -> None:
    ran = rusta.json("fix", crate, *YES)
    assert (ran.code, ran.document.status) == (0, "fixed")
    lib, _ = texts(crate)
    # One repair shows the next: `len() == 0` is only spoken of once it is a slice.
    assert "v: &[u8]" in lib
    assert "v.is_empty()" in lib or "v.len() == 0" in lib
    assert "    n + 1\n" in lib
    assert clippy(crate) == 0


def test_what_fails_the_tests_is_left_out_of_what_is_proven(rusta: Rusta, crate: Path) -> None:
    guard = (
        '#[test]\nfn kept() {\n    assert!(include_str!("../src/more.rs").contains("return"));\n}\n'
    )
    (crate / "tests/numbers.rs").write_text(TESTS + guard)
    ran = rusta.json("fix", crate, "--lint", "needless_return", *YES)
    lib, more = texts(crate)
    assert more == MORE
    assert lib.count("return") < LIB.count("return")
    assert ran.document.steps[0].tests == "passed"


def test_style_comes_after_green(rusta: Rusta, crate: Path) -> None:
    broken = LIB.replace("return a + b;", "return a + c;")
    (crate / "src/lib.rs").write_text(broken)
    ran = rusta.json("fix", crate, "--lint", "needless_return", *YES)
    assert (ran.code, ran.document.status) == (1, "abstained")
    assert ran.document.abstentions[0].reason.startswith("it does not compile")
    assert texts(crate) == (broken, MORE)


def test_rustfmt(rusta: Rusta, crate: Path) -> None:
    (crate / "src/more.rs").write_text("pub fn double(n:i32)->i32{n*2}\n")
    ran = rusta.json("fix", crate, "--lint", "rustfmt", *YES)
    assert ran.document.status == "fixed"
    assert texts(crate) == (LIB, "pub fn double(n: i32) -> i32 {\n    n * 2\n}\n")
    assert rusta.json("fix", crate, "--lint", "rustfmt", *YES).document.status == "clean"


def test_a_lint_that_nothing_trips_and_a_file_that_is_not_there(rusta: Rusta, crate: Path) -> None:
    assert rusta.json("fix", crate, "--lint", "needless_borrow").document.status == "clean"
    assert "no file" in rusta.json("fix", crate, "--file", "src/none.rs").error().message
    assert texts(crate) == (LIB, MORE)

"""Input that no patch can mend where the error points: no wrong edit, and a reason."""

import json
import subprocess
import time
from pathlib import Path

from rusta_eval.tree_bytes import digest, entries

from .world import Rusta, cargo, crate

FIX = ("fix", "--yes", "--min-confidence", "0")
MANIFEST = (
    '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n\n'
    "[workspace]\n"
)
GENERATES = """\
use std::{env, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&out).join("made.rs"), "pub fn made() -> u32 { \\"one\\" }\\n").unwrap();
    println!("cargo:rerun-if-changed=build.rs");
}
"""
INCLUDES = 'include!(concat!(env!("OUT_DIR"), "/made.rs"));\n'


def _abstains(rusta: Rusta, root: Path) -> list[str]:
    """The reasons; the tree is as it was, whatever the search tried in its shadow."""
    before = digest(root)
    ran = rusta.json(*FIX, root)
    assert ran.code == 1, ran.document
    document = ran.document
    assert document.status == "abstained"
    assert not [step for step in document.steps if step.outcome == "applied"]
    assert digest(root) == before
    reasons = [abstention.reason for abstention in document.abstentions]
    assert reasons
    assert all(reasons)
    return reasons


def test_an_error_without_a_place(rusta: Rusta, tmp_path: Path) -> None:
    """A program without std lacks its panic handler: rustc says so of no file at all."""
    manifest = MANIFEST.replace('build = "build.rs"\n', "")
    source = "#![no_std]\n#![no_main]\n"
    root = crate(tmp_path / "c", {"Cargo.toml": manifest, "src/main.rs": source})
    said = cargo(root, "check", "--message-format=json", "--offline").stdout
    assert "#[panic_handler]" in said
    (reason,) = _abstains(rusta, root)
    assert "no place" in reason


def test_an_error_in_a_macro_of_another_file(rusta: Rusta, tmp_path: Path) -> None:
    """The macro is right for its other caller: only the caller that gives it a text is wrong."""
    files = {
        "src/lib.rs": "#[macro_use]\nmod rules;\n\npub fn two() -> u32 {\n    doubled!(1)\n}\n\n"
        'pub fn text() -> u32 {\n    doubled!("one")\n}\n',
        "src/rules.rs": "macro_rules! doubled {\n    ($value:expr) => {\n        $value * 2\n    };\n}\n",
    }
    root = crate(tmp_path / "c", files)
    right = files["src/lib.rs"].partition("pub fn text")[0]
    rusta.json(*FIX, root)
    assert (root / "src/rules.rs").read_text("utf-8") == files["src/rules.rs"]
    assert (root / "src/lib.rs").read_text("utf-8").startswith(right)


def test_an_error_in_a_file_that_a_build_script_makes(rusta: Rusta, tmp_path: Path) -> None:
    files = {"Cargo.toml": MANIFEST, "build.rs": GENERATES, "src/lib.rs": INCLUDES}
    root = crate(tmp_path / "c", files)
    (reason,) = _abstains(rusta, root)
    assert "made.rs is no source of the workspace" in reason


def test_a_use_of_a_generated_item_is_mended_in_the_source(rusta: Rusta, tmp_path: Path) -> None:
    """The generated file is read-only to rusta; what calls it is not."""
    good = GENERATES.replace('\\"one\\"', "1")
    source = INCLUDES + "\npub fn twice() -> u32 {\n    mode() * 2\n}\n"
    root = crate(tmp_path / "c", {"Cargo.toml": MANIFEST, "build.rs": good, "src/lib.rs": source})
    assert rusta.json(*FIX, root).code == 0
    assert (root / "build.rs").read_text("utf-8") == good
    assert (root / "src/lib.rs").read_text("utf-8") == source.replace("mode()", "made()")


def test_an_included_file_is_mended_where_it_is_written(rusta: Rusta, tmp_path: Path) -> None:
    """`include!` of a file of the tree: the edit goes into that file, not into the one around."""
    files = {
        "src/lib.rs": 'include!("part.in");\n',
        "src/part.in": "pub fn one() -> u32 {\n    let x: u32 = 1\n    x\n}\n",
    }
    root = crate(tmp_path / "c", files)
    assert rusta.json(*FIX, root).code == 0
    assert (root / "src/lib.rs").read_text("utf-8") == files["src/lib.rs"]
    assert "let x: u32 = 1;" in (root / "src/part.in").read_text("utf-8")


def test_a_file_that_changes_during_the_search(fresh: Rusta, tmp_path: Path) -> None:
    """Whoever edits meanwhile keeps every byte: the patch was proven on another text."""
    broken = "pub fn one() -> u32 {\n    let x = 1;\n    x = 2;\n    x\n}\n"
    root = crate(tmp_path / "c", {"src/lib.rs": broken})
    mine = broken.replace("one()", "uno()") + "\n// mine\n"
    process = subprocess.Popen(
        fresh.argv(*FIX, root, "--json"), cwd=root, env=fresh.environ, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    # Once cargo has written its first file in the shadow, the tree has been read.
    while not any(path.suffix == ".d" for path in entries(root / "target" / "rusta")):
        assert process.poll() is None
        time.sleep(0.01)
    (root / "src/lib.rs").write_text(mine)
    out, err = process.communicate(timeout=180)
    assert b"Traceback" not in err
    assert (root / "src/lib.rs").read_text("utf-8") == mine
    error = json.loads(out)
    assert process.returncode == 2
    assert "no longer matches the proof" in error["error"]["message"]
    assert error["error"]["remedy"]


def test_two_errors_whose_repairs_conflict(rusta: Rusta, tmp_path: Path) -> None:
    """One field of a type that is missing, used as a number and as a text: what mends one use
    breaks the other, and half a repair is none."""
    source = (
        "pub struct Entry {\n    pub id: Id,\n}\n\npub fn number(entry: &Entry) -> u32 {\n"
        "    entry.id\n}\n\npub fn name(entry: &Entry) -> &str {\n    entry.id\n}\n"
    )
    root = crate(tmp_path / "c", {"src/lib.rs": source})
    _abstains(rusta, root)


def test_two_errors_on_one_word(rusta: Rusta, tmp_path: Path) -> None:
    """Both repairs change the same few bytes: applied one after the other they must add up."""
    source = (
        "pub fn total(list: &Vec<u32>) -> u32 {\n    let sum = 0;\n"
        "    for one in lst { sum += one }\n    sum\n}\n\n"
        "#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n"
        "        assert_eq!(super::total(&vec![1, 2]), 3);\n    }\n}\n"
    )
    root = crate(tmp_path / "c", {"src/lib.rs": source})
    assert rusta.json(*FIX, root).code == 0
    wanted = source.replace("in lst", "in list").replace("let sum", "let mut sum")
    assert (root / "src/lib.rs").read_text("utf-8") == wanted

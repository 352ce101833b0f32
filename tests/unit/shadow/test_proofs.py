"""A shadow never says green of what is broken, and never touches the user's files."""

import os
import shutil

import pytest

from rusta_server.contracts.edits import Overlay
from rusta_server.contracts.probe import REFUSED, UNRESOLVED_DEPENDENCIES, ProbeFailure

BROKEN = "pub fn f() -> u32 { true }\n"
SOUND = "pub fn f() -> u32 { 1 }\n"
CHECK = ["check", "--frozen"]


def check(shadow):
    return shadow.cargo(CHECK, timeout_s=120).returncode


def everything(root):
    """(mode, mtime, bytes) of each of the user's files."""
    return {
        path: (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes())
        for path in root.rglob("*")
        if path.is_file() and "target" not in path.relative_to(root).parts
    }


def test_a_broken_file_put_back_with_its_old_mtime_stays_red(crate, context, mode):
    root = crate({"src/lib.rs": BROKEN})
    lib = root / "src/lib.rs"
    old = lib.stat().st_mtime_ns
    with context(root, mode).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow) == 101
        lib.write_text(SOUND)
        shadow.sync()
        assert check(shadow) == 0
        lib.write_text(BROKEN)
        os.utime(lib, ns=(old, old))
        shadow.sync()
        assert check(shadow) == 101


def test_overlays_alternate_without_a_false_green(crate, context, mode):
    root = crate({"src/lib.rs": SOUND})
    before = everything(root)
    with context(root, mode).shadows.lease() as shadow:
        tree = shadow.sync()
        for _ in range(3):
            with shadow.overlaid([Overlay(path="$WS/src/lib.rs", text=BROKEN)]) as broken:
                assert broken != tree
                assert check(shadow) == 101
            assert check(shadow) == 0
        assert shadow.sync() == tree
    assert everything(root) == before


def test_a_coarse_file_system_does_not_hide_a_write(crate, context):
    root = crate({"src/lib.rs": SOUND})
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow) == 0
        # As if the clock had not moved on since the check: the stamp of the last run lies ahead.
        ahead = (shadow.tree_dir / "demo/src/lib.rs").stat().st_mtime_ns + 60_000_000_000
        shadow._writer.after_ns = ahead
        with shadow.overlaid([Overlay(path="$WS/src/lib.rs", text=BROKEN)]):
            assert (shadow.tree_dir / "demo/src/lib.rs").stat().st_mtime_ns > ahead


def test_the_canary_dies(crate, context, mode):
    root = crate({"src/lib.rs": SOUND, "tests/t.rs": "", "src/main.rs": "fn main() {}"})
    before = everything(root)
    with context(root, mode).shadows.lease() as shadow:
        assert shadow.canary()
        assert check(shadow) == 0
    assert everything(root) == before


def test_overlays_add_and_remove_files(crate, context):
    root = crate({"src/lib.rs": "mod a;\n", "src/a.rs": ""})
    with context(root).shadows.lease() as shadow:
        tree = shadow.sync()
        overlays = [
            Overlay(path="$WS/src/lib.rs", text="mod deep;\n"),
            Overlay(path="$WS/src/deep/mod.rs", text="pub mod er;\n"),
            Overlay(path="$WS/src/deep/er.rs", text=""),
            Overlay(path="$WS/src/a.rs", text=None),
        ]
        with shadow.overlaid(overlays):
            assert check(shadow) == 0
            assert not (shadow.tree_dir / "demo/src/a.rs").exists()
        assert check(shadow) == 0
        assert shadow.sync() == tree
        assert not (shadow.tree_dir / "demo/src/deep/er.rs").exists()


@pytest.mark.parametrize("path", ["$WS/../x.rs", "/etc/x", "$WS/link/x.rs"])
def test_overlays_cannot_leave_the_workspace(crate, context, path):
    root = crate()
    (root / "link").symlink_to("/tmp")
    with context(root).shadows.lease() as shadow:
        with pytest.raises(ProbeFailure) as failure, shadow.overlaid([Overlay(path=path, text="")]):
            pytest.fail("an overlay left the workspace")
        assert failure.value.code == REFUSED


WRITES = """
#[test]
fn appends() {
    use std::io::Write;
    let mut f = std::fs::OpenOptions::new().append(true).open("src/lib.rs").unwrap();
    writeln!(f, "// appended").unwrap();
    std::fs::write("left-behind.txt", "x").unwrap();
    std::fs::write("src/extra.rs", "x").unwrap();
}
"""


def test_what_tests_write_stays_in_the_shadow_and_is_undone(crate, context, mode):
    root = crate({"src/lib.rs": SOUND, "tests/t.rs": WRITES})
    before = everything(root)
    with context(root, mode).shadows.lease() as shadow:
        tree = shadow.sync()
        done = shadow.cargo(["test", "--frozen", "--test", "t"], timeout_s=120)
        assert done.returncode == 0, done.stderr
        mirror = shadow.tree_dir / "demo"
        assert "appended" in (mirror / "src/lib.rs").read_text()
        assert shadow.sync() == tree
        assert (mirror / "src/lib.rs").read_text() == SOUND
        assert not (mirror / "left-behind.txt").exists()
        assert not (mirror / "src/extra.rs").exists()
    assert everything(root) == before


GENERATES = """
fn main() {
    std::fs::write("src/made.rs", "pub const MADE: u32 = 1;").unwrap();
    println!("cargo:rerun-if-changed=build.rs");
}
"""


def test_generated_sources_that_git_ignores_stay(crate, context):
    root = crate(
        {
            "build.rs": GENERATES,
            "src/lib.rs": "mod made;\npub use made::MADE;\n",
            ".gitignore": "/target\n/src/made.rs\n",
        }
    )
    with context(root).shadows.lease() as shadow:
        for _ in range(2):
            shadow.sync()
            assert check(shadow) == 0
    assert not (root / "src/made.rs").exists()


def test_an_ignored_file_the_user_removes_goes_too(crate, context):
    root = crate({".gitignore": "/target\n*.txt\n", "data.txt": "1"})
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert (shadow.tree_dir / "demo/data.txt").read_text() == "1"
        (root / "data.txt").unlink()
        shadow.sync()
        assert not (shadow.tree_dir / "demo/data.txt").exists()


def test_a_link_left_by_a_test_leads_no_write_out(crate, context, tmp_path):
    root = crate({"src/lib.rs": SOUND})
    outside = tmp_path / "outside"
    outside.mkdir()
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        mirror = shadow.tree_dir / "demo"
        shutil.rmtree(mirror / "src")
        (mirror / "src").symlink_to(outside)
        shadow.sync()
        shutil.rmtree(mirror / "src")
        (mirror / "src").symlink_to(root / "src")
        with shadow.overlaid([Overlay(path="$WS/src/lib.rs", text=BROKEN)]):
            assert check(shadow) == 101
        shadow.sync()
        assert check(shadow) == 0
    assert list(outside.iterdir()) == []
    assert (root / "src/lib.rs").read_text() == SOUND


def test_a_missing_lock_is_made_in_the_shadow_only(crate, context, mode):
    root = crate({"src/lib.rs": SOUND})
    with context(root, mode).shadows.lease() as shadow:
        tree = shadow.sync()
        assert check(shadow) == 0
        assert (shadow.tree_dir / "demo/Cargo.lock").is_file()
        assert shadow.sync() == tree
    assert not (root / "Cargo.lock").exists()


def test_a_lock_that_no_longer_fits_is_updated_in_the_shadow_only(crate, context):
    root = crate({"src/lib.rs": SOUND})
    lock = 'version = 4\n\n[[package]]\nname = "demo"\nversion = "0.0.9"\n'
    (root / "Cargo.lock").write_text(lock)
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert check(shadow) == 0
        shadow.sync()
        assert check(shadow) == 0
    assert (root / "Cargo.lock").read_text() == lock


def test_dependencies_that_are_not_here_name_cargo_fetch(crate, context, tmp_path, monkeypatch):
    monkeypatch.setenv("CARGO_HOME", str(tmp_path / "cargo-home"))
    manifest = '[package]\nname = "demo"\nversion = "0.1.0"\nedition = "2021"\n'
    root = crate({"Cargo.toml": manifest + '[dependencies]\nserde = "1"\n'})
    with context(root).shadows.lease() as shadow, pytest.raises(ProbeFailure) as failure:
        shadow.sync()
    assert failure.value.code == UNRESOLVED_DEPENDENCIES
    assert failure.value.remedy == "cargo fetch"
    assert not (root / "Cargo.lock").exists()


def test_a_test_that_talks_like_cargo_is_not_mistaken_for_it(crate, context):
    test = '#[test] fn t() { panic!("failed to get `x` as a dependency"); }\n'
    root = crate({"src/lib.rs": SOUND, "tests/t.rs": test})
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert shadow.cargo(["test", "--frozen"], timeout_s=120).returncode == 101

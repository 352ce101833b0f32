"""The machine's clock is set back: what was built before is younger, to cargo, than what is written
after. A shadow must not take that for up to date."""

import os

import pytest

from rusta_server.contracts.edits import Overlay
from rusta_server.patches.shadow import Shadow

DAY_NS = 24 * 3600 * 10**9
SOUND = "pub fn one() -> u32 { 1 }\n#[test]\nfn t() { assert_eq!(one(), 1); }\n"
WRONG = SOUND.replace("{ 1 }", "{ 2 }")
MEMBERS = {
    "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
    "a/Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n'
    '[dependencies]\nb.path = "../b"\n',
    "a/src/lib.rs": "pub fn f() -> u32 { b::one() }\n",
    "b/Cargo.toml": '[package]\nname = "b"\nversion = "0.1.0"\nedition = "2021"\n',
    "b/src/lib.rs": "pub fn one() -> u32 { 1 }\n",
}


def set_clock_back(shadow) -> None:
    """By a day: all that is there already is a day older than it says."""
    for path in shadow.layout.folder.rglob("*"):
        if not path.is_symlink():
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns + DAY_NS, stat.st_mtime_ns + DAY_NS))


def cargo(shadow, *args: str) -> int:
    return shadow.cargo([*args, "--frozen"], timeout_s=120).returncode


@pytest.mark.parametrize("again", [False, True], ids=["same lease", "next process"])
def test_tests_built_before_do_not_speak_for_what_was_written_after(crate, context, again):
    root = crate({"src/lib.rs": SOUND})
    lib = root / "src/lib.rs"
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert (cargo(shadow, "check"), cargo(shadow, "test")) == (0, 0)
        set_clock_back(shadow)
        shadow._writer.after_ns += DAY_NS
        for text in (f"// a line\n{SOUND}", WRONG):
            if again:
                shadow = Shadow(shadow.layout, shadow._tokens, shadow._reader)
            lib.write_text(text)
            shadow.sync()
            assert cargo(shadow, "check") == 0
        assert cargo(shadow, "test") == 101


def test_a_member_that_was_not_built_since_is_built_once_it_changes(crate, context):
    root = crate(MEMBERS, name="ws")
    (root / "src/lib.rs").unlink()
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert cargo(shadow, "check", "--workspace") == 0
        set_clock_back(shadow)
        shadow._writer.after_ns += DAY_NS
        (root / "a/src/lib.rs").write_text("// a line\npub fn f() -> u32 { b::one() }\n")
        shadow.sync()
        assert cargo(shadow, "check", "--workspace") == 0
        (root / "b/src/lib.rs").write_text("pub fn one() -> u32 { true }\n")
        shadow.sync()
        assert cargo(shadow, "check", "--workspace") == 101


def test_a_saved_file_older_than_the_shadows(crate, context):
    """Restored from a backup, or written since the clock was set back."""
    root = crate({"src/lib.rs": SOUND})
    lib = root / "src/lib.rs"
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        assert cargo(shadow, "check") == 0
        before = lib.stat().st_mtime_ns
        for number, (text, code) in enumerate([("fn f( {\n", 101), (SOUND, 0), ("x\n", 101)]):
            lib.write_text(text)
            os.utime(lib, ns=(before - DAY_NS - number, before - DAY_NS - number))
            shadow.sync()
            assert cargo(shadow, "check") == code


def test_the_clock_is_set_back_while_cargo_runs(crate, context, monkeypatch):
    """What it wrote until then is a day younger than what is written next."""
    root = crate({"src/lib.rs": SOUND})
    with context(root).shadows.lease() as shadow:
        shadow.sync()
        run, now, ahead = type(shadow.sandbox).run, Shadow._touch_clock, [DAY_NS]

        def run_and_set_back(*args, **kwargs):
            done = run(*args, **kwargs)
            set_clock_back(shadow)
            ahead[0] = 0
            return done

        with monkeypatch.context() as patched:
            patched.setattr(type(shadow.sandbox), "run", run_and_set_back)
            patched.setattr(Shadow, "_touch_clock", lambda self: now(self) + ahead[0])
            assert cargo(shadow, "check") == 0
        with shadow.overlaid([Overlay(path="$WS/src/lib.rs", text="x\n")]):
            assert cargo(shadow, "check") == 101

"""rustc.judge says of every candidate what a full cargo check would say."""

from collections.abc import Sequence

import pytest

from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.contracts.phases import progress
from rusta_server.contracts.tools import JudgeResult
from rusta_server.probes import rustc_judge
from rusta_server.probes.judge_texts import Text
from rusta_server.probes.rustc_judge import Outcome, _Judge

from .conftest import Make, World, manifest

LIB = "pub mod a;\npub fn f() -> i32 { wrong }\npub fn g(s: String) -> String { s }\n"


def verdicts(result: JudgeResult) -> list[str]:
    return [v.verdict for v in result.verdicts]


@pytest.fixture
def broken(world: Make) -> World:
    return world({"src/lib.rs": LIB, "src/a.rs": "pub fn a() -> u8 { 1 }\n"})


@pytest.fixture
def no_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the quick path should have done")

    monkeypatch.setattr(_Judge, "_slow", refuse)


def test_verdicts_agree_with_cargo(broken: World, no_slow_path: None) -> None:
    candidates = [
        broken.replace("src/lib.rs", "wrong", "1"),
        broken.replace("src/lib.rs", "wrong", '"x"'),
        broken.replace("src/lib.rs", "{ s }", "{ drop(s); s }"),
        broken.replace("src/a.rs", "{ 1 }", "{ 1u16 }"),
        broken.replace("src/lib.rs", "wrong", "a::a().into()"),
    ]
    result = broken.judge(*candidates)
    assert verdicts(result) == ["green", "red", "red", "red", "green"]
    before = broken.check().diagnostics
    for candidate, verdict in zip(candidates, result.verdicts, strict=True):
        alone = broken.errors_after(candidate)
        if progress(before, alone):
            assert list(verdict.errors) == alone
        # Of what is no step forward nobody needs the notes.
        assert [_shown(error) for error in verdict.errors] == [_shown(error) for error in alone]


def _shown(error: Diagnostic) -> tuple[object, ...]:
    return error.fingerprint, error.spans[:1]


def test_without_a_sandbox_the_verdicts_are_the_same(broken: World, no_slow_path: None) -> None:
    broken.sandbox = False
    result = broken.judge(
        broken.replace("src/lib.rs", "wrong", "1"), broken.replace("src/a.rs", "{ 1 }", "{ 1u16 }")
    )
    assert (verdicts(result), result.sandbox) == (["green", "red"], "none")
    assert {e.path for e in result.verdicts[1].errors[0].spans} == {"$WS/src/a.rs"}
    assert (broken.root / "src/lib.rs").read_text() == LIB
    assert len(broken.check().diagnostics) == 1


def test_it_leaves_the_tree_as_it_was(broken: World) -> None:
    broken.judge(broken.replace("src/lib.rs", "wrong", "1"))
    assert (broken.root / "src/lib.rs").read_text() == LIB
    assert not broken.check().ok


def test_edits_that_do_not_fit_change_nothing_or_do_not_parse_are_invalid(broken: World) -> None:
    outside = (Edit(path="$WS/src/lib.rs", start=0, end=10_000, text=""),)
    missing = (Edit(path="$WS/src/gone.rs", start=0, end=0, text=""),)
    escaping = (Edit(path="$WS/../../etc/passwd", start=0, end=0, text=""),)
    nothing = broken.replace("src/lib.rs", "wrong", "wrong")
    unparsable = broken.replace("src/lib.rs", "wrong", "((")
    result = broken.judge(outside, missing, escaping, nothing, unparsable)
    assert verdicts(result) == ["invalid"] * 5


def test_a_base_that_does_not_parse_is_left_to_rustc(world: Make) -> None:
    w: World = world({"src/lib.rs": "pub fn f() -> i32 { (1 }\n"})
    result = w.judge(w.replace("src/lib.rs", "(1", "(1)"), w.replace("src/lib.rs", "(1", "((1"))
    assert verdicts(result) == ["green", "red"]
    assert result.verdicts[1].errors[0].slice == "syntax"


def test_the_same_text_is_judged_once(broken: World, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    whole = _Judge.judge

    def count(self: _Judge, texts: Sequence[Text]) -> list[Outcome]:
        judged.append(len(texts))
        return whole(self, texts)

    monkeypatch.setattr(rustc_judge._Judge, "judge", count)
    same = broken.replace("src/lib.rs", "wrong", "1")
    result = broken.judge(same, same, broken.replace("src/lib.rs", "wrong", "2"))
    assert verdicts(result) == ["green", "green", "green"]
    assert judged == [2]


def test_behind_enough_greens_everything_is_skipped(broken: World) -> None:
    numbers = [broken.replace("src/lib.rs", "wrong", str(n)) for n in range(12)]
    red = broken.replace("src/lib.rs", "wrong", '"x"')
    result = broken.judge(red, *numbers, limit_greens=2)
    assert verdicts(result) == ["red", "green", "green", *["skipped"] * 10]


def test_errors_elsewhere_keep_a_candidate_red(world: Make) -> None:
    w: World = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
            "a/Cargo.toml": manifest("a"),
            "a/src/lib.rs": "pub fn f() -> i32 { wrong }\n",
            "b/Cargo.toml": manifest("b"),
            "b/src/lib.rs": "pub fn f() -> i32 { also_wrong }\n",
        }
    )
    one = w.replace("a/src/lib.rs", "wrong", "1")
    both = (*one, *w.replace("b/src/lib.rs", "also_wrong", "1"))
    result = w.judge(one, both)
    assert verdicts(result) == ["red", "green"]
    assert [e.package for e in result.verdicts[0].errors] == ["b"]


def test_a_crate_that_needs_the_edited_one_is_judged_too(world: Make, no_slow_path: None) -> None:
    w: World = workspace_of_three(world, "pub fn f(x: u8) -> u8 { x }\n")
    assert w.check().ok
    result = w.judge(
        w.replace("a/src/lib.rs", "f(x: u8)", "f(x: u16)"),
        w.replace("a/src/lib.rs", "{ x }", "{ x + 1 }"),
    )
    assert verdicts(result) == ["red", "green"]
    assert result.verdicts[0].errors[0].package == "a"
    renamed = w.judge(w.replace("a/src/lib.rs", "fn f(", "fn ff("))
    assert [e.package for e in renamed.verdicts[0].errors] == ["b"]


def test_errors_that_only_come_to_light_behind_the_broken_crate_count(world: Make) -> None:
    w: World = workspace_of_three(world, "pub fn renamed(x: u8) -> u8 { wrong }\n")
    result = w.judge(
        w.replace("a/src/lib.rs", "wrong", "x"),
        (
            *w.replace("a/src/lib.rs", "wrong", "x"),
            *w.replace("a/src/lib.rs", "renamed", "f"),
        ),
    )
    assert verdicts(result) == ["red", "green"]
    assert [(e.package, e.code) for e in result.verdicts[0].errors] == [("b", "E0425")]


def test_fresh_crates_without_a_recording_are_compiled_again(world: Make) -> None:
    w: World = world({"src/lib.rs": "pub fn f() -> i32 { 1 }\n"})
    assert w.check().ok
    (recording,) = w.root.glob("target/rusta/shadow-0/target/rusta/units/*")
    recording.unlink()
    assert verdicts(w.judge(w.replace("src/lib.rs", "1", "2"))) == ["green"]


def test_a_manifest_is_judged_by_cargo(world: Make) -> None:
    gated = '#[cfg(feature = "extra")]\npub fn f() -> i32 { "x" }\n'
    w: World = world(
        {"Cargo.toml": manifest("demo", "[features]\nextra = []\n"), "src/lib.rs": gated}
    )
    result = w.judge(
        w.replace("Cargo.toml", "extra = []", 'extra = []\ndefault = ["extra"]'),
        w.replace("Cargo.toml", "extra = []", "extra = []\nmore = []"),
    )
    assert verdicts(result) == ["red", "green"]


def test_what_proc_macros_and_build_scripts_set_is_there_in_the_quick_path(
    world: Make, no_slow_path: None
) -> None:
    w: World = world(
        {
            "build.rs": "fn main() { println!(\"cargo:rustc-env=ANSWER=4 '2'\"); }\n",
            "src/lib.rs": 'pub const A: &str = env!("ANSWER");\npub fn f() -> i32 { wrong }\n',
        }
    )
    assert verdicts(w.judge(w.replace("src/lib.rs", "wrong", "1"))) == ["green"]


def test_a_compiler_wrapper_of_the_users_stays_in_force(world: Make) -> None:
    wrapper = '#!/bin/sh\nexec "$@" --cfg wrapped\n'
    w = world(
        {
            ".cargo/config.toml": '[build]\nrustc-wrapper = "./wrapper.sh"\n',
            "wrapper.sh": wrapper,
            "src/lib.rs": "#[cfg(not(wrapped))]\npub fn f() -> i32 { 1 }\n"
            "pub fn g() -> i32 { wrong }\n",
        }
    )
    (w.root / "wrapper.sh").chmod(0o755)
    result = w.judge(
        w.replace("src/lib.rs", "wrong", "2"),
        w.replace("src/lib.rs", "wrong", "f()"),
    )
    assert verdicts(result) == ["green", "red"]


def test_the_clippy_gate_is_judged_by_clippy(world: Make, no_slow_path: None) -> None:
    w: World = world({"src/lib.rs": "pub fn f() -> i32 {\n    return 1;\n}\n"})
    result = w.judge(
        w.replace("src/lib.rs", "return 1;", "1"),
        w.replace("src/lib.rs", "return 1;", "return 2;"),
        gate="clippy",
    )
    assert verdicts(result) == ["green", "red"]
    assert result.verdicts[1].errors[0].code == "clippy::needless_return"


def test_a_compiler_that_never_ends_is_skipped_at_the_deadline(world: Make) -> None:
    endless = "const fn f(n: u64) -> u64 { let mut i = 0; while i < n { i += 1; } i }\n"
    text = f"#![allow(long_running_const_eval)]\n{endless}pub const A: u64 = f(1);\n"
    w: World = world({"src/lib.rs": text})
    assert w.check().ok
    result = w.judge(
        w.replace("src/lib.rs", "f(1)", "f(2)"),
        w.replace("src/lib.rs", "f(1)", "f(9_000_000_000_000)"),
        deadline_s=4,
    )
    assert verdicts(result) == ["green", "skipped"]


def workspace_of_three(world: Make, a: str) -> World:
    result: World = world(
        {
            "Cargo.toml": '[workspace]\nmembers = ["a", "b", "c"]\nresolver = "2"\n',
            "a/Cargo.toml": manifest("a"),
            "a/src/lib.rs": a,
            "b/Cargo.toml": manifest("b", '[dependencies]\na = { path = "../a" }\n'),
            "b/src/lib.rs": "pub fn g() -> u8 { a::f(1) }\n",
            "c/Cargo.toml": manifest("c", '[dependencies]\nb = { path = "../b" }\n'),
            "c/src/lib.rs": "pub fn h() -> u8 { b::g() }\n",
        }
    )
    return result


def test_a_green_text_names_the_lints_it_still_trips(broken: World) -> None:
    whole = (broken.root / "src/lib.rs").read_text()
    quiet = broken.replace("src/lib.rs", "wrong", "1")
    unused = (Edit(path="$WS/src/lib.rs", start=len(whole), end=len(whole), text="fn idle() {}\n"),)
    result = broken.judge(quiet, (*quiet, *unused))
    assert [v.warnings for v in result.verdicts] == [(), ("dead_code",)]

"""Many texts of a one-file crate in one rustc run: the same verdicts, in less time."""

from collections.abc import Sequence

import pytest

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.phases import progress
from rusta_server.contracts.tools import JudgeResult
from rusta_server.probes import rustc_judge
from rusta_server.probes.judge_run import Job, JudgeRun
from rusta_server.probes.judge_together import fits

from .conftest import Make, World, counted_runs

TEXT = """//! One file.
use std::collections::HashMap;

pub struct Env { vars: HashMap<String, i64> }

impl Env {
    pub fn set(&mut self, name: String, value: i64) -> Option<i64> {
        self.vars.insert(name, value)
    }
    pub fn take(self) -> HashMap<String, i64> {
        let vars = self.vars;
        drop(vars);
        vars
    }
    pub fn count(&self) -> u8 {
        self.vars.len()
    }
}
"""
MOVED, TYPED = ("drop(vars)", "drop(&vars)"), ("len()", "len() as u8")
ARGV = ("rustc", "--edition=2021")


@pytest.fixture
def broken(world: Make) -> World:
    return world({"src/lib.rs": TEXT})


def candidates(w: World) -> list[tuple[Edit, ...]]:
    moved, typed = w.replace("src/lib.rs", *MOVED), w.replace("src/lib.rs", *TYPED)
    words = ("i64", "vars", "self", "name", "HashMap", "value", "len", "Option")
    others = [w.replace("src/lib.rs", word, text) for word in words for text in ("x", "u8", "Env")]
    return [moved, typed, (*moved, *typed), *others]


def judge(w: World, *, together: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[JudgeResult, int]:
    """The verdicts, and how many rustc runs they took."""
    with monkeypatch.context() as patched:
        runs = counted_runs(patched)
        if not together:
            patched.setattr(rustc_judge, "fits", lambda *_: False)
        return w.judge(*candidates(w)), sum(runs)


def test_the_verdicts_are_those_of_each_text_alone(
    broken: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, few_runs = judge(broken, together=True, monkeypatch=monkeypatch)
    each, runs = judge(broken, together=False, monkeypatch=monkeypatch)
    assert few_runs < runs
    before = [d for d in broken.check().diagnostics if d.level == "error"]
    for one, other in zip(many.verdicts, each.verdicts, strict=True):
        assert one.verdict == other.verdict
        assert progress(before, one.errors) == progress(before, other.errors)
        assert [e.fingerprint for e in one.errors] == [e.fingerprint for e in other.errors]
    assert [v.verdict for v in many.verdicts[:3]] == ["red", "red", "green"]


def test_an_exchanged_error_is_no_step_and_keeps_its_own_words(world: Make) -> None:
    w = world({"src/lib.rs": "pub fn f() -> i32 { wrong }\n"})
    names = [w.replace("src/lib.rs", "wrong", f"wrong{n}") for n in range(8)]
    result = w.judge(*names)
    for n, verdict in enumerate(result.verdicts):
        assert verdict.verdict == "red"
        assert [e.message for e in verdict.errors] == [
            f"cannot find value `wrong{n}` in this scope"
        ]
        assert [(e.primary.line, e.primary.column) for e in verdict.errors if e.primary] == [
            (1, 21)
        ]


def test_copies_that_show_other_errors_than_the_base_decide_nothing(
    broken: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(self: JudgeRun) -> None:
        whole(self)
        self.outcomes = [
            None if _is_joint(job) else o for job, o in zip(jobs(self), self.outcomes, strict=True)
        ]

    whole = JudgeRun.run
    monkeypatch.setattr(JudgeRun, "run", lie)
    result = broken.judge(*candidates(broken))
    assert [v.verdict for v in result.verdicts[:3]] == ["red", "red", "green"]
    assert all(v.verdict in ("red", "green", "invalid") for v in result.verdicts)


@pytest.mark.parametrize(
    "text",
    [
        b"#![no_std]\n",
        b"#![deny(warnings)]\n",
        b"mod other;\n",
        b"use crate::x;\n",
        b"#[macro_export] macro_rules! m { () => {} }\n",
        b'extern "C" { fn f(); }\n',
        b"\xef\xbb\xbffn f() {}\n",
    ],
)
def test_a_file_that_speaks_of_the_crates_root_is_not_copied(text: bytes) -> None:
    assert not fits(text, ARGV)
    one_file = b"//! This crate\n#![allow(dead_code)]\nmod m { pub(crate) use super::*; }\n"
    assert fits(one_file, ARGV)
    assert not fits(b"fn f() {}\n", ("rustc", "--edition=2015"))
    assert not fits(b"fn f() {}\n", ("rustc",))


def jobs(run: JudgeRun) -> Sequence[Job]:
    return run._jobs


def _is_joint(job: Job) -> bool:
    return any(b"mod c0__ {" in text for text in job.text.files.values())

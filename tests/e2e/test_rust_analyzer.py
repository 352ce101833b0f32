"""`rusta fix` with rust-analyzer as the only source, and without it: what it offers is proven and
recorded like any other edit, and where it is absent rusta abstains and says so."""

from pathlib import Path

import pytest

from .world import Rusta, crate

WITHOUT_IMPORT = """\
pub fn count(words: &[&str]) -> usize {
    let mut seen = HashMap::new();
    for word in words {
        *seen.entry(*word).or_insert(0) += 1;
    }
    seen.len()
}

#[test]
fn counts() {
    assert_eq!(count(&["a", "b", "a"]), 2);
}
"""
NO_OTHER = ("sources.rustc=false", "sources.templates=false", "lm.enabled=false")


def knobs(*more: str) -> list[str]:
    return [word for knob in (*NO_OTHER, *more) for word in ("--policy", knob)]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return crate(tmp_path / "demo", {"src/lib.rs": WITHOUT_IMPORT})


def test_what_it_offers_is_proven_and_replays(fresh: Rusta, demo: Path):
    found = fresh.json("fix", demo, *knobs()).document
    (step,) = found.steps
    assert step.sources == ("rust-analyzer:auto_import",)
    assert "+use std::collections::HashMap;" in step.diff
    assert step.tests == "passed"
    replayed = fresh.json("replay", found.traces[0]).document
    assert replayed.same
    (trace,) = fresh.home.glob(f"state/rusta/*/traces/{found.traces[0]}.jsonl")
    assert "ra.code_actions" in trace.read_text()
    assert str(demo) not in trace.read_text()


def test_switched_off_it_is_not_asked(fresh: Rusta, demo: Path):
    found = fresh.json("fix", demo, *knobs("sources.rust_analyzer=off")).document
    assert found.status == "abstained"
    (trace,) = fresh.home.glob(f"state/rusta/*/traces/{found.traces[0]}.jsonl")
    assert "ra.code_actions" not in trace.read_text()


def test_one_probe_from_the_terminal(fresh: Rusta, demo: Path):
    at = WITHOUT_IMPORT.index("counts")
    asked = f'{{"path": "$WS/src/lib.rs", "offset": {WITHOUT_IMPORT.index("count(")}}}'
    evidence = fresh.json("tool", "ra.related_tests", asked, "-C", demo).document.evidence
    assert evidence.result is not None
    assert [test["name"] for test in evidence.result["tests"]] == ["counts"]
    assert evidence.result["tests"][0]["start"] < at
    refused = fresh.json(
        "tool", "ra.related_tests", asked, "-C", demo, "--policy", "sources.rust_analyzer=off"
    )
    assert "sources.rust_analyzer" in refused.error().remedy

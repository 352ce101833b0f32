"""The byte model in jobs: it ranks and proposes, is never needed, and leaves traces that replay
without it. The artifact is a whole one with random weights: what it says means nothing, so that
these tests hold for whatever a model says."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .world import REPO, Rusta, crate

ARTIFACT = REPO / "tests/unit/lm/tiny_artifact"
RIVALS = """\
pub fn first(words: &[String]) -> String {
    words[0]
}

#[test]
fn the_first_is_found() {
    assert_eq!(first(&["a".to_string()]), "a");
}
"""
NO_SOURCES = ("--policy", "sources.rustc=false", "--policy", "sources.templates=false")
OFF = ("--policy", "lm.enabled=false")
PATIENT = ("--policy", "lm.rank_ms=120000")
"""However busy the machine that runs these tests is."""


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Rusta:
    """No model can be used, not even one that is in the package: the user's own place is empty."""
    home = tmp_path_factory.mktemp("without")
    (home / "data/rusta/model").mkdir(parents=True)
    return Rusta(home, {"XDG_DATA_HOME": str(home / "data")})


@pytest.fixture(scope="module")
def having(tmp_path_factory: pytest.TempPathFactory) -> Rusta:
    home = tmp_path_factory.mktemp("having")
    rusta = Rusta(home, {"XDG_DATA_HOME": str(home / "data")})
    assert rusta("lm", "install", ARTIFACT).code == 0
    return rusta


@pytest.fixture(scope="module")
def rivals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crate with several green candidates. One folder for all, so that proposals are the same."""
    return crate(tmp_path_factory.mktemp("rivals"), {"src/lib.rs": RIVALS})


def proposed(rusta: Rusta, where: Path, *words: str) -> Any:
    return rusta.json("propose", where, "--no-doctests", *words).document


def steps(rusta: Rusta, trace: str) -> Iterator[dict[str, Any]]:
    (path,) = (rusta.home / "state/rusta").glob(f"*/traces/{trace}.jsonl")
    for line in path.read_bytes().splitlines():
        record = json.loads(line)["record"]
        if "step" in record:
            yield record


def asked(rusta: Rusta, trace: str) -> list[str]:
    return [e["method"] for record in steps(rusta, trace) for e in record["evidence"]]


def noted(rusta: Rusta, trace: str) -> list[str]:
    """Why jobs went on without the model."""
    decided = [record["step"] for record in steps(rusta, trace)]
    return [d["because"] for d in decided if d.get("what") == "without the model"]


def bytes_of(document: Any) -> list[bytes]:
    return [proposal.canonical() for proposal in document.result.proposals]


def test_switched_off_proposals_are_those_of_no_model_byte_for_byte(
    without: Rusta, having: Rusta, rivals: Path
) -> None:
    no_model = proposed(without, rivals)
    off = proposed(having, rivals, *OFF)
    assert len(no_model.result.proposals) > 1
    assert bytes_of(off) == bytes_of(no_model)
    assert off.result == no_model.result
    assert "lm.score" not in asked(having, off.trace)
    assert noted(without, no_model.trace) == ["$MODEL has no readable manifest.json"]


def test_it_ranks_and_the_trace_replays_where_it_is_gone(
    having: Rusta, rivals: Path, tmp_path: Path
) -> None:
    document = proposed(having, rivals, *PATIENT)
    first, *others = document.result.proposals
    leads = [p.confidence.features["lm_lead_mlogit"] for p in (first, *others)]
    assert leads[0] >= 0 >= max(leads[1:])
    assert asked(having, document.trace).count("lm.score") == 1
    # What is offered was proven all the same, and by the same proof.
    assert {p.proof.level for p in document.result.proposals} == {"green"}

    replayed = having.json(
        "replay", document.trace, env={"XDG_DATA_HOME": str(tmp_path), "PATH": ""}
    )
    assert (replayed.code, replayed.document.same) == (0, True)


def test_it_writes_where_nothing_else_is_green_and_that_replays_too(
    without: Rusta, having: Rusta, rivals: Path, tmp_path: Path
) -> None:
    document = proposed(having, rivals, *NO_SOURCES)
    assert asked(having, document.trace).count("lm.complete") == 1
    replayed = having.json(
        "replay", document.trace, env={"XDG_DATA_HOME": str(tmp_path), "PATH": ""}
    )
    assert (replayed.code, replayed.document.same) == (0, True)

    # Random weights write nothing that fits: the answer is the one without a model.
    assert document.result == proposed(without, rivals, *NO_SOURCES).result
    quiet = proposed(having, rivals, *NO_SOURCES, "--policy", "lm.propose=false")
    assert "lm.complete" not in asked(having, quiet.trace)


def test_a_damaged_artifact_is_reported_and_passed_over(
    without: Rusta, rivals: Path, tmp_path: Path
) -> None:
    rusta = Rusta(tmp_path, {"XDG_DATA_HOME": str(tmp_path / "data")})
    model = tmp_path / "data/rusta/model"
    shutil.copytree(ARTIFACT, model)
    (model / "weights.bin").write_bytes(b"torn")

    document = proposed(rusta, rivals)
    assert bytes_of(document) == bytes_of(proposed(without, rivals))
    (why,) = noted(rusta, document.trace)
    assert "weights.bin is damaged" in why
    assert str(tmp_path) not in why, "a trace names no path of a machine"

    items = {item.name: item for item in rusta.json("doctor", rivals).document.items}
    assert not items["byte LM"].found
    assert "damaged" in items["byte LM"].detail
    assert items["byte LM"].remedy


def test_an_explanation_is_the_same_without_and_its_citations_open(
    without: Rusta, having: Rusta, tmp_path: Path
) -> None:
    # A folder that nothing was proposed for yet: what is proven of a tree is told too.
    where = crate(tmp_path / "unproven", {"src/lib.rs": RIVALS})
    explained = having.json("explain", where)
    assert explained.document.result == without.json("explain", where).document.result
    for claim in explained.document.result.explanations[0].claims:
        for anchor in claim.anchors:
            assert having("show", anchor.record_id).code == 0


def test_each_use_has_a_switch_that_doctor_shows(having: Rusta, rivals: Path) -> None:
    document = having.json("doctor", rivals, "--policy", "lm.rank=false").document
    assert document.policy.lm.model_dump() == {
        "enabled": True, "rank": False, "propose": True, "fill": True, "cite": True,
        "rank_ms": 1_500,
    }  # fmt: skip
    assert document.origins["lm.rank"] == "flags"
    assert "lm.rank = False" in having("doctor", rivals, "--policy", "lm.rank=false").out
    unranked = proposed(having, rivals, "--policy", "lm.rank=false")
    assert "lm.score" not in asked(having, unranked.trace)
    (model,) = (
        i for i in having.json("doctor", rivals, *OFF).document.items if i.name == "byte LM"
    )
    assert model.found
    assert "switched off" in model.detail

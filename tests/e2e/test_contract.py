"""The command line as a contract: exit 0 done, 1 abstained or still broken, 2 bad input; and one
JSON document that keeps its schema on every command."""

import json
import shutil
from pathlib import Path

import pytest

from rusta_eval.tree_bytes import digest
from rusta_server.schema.published import PUBLISHED

from .world import Rusta, copy_example

BROKEN = "types-swapped-arguments"
NO_SOURCES = ("--policy", "sources.rustc=false", "--policy", "sources.templates=false")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A crate that does not compile; no test of this module changes it."""
    return copy_example(BROKEN, tmp_path_factory.mktemp("broken"))


@pytest.fixture(scope="module")
def green(tmp_path_factory: pytest.TempPathFactory, rusta: Rusta) -> Path:
    """The same crate, repaired by rusta and left so."""
    crate = copy_example(BROKEN, tmp_path_factory.mktemp("green"))
    assert rusta.json("fix", crate, "--yes", "--min-confidence", "0").code == 0
    return crate


def test_diagnose(rusta: Rusta, broken: Path, green: Path, tmp_path: Path) -> None:
    found = rusta.json("diagnose", broken)
    assert found.code == 1
    assert [d.code for d in found.document.result.diagnostics] == ["E0308"]
    assert rusta.json("diagnose", green).code == 0
    assert "cargo init" in rusta.json("diagnose", tmp_path).error().remedy


def test_explain(rusta: Rusta, broken: Path, tmp_path: Path) -> None:
    explained = rusta.json("explain", broken)
    assert explained.code == 0
    (explanation,) = explained.document.result.explanations
    assert explanation.claims
    assert all(claim.anchors for claim in explanation.claims)

    at = rusta.json("explain", broken, "--at", "src/lib.rs:21:18", cwd=broken)
    assert at.document.result.explanations == (explanation,)
    assert rusta.json("explain", broken, "--at", "src/lib.rs").error().remedy

    # A code needs no project, and one that does not exist is not explained.
    assert rusta.json("explain", "--code", "E0382", cwd=tmp_path).code == 0
    assert rusta.json("explain", "--code", "E9999", cwd=tmp_path).code == 1


def test_propose_changes_nothing(rusta: Rusta, broken: Path, green: Path, tmp_path: Path) -> None:
    before = digest(broken)
    proposed = rusta.json("propose", broken)
    assert proposed.code == 0
    assert proposed.document.result.status == "proposed"
    best = proposed.document.result.proposals[0]
    assert best.proof.level == "green"
    assert best.proof.sandbox == "bwrap"
    assert best.anchors
    assert digest(broken) == before

    assert rusta.json("propose", green).document.result.status == "clean"
    assert rusta.json("propose", tmp_path).error().message.startswith("no Cargo.toml")


def test_an_abstention_says_why_and_what_would_help(rusta: Rusta, broken: Path) -> None:
    before = digest(broken)
    for command in (("propose", broken), ("fix", broken, "--yes")):
        ran = rusta.json(*command, *NO_SOURCES)
        assert ran.code == 1
    (abstention,) = ran.document.abstentions
    assert abstention.reason
    assert abstention.next_probe.method
    assert digest(broken) == before


def test_apply_then_revert(fresh: Rusta, tmp_path: Path) -> None:
    crate = copy_example(BROKEN, tmp_path)
    before = digest(crate)
    assert "rusta propose" in fresh.json("apply", "0123456789", "-C", crate).error().remedy
    assert fresh.json("revert", "-C", crate).error().message

    proposed = fresh.json("propose", crate).document
    applied = fresh.json("apply", proposed.ids[0][:10], "-C", crate)
    assert applied.code == 0
    assert applied.document.result.verified
    assert applied.document.result.tree_after == proposed.result.proposals[0].proof.tree_after

    entry = applied.document.result.entry
    assert fresh.json("revert", entry[:10], "-C", crate).code == 0
    assert digest(crate) == before


def test_fix_applies_only_what_reaches_the_threshold(rusta: Rusta, broken: Path) -> None:
    before = digest(broken)
    waiting = rusta.json("fix", broken, "--min-confidence", "0.999")
    assert waiting.code == 1
    assert waiting.document.status == "offered"
    assert waiting.document.steps[0].outcome == "offered"
    assert digest(broken) == before

    dry = rusta.json("fix", broken, "--dry-run", "--yes", "--min-confidence", "0")
    assert dry.code == 0
    assert dry.document.steps[0].outcome == "offered"
    assert digest(broken) == before


def test_fix_applies_without_asking_what_was_counted_to_be_sure(
    fresh: Rusta, tmp_path: Path
) -> None:
    crate = copy_example(BROKEN, tmp_path)
    done = fresh.json("fix", crate)
    assert done.code == 0
    assert [(s.outcome, s.calibrated, s.at_threshold) for s in done.document.steps] == [
        ("applied", True, True)
    ]


def test_fix_of_a_green_crate_is_done_at_once(rusta: Rusta, green: Path) -> None:
    before = digest(green)
    again = rusta.json("fix", green, "--yes", "--min-confidence", "0")
    assert again.code == 0
    assert again.document.status == "clean"
    assert digest(green) == before


def test_what_fix_offered_can_be_applied_by_its_id(fresh: Rusta, tmp_path: Path) -> None:
    crate = copy_example(BROKEN, tmp_path)
    offered = fresh.json("fix", crate, "--min-confidence", "0.999").document.steps[0]
    assert fresh.json("apply", offered.proposal, "-C", crate).code == 0


def test_replay(rusta: Rusta, broken: Path) -> None:
    trace = rusta.json("diagnose", broken).document.trace
    replayed = rusta.json("replay", trace[:12], env={"PATH": ""})
    assert replayed.code == 0
    assert replayed.document.same
    assert rusta.json("replay", "last", "-C", broken).document.trace == trace
    assert "no trace matches" in rusta.json("replay", "f" * 64).error().message


def test_replay_last_outside_of_a_project(rusta: Rusta, tmp_path: Path) -> None:
    assert "no Cargo.toml" in rusta.json("replay", "last", "-C", tmp_path).error().message


def test_tool(rusta: Rusta, broken: Path) -> None:
    answered = rusta.json("tool", "workspace.snapshot", "-C", broken)
    assert answered.code == 0
    assert answered.document.evidence.result["workspace_id"]
    assert rusta.json("tool", "cargo.publish", "-C", broken).error().code == -32601
    assert rusta.json("tool", "fs.read", "{}", "-C", broken).error().code == -32602
    assert rusta.json("tool", "fs.read", "[", "-C", broken).error().code == -32602


def test_show_opens_a_citation_and_notices_when_it_changed(fresh: Rusta, tmp_path: Path) -> None:
    crate = copy_example(BROKEN, tmp_path)
    explanation = fresh.json("explain", crate).document.result.explanations[0]
    anchors = {a.kind: a for claim in explanation.claims for a in claim.anchors}
    assert set(anchors) == {"file", "doc", "blob"}
    for anchor in anchors.values():
        shown = fresh.json("show", anchor.record_id[:12])
        assert shown.code == 0
        assert shown.document.ok
        assert shown.document.text

    source = crate / "src/lib.rs"
    source.write_text("\n" + source.read_text())
    moved = fresh.json("show", anchors["file"].record_id)
    assert moved.code == 1
    assert moved.document.reason
    assert fresh.json("show", "0123456789").error().remedy


def test_trust(fresh: Rusta, broken: Path, tmp_path: Path) -> None:
    assert fresh.json("trust", broken).document.trusted
    assert not fresh.json("trust", broken, "--forget").document.trusted
    assert "no Cargo.toml" in fresh.json("trust", tmp_path).error().message


def test_clean_keeps_what_can_be_reverted(fresh: Rusta, tmp_path: Path) -> None:
    crate = copy_example(BROKEN, tmp_path)
    before = digest(crate)
    assert fresh("fix", crate, "--yes", "--min-confidence", "0").code == 0

    cleaned = fresh.json("clean", crate)
    assert cleaned.code == 0
    assert cleaned.document.freed_bytes > 0
    shutil.rmtree(crate / "target", ignore_errors=True)

    assert fresh.json("revert", "last", "-C", crate).code == 0
    assert digest(crate) == before


def test_index(rusta: Rusta, broken: Path, tmp_path: Path) -> None:
    first = rusta.json("index", broken, "--stats")
    assert first.code == 0
    assert first.document.stats.nodes["fn"] == 5
    assert rusta.json("index", broken).document.stats.reparsed == 0
    assert rusta.json("index", tmp_path).error().remedy


def test_doctor(rusta: Rusta, broken: Path, tmp_path: Path) -> None:
    examined = rusta.json("doctor", broken, "--policy", "guards.max_lines=7")
    assert examined.code == 0
    assert examined.document.policy.guards.max_lines == 7
    assert examined.document.origins == {"guards.max_lines": "flags"}
    assert all(item.remedy or item.found or not item.required for item in examined.document.items)

    without = rusta.json("doctor", tmp_path, env={"PATH": str(tmp_path)})
    assert without.code == 1
    toolchain = next(item for item in without.document.items if item.name == "toolchain")
    assert not toolchain.found
    assert "rustup" in (toolchain.remedy or "")


def test_schema(rusta: Rusta, tmp_path: Path) -> None:
    checked = rusta.json("schema", "--check")
    assert checked.code == 0
    assert set(checked.document.contracts) == set(PUBLISHED)
    printed = rusta("schema", "--print", "trace/1")
    assert json.loads(printed.out)["$schema"].endswith("2020-12/schema")
    assert rusta.json("schema", "--print", "nothing/1").error().message


@pytest.mark.parametrize(
    "words",
    [
        ("fix", "--no-such-option"),
        ("fix", "--min-confidence", "2"),
        ("fix", "--policy", "nonsense"),
        ("nonsense",),
        ("apply",),
    ],
)
def test_wrong_usage_is_bad_input(rusta: Rusta, words: tuple[str, ...]) -> None:
    ran = rusta(*words)
    assert ran.code == 2
    assert "Usage: " in ran.err


def test_an_unknown_knob_is_bad_input(rusta: Rusta, broken: Path) -> None:
    error = rusta.json("fix", broken, "--policy", "guards.max_line=3").error()
    assert "guards.max_line" in error.message


def test_the_version_is_printed(rusta: Rusta) -> None:
    assert rusta("--version").out.startswith("rusta ")


def test_help_names_every_exit_code(rusta: Rusta) -> None:
    said = rusta("--help").out
    assert "0 done" in said
    assert "2 bad input" in said

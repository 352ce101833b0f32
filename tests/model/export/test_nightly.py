"""Learning from the user's own traces: only when asked, and kept only where it is better."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusta_model import checkpoint
from rusta_model.nightly import Measured, TooFewError, decide, learn, main
from rusta_model.traces import fixes
from rusta_server.lm.artifact import Artifact

from ..traced import State, proposal
from .tiny import tiny_artifact


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    scratch = tmp_path_factory.mktemp("nightly")
    return tiny_artifact(scratch, scratch / "artifact", "none")


@pytest.fixture
def states(tmp_path: Path) -> Path:
    state = State(tmp_path / "states")
    for number in range(40):
        state.propose(number, proposal(number, "sum.into()"))
    return tmp_path / "states"


def test_nothing_is_read_without_consent(states: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--states", str(states), "--work", str(tmp_path / "work")])
    assert done.exit_code == 1
    assert "Nothing was read" in done.output and "--consent" in done.output
    assert not (tmp_path / "work").exists()


def test_it_learns_what_is_not_held_and_names_its_sources(
    artifact: Artifact, states: Path, tmp_path: Path
) -> None:
    found = fixes(states)
    folder = learn(artifact, found, tmp_path, steps=2, rows=2)
    state = checkpoint.read_state(folder)
    assert state.stage == "s4" and state.step == 2
    ledger = (tmp_path / "ledger.jsonl").read_text()
    assert '"serde"' in ledger and '"own-traces"' in ledger


def test_too_few_fixes_are_not_learned(artifact: Artifact, states: Path, tmp_path: Path) -> None:
    with pytest.raises(TooFewError, match="8 of each"):
        learn(artifact, fixes(states)[:4], tmp_path)


def test_a_candidate_that_is_no_better_is_dropped(
    artifact: Artifact, states: Path, tmp_path: Path
) -> None:
    shutil.copytree(artifact.folder, tmp_path / "candidate")
    assert not decide(artifact, tmp_path / "candidate", [f for f in fixes(states) if f.held][:3])
    assert not (tmp_path / "candidate").exists()


def test_better_is_better_on_fixes_and_no_worse_elsewhere() -> None:
    used = Measured(edit_mbit=1_000, text_mbit=1_000, contested=4, first=3)
    assert replace(used, edit_mbit=900).beats(used)
    assert replace(used, edit_mbit=900, text_mbit=1_020).beats(used)
    assert not replace(used, edit_mbit=900, text_mbit=1_021).beats(used)
    assert not replace(used, edit_mbit=900, first=2).beats(used)
    assert not used.beats(used)

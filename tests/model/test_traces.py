"""Stage 4 learns what was proven and not taken back, and nothing else."""

from pathlib import Path

import pytest

from rusta_model.checkpoint import latest, read_state
from rusta_model.data.errors import DataError
from rusta_model.prompts import Asker
from rusta_model.stages import SHARES
from rusta_model.traces import Fix, Fixes, Texts, fixes, sha256_of
from rusta_model.train import trainer
from rusta_server.lm.features import NgramMemory

from .small import CONFIG, options
from .traced import State, proposal, source


def texts(found: list[Fix]) -> list[str]:
    return [fix.edits[0].text for fix in found]


def test_what_somebody_took_is_right_and_the_others_are_its_rivals(tmp_path: Path) -> None:
    state = State(tmp_path)
    first, second = proposal(1, "sum as u32"), proposal(1, "sum.into()")
    state.propose(1, first, second)
    state.apply(second, "e1")
    [fix] = fixes(tmp_path)
    assert texts([fix]) == ["sum.into()"]
    assert [rival[0].text for rival in fix.rivals] == ["sum as u32"]
    assert fix.files == {"$WS/src/lib.rs": source(1)}


def test_what_nobody_took_counts_only_where_tests_ran(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.propose(1, proposal(1, "sum.into()"), proposal(1, "sum as u32"))
    state.propose(2, proposal(2, "sum.into()", tests="no-tests"))
    state.propose(3, proposal(3, "sum.into()", level="partial"))
    [fix] = fixes(tmp_path)
    assert fix.error.message == "mismatched types (1)"
    assert fix.rivals == ()


def test_what_was_reverted_is_no_fix(tmp_path: Path) -> None:
    state = State(tmp_path)
    made = proposal(1, "sum.into()")
    state.propose(1, made)
    state.apply(made, "e1")
    state.revert("e1")
    assert fixes(tmp_path) == []


def test_a_broken_trace_proves_nothing(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.propose(1, proposal(1, "sum.into()"))
    [trace] = (state.folder / "traces").glob("*[0-9a-f].jsonl")
    trace.write_bytes(trace.read_bytes().replace(b"sum.into()", b"sum.evil()"))
    assert fixes(tmp_path) == []


def many(folder: Path, count: int) -> list[Fix]:
    state = State(folder)
    for number in range(count):
        state.propose(number, proposal(number, "sum.into()"))
    return fixes(folder)


def test_a_fix_is_learned_with_its_prompt_and_its_files_are_replayed(
    tmp_path: Path, memory: NgramMemory
) -> None:
    found = many(tmp_path, 2)
    asker = Asker(memory, CONFIG)
    [example] = Fixes(found, asker).take(0)
    learned = bytes(int(s) for s in example.targets[example.weights >= 1] if s < 256)
    assert learned == b"-sum\n+sum.into()\n"
    assert example.verdict == 1.0
    replayed = {bytes(int(s) for s in Texts(found, asker).piece(n).targets if 0 <= s < 256)
                for n in range(2)}  # fmt: skip
    assert any(source(0).encode() in text for text in replayed)


def test_stage_4_refuses_to_begin_without_fixes_or_triplets(home: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        trainer(options(tmp_path), CONFIG, home=home, stage="s4")


def test_stage_4_trains_on_the_learned_side_and_says_on_which(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without triplets at hand: their share is tested elsewhere.
    shares = {"bytes": 0.5, "fixes": 0.5}
    monkeypatch.setitem(SHARES, "s4", shares)
    found = many(tmp_path / "states", 12)
    assert 0 < sum(fix.held for fix in found) < 12
    made = trainer(options(tmp_path, steps=2), CONFIG, home=home, stage="s4", fixes=found)
    made.train()
    folder = latest(tmp_path / "runs" / "test")
    assert folder is not None
    assert read_state(folder).traces_sha256 == sha256_of(found)
    assert "edit_bits_traces" in (folder / "gates.json").read_text()

"""Checkpoints: which stay, what they hold, and that a signal at any moment leaves whole ones."""

import os
import signal
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rusta_model import checkpoint, loop, ngram_memory, optimizers
from rusta_model.train import Begin, trainer

from .small import CONFIG, make_home, options, rust_files


def run_of(folder: Path) -> Path:
    return folder / "runs" / "test"


def train(home: Path, folder: Path, **changes: Any) -> None:
    trainer(options(folder, **changes), CONFIG, home=home).train()


def test_a_named_checkpoint_outlives_the_last_few(home: Path, tmp_path: Path) -> None:
    train(home, tmp_path, steps=1, keep="first")
    train(home, tmp_path, steps=5, save_every=0.0)
    run = run_of(tmp_path)
    assert len(list(run.glob("step-*"))) == checkpoint.KEPT
    assert checkpoint.read_state(run / "kept-first").step == 1


def test_a_stage_that_ends_and_one_that_is_left_are_kept(home: Path, tmp_path: Path) -> None:
    train(home, tmp_path, until_bytes=4_000)
    run = run_of(tmp_path)
    ended = [folder.name for folder in run.glob("kept-*")]
    assert len(ended) == 1 and ended[0].startswith("kept-s0-")
    train(home, tmp_path, steps=1)
    trainer(options(tmp_path, steps=1), CONFIG, home=home, stage="s1").train()
    assert len(list(run.glob("kept-s0-*"))) == 2
    assert checkpoint.read_state(checkpoint.latest(run) or run).stage == "s1"


def test_a_run_begins_at_another_ones_checkpoint(home: Path, tmp_path: Path) -> None:
    train(home, tmp_path / "a", steps=2, keep="here")
    train(home, tmp_path / "a", steps=2)
    begun = trainer(
        options(tmp_path / "b", steps=2), CONFIG, home=home,
        begin=Begin(run_of(tmp_path / "a") / "kept-here"),
    )  # fmt: skip
    begun.train()
    assert begun.state.step == 4
    whole = trainer(options(tmp_path / "c", steps=4), CONFIG, home=home)
    whole.train()
    assert begun.history == pytest.approx(whole.history[2:], abs=1e-6)


def test_no_name_leads_out_of_the_run(home: Path, tmp_path: Path) -> None:
    train(home, tmp_path, steps=1)
    folder = checkpoint.latest(run_of(tmp_path))
    assert folder is not None
    with pytest.raises(ValueError, match="no name"):
        checkpoint.keep(folder, "../elsewhere")


def test_a_checkpoint_holds_the_memory_that_was_loaded(tmp_path: Path) -> None:
    """Counted anew while a run trains, or pruned with the checkpoint it came from."""
    home = make_home(tmp_path)
    made = trainer(options(tmp_path, steps=1), CONFIG, home=home)
    before = (home / "memory.npz").read_bytes()
    ngram_memory.save(ngram_memory.count(rust_files(), (5, 10), 100), home / "memory.npz")
    made.train()
    run = run_of(tmp_path)
    train(home, tmp_path, steps=6, save_every=0.0)
    folder = checkpoint.latest(run)
    assert folder is not None and (folder / "memory.npz").read_bytes() == before
    assert checkpoint.read_state(folder).memory_sha256 == sha256(before).hexdigest()
    trainer(options(tmp_path, steps=1), CONFIG, home=home, new_memory=True).train()
    folder = checkpoint.latest(run)
    assert folder is not None
    told = checkpoint.read_state(folder).memory_sha256
    assert told == sha256((home / "memory.npz").read_bytes()).hexdigest()
    assert told == sha256((folder / "memory.npz").read_bytes()).hexdigest()


def signalling(function: Callable[..., Any]) -> Callable[..., Any]:
    def signalled(*args: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGTERM)
        return function(*args, **named)

    return signalled


@pytest.mark.parametrize(
    ("module", "name", "steps"),
    [(optimizers, "build", 0), (loop, "losses", 1), (loop, "gates", 1), (checkpoint, "save", 1)],
)
def test_a_signal_at_any_moment_saves_and_stops(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, steps: int
) -> None:
    monkeypatch.setattr(module, name, signalling(getattr(module, name)))
    train(home, tmp_path, steps=50, save_every=0.0)
    folder = checkpoint.latest(run_of(tmp_path))
    assert folder is not None
    assert checkpoint.read_state(folder).step == steps
    monkeypatch.undo()
    # Nothing was measured in a hurry; a call without a step does it.
    train(home, tmp_path, seconds=0.0)
    assert "bits_per_byte" in (folder / "gates.json").read_text()


def test_a_cut_that_was_stopped_goes_on_and_leaves_the_run_where_it_stood(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(home, tmp_path, steps=2)
    run = run_of(tmp_path)
    whole = trainer(options(tmp_path, decay_bytes=12_000), CONFIG, home=home)
    whole.train()
    [made] = run.glob("cut-0*")
    made.rename(run / "kept-whole")
    first = trainer(options(tmp_path, decay_bytes=12_000, steps=1), CONFIG, home=home)
    first.train()
    assert (run / "cut-unfinished").is_dir()
    assert [folder.name for folder in run.glob("step-*")] == ["step-00000002"]
    then = trainer(options(tmp_path, decay_bytes=12_000), CONFIG, home=home)
    then.train()
    assert first.history + then.history == pytest.approx(whole.history, abs=1e-6)
    assert not (run / "cut-unfinished").exists()
    assert checkpoint.latest(run) == run / "step-00000002"

"""Training: resumed exactly, saved when told to stop, and honest about what it knows."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from rusta_model import checkpoint
from rusta_model.data.ledger import MissingEntryError
from rusta_model.examples import collate
from rusta_model.losses import Counts, losses
from rusta_model.model import Outputs
from rusta_model.optimizers import orthogonal
from rusta_model.schedule import factor
from rusta_model.train import trainer
from rusta_server.lm.symbols import SIZE

from .small import CONFIG, make_home, options


@pytest.mark.parametrize("optimizer", ["muon", "adamw", "lion", "adafactor"])
def test_a_run_that_stopped_goes_on_with_the_same_losses(
    home: Path, tmp_path: Path, optimizer: str
) -> None:
    whole = trainer(options(tmp_path / "a", optimizer=optimizer, steps=6), CONFIG, home=home)
    whole.train()
    first = trainer(options(tmp_path / "b", optimizer=optimizer, steps=3), CONFIG, home=home)
    first.train()
    then = trainer(options(tmp_path / "b", optimizer=optimizer, steps=3), CONFIG, home=home)
    then.train()
    assert whole.history[0] > whole.history[-1]
    assert first.history + then.history == pytest.approx(whole.history, abs=1e-6)
    assert then.state.positions == whole.state.positions


def test_a_cut_leaves_the_run_where_it_stood(home: Path, tmp_path: Path) -> None:
    trainer(options(tmp_path, steps=2), CONFIG, home=home).train()
    cut = trainer(options(tmp_path, decay_bytes=12_000), CONFIG, home=home)
    cut.train()
    run = tmp_path / "runs" / "test"
    assert checkpoint.latest(run) == run / "step-00000002"
    [made] = run.glob("cut-*")
    assert (
        checkpoint.read_state(made).bytes
        >= checkpoint.read_state(run / "step-00000002").bytes + 12_000
    )


@pytest.mark.filterwarnings("ignore:Mismatch dtype between input and weight")
def test_bfloat16_has_about_the_same_losses(home: Path, tmp_path: Path) -> None:
    plain = trainer(options(tmp_path / "a", steps=2), CONFIG, home=home, window=256)
    mixed = trainer(options(tmp_path / "b", steps=2, bfloat16=True), CONFIG, home=home, window=256)
    plain.train()
    mixed.train()
    assert mixed.history == pytest.approx(plain.history, rel=0.02)
    assert mixed.history != plain.history


def test_a_checkpoint_says_what_it_was_made_from_and_how_good_it_is(
    home: Path, tmp_path: Path
) -> None:
    trainer(options(tmp_path, steps=1), CONFIG, home=home).train()
    folder = checkpoint.latest(tmp_path / "runs" / "test")
    assert folder is not None
    state = checkpoint.read_state(folder)
    assert len(state.ledger_sha256) == len(state.memory_sha256) == 64
    gates = json.loads((folder / "gates.json").read_text())
    assert gates["finite"]["passed"]
    assert gates["bits_per_byte"]["passed"] is (gates["bits_per_byte"]["value"] <= 2.0)


def test_nothing_is_trained_without_a_ledger_entry(tmp_path: Path) -> None:
    home = make_home(tmp_path, ledger=False)
    with pytest.raises(MissingEntryError):
        trainer(options(tmp_path), CONFIG, home=home)


def test_sigterm_saves_and_stops(home: Path, tmp_path: Path) -> None:
    run = home / "runs" / "stopped"
    process = subprocess.Popen(
        [sys.executable, "-m", "rusta_model.train", "--run", "stopped", "--threads", "1",
         "--rows", "1", "--window", "256"],
        env={**os.environ, "RUSTA_MODEL_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        # TensorBoard's file is there as soon as the loop begins.
        deadline = time.monotonic() + 120
        while not (run / "tensorboard").is_dir() and time.monotonic() < deadline:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    finally:
        process.kill()
    folder = checkpoint.latest(run)
    assert folder is not None and (folder / "model.safetensors").is_file()


def test_a_confident_wrong_verdict_costs_more_than_a_timid_right_one(
    home: Path, tmp_path: Path
) -> None:
    made = trainer(options(tmp_path), CONFIG, home=home)
    [[example], *_] = made.mixture.batch(1)

    def brier(score: float, verdict: float) -> float:
        judged = replace(example, verdict=verdict)
        batch = collate([judged])
        patches = batch.kinds.shape[1]
        outputs = Outputs(
            torch.zeros(1, patches * 4, SIZE),
            torch.zeros(1, patches, CONFIG.kinds),
            torch.full((1, patches, 1), score),
        )
        return float(losses(outputs, batch, Counts.of([judged])).brier)

    assert brier(4.0, 0.0) > brier(-4.0, 1.0) > brier(0.0, 1.0) > brier(4.0, 1.0)


def test_muons_update_has_singular_values_near_one() -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonal(torch.randn(40, 24)))
    assert values.min() > 0.6 and values.max() < 1.3


def test_the_rate_warms_up_stays_and_falls() -> None:
    def at(step: int, seen: int) -> float:
        return factor("wsd", step, seen, warm_up=10, until=1_000, decay=400)

    assert at(0, 0) == pytest.approx(0.1)
    assert at(50, 500) == at(60, 600) == 1.0
    assert at(80, 800) == pytest.approx(0.5)
    assert at(100, 1_000) == pytest.approx(0.02)

"""Several processes make the losses that one makes; a signal to one of them stops all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rusta_model import checkpoint
from rusta_model.train import trainer
from rusta_model.worlds import World

from .small import CONFIG, options

_SCRIPT = """
import json, os, signal, sys
from pathlib import Path
import torch
from tests.model.small import CONFIG, options
from rusta_model.train import trainer

torch.set_num_threads(1)
home, out, how, rank = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], os.environ["RANK"]
parallel = "fsdp" if how == "fsdp" else "ddp"
made = trainer(
    options(out, optimizer="adamw", steps=3, parallel=parallel), CONFIG, home=home, window=256
)
if how == "stopped" and rank == "1":
    step = made._step
    def signalled(*told):
        os.kill(os.getpid(), signal.SIGTERM)
        return step(*told)
    made._step = signalled
made.train()
(out / f"history-{rank}.json").write_text(json.dumps(made.history))
torch.distributed.destroy_process_group()
"""


def two_processes(home: Path, out: Path, how: str) -> list[float]:
    script = out / "train.py"
    script.write_text(_SCRIPT)
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
         script, home, out, how],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    first, second = (json.loads((out / f"history-{n}.json").read_text()) for n in range(2))
    assert first == second
    return list(first)


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
def test_two_processes_have_the_losses_of_one(home: Path, tmp_path: Path, how: str) -> None:
    one = options(tmp_path / "one", optimizer="adamw", steps=3)
    alone = trainer(one.__class__(**{**one.__dict__, "rows": 4}), CONFIG, home=home, window=256)
    alone.train()
    both = tmp_path / "both"
    both.mkdir()
    assert two_processes(home, both, how) == pytest.approx(alone.history, abs=2e-5)
    # What they saved is whole, and one process goes on from it.
    folder = checkpoint.latest(both / "runs" / "test")
    assert folder is not None
    then = trainer(options(both, optimizer="adamw", steps=1), CONFIG, home=home, window=256)
    then.train()
    assert then.state.step == 4


def test_a_signal_to_one_process_stops_all(home: Path, tmp_path: Path) -> None:
    assert len(two_processes(home, tmp_path, "stopped")) == 1
    folder = checkpoint.latest(tmp_path / "runs" / "test")
    assert folder is not None and checkpoint.read_state(folder).step == 1


def test_rivals_are_never_parted_and_every_process_has_something() -> None:
    import torch

    units = [["a"], ["b1", "b2", "b3"], ["c"], ["d"], ["e"]]
    parts = [World(2, rank, torch.device("cpu")).part(units) for rank in range(2)]
    assert parts == [["a", "c", "d", "e"], ["b1", "b2", "b3"]]

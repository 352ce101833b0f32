"""Checkpoints: a folder of safetensors and JSON, written whole or not at all.

step-00001200/ model.safetensors  optimizer.safetensors  state.json  gates.json  memory.npz
latest         the newest folder's name
"""

import json
import shutil
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from rusta_model.config import ModelConfig
from rusta_model.gates import Gate

LATEST = "latest"
KEPT = 3


class State(BaseModel):
    """Where a run stands. `positions`: of each source in its order, by the source's identity;
    `taken`: from each since the stage began."""

    model_config = ConfigDict(extra="forbid")

    config: ModelConfig
    stage: str
    optimizer: str
    step: int = 0
    bytes: int = 0
    seconds: float = 0.0
    positions: dict[str, int] = {}
    taken: dict[str, int] = {}
    ledger_sha256: str = ""
    memory_sha256: str = ""


def save(
    run: Path, name: str, model: nn.Module, optimizers: list[Optimizer], state: State,
    gates: list[Gate], memory: Path,
) -> Path:  # fmt: skip
    """Returns the folder. It is there whole, or not at all."""
    folder, staged = run / name, run / f".{name}"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    tensors = {key: value.detach().contiguous() for key, value in model.state_dict().items()}
    save_file(tensors, staged / "model.safetensors")
    save_file(_flat(optimizers), staged / "optimizer.safetensors")
    (staged / "state.json").write_text(state.model_dump_json(indent=1), "utf-8")
    told = {g.name: g.model_dump() for g in gates}
    (staged / "gates.json").write_text(json.dumps(told, indent=1), "utf-8")
    shutil.copyfile(memory, staged / "memory.npz")
    shutil.rmtree(folder, ignore_errors=True)
    staged.rename(folder)
    return folder


def point_to(run: Path, folder: Path) -> None:
    """Make it the newest, and drop what is older than the last few."""
    pointer = run / f".{LATEST}"
    pointer.write_text(folder.name, "utf-8")
    pointer.replace(run / LATEST)
    for old in sorted(run.glob("step-*"))[:-KEPT]:
        shutil.rmtree(old)


def latest(run: Path) -> Path | None:
    try:
        return run / (run / LATEST).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def read_state(folder: Path) -> State:
    return State.model_validate_json((folder / "state.json").read_text("utf-8"))


def load_model(folder: Path, model: nn.Module) -> None:
    model.load_state_dict(load_file(folder / "model.safetensors"))


def load_optimizers(folder: Path, optimizers: list[Optimizer]) -> None:
    """Their moments; the groups' rates are the run's own."""
    tensors = load_file(folder / "optimizer.safetensors")
    for number, optimizer in enumerate(optimizers):
        state: dict[int, dict[str, Any]] = {}
        for key, tensor in tensors.items():
            which, parameter, name = key.split("/")
            if int(which) == number:
                state.setdefault(int(parameter), {})[name] = tensor
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})


def _flat(optimizers: list[Optimizer]) -> dict[str, Tensor]:
    return {
        f"{number}/{parameter}/{name}": value.detach().clone().contiguous()
        for number, optimizer in enumerate(optimizers)
        for parameter, entries in optimizer.state_dict()["state"].items()
        for name, value in entries.items()
        if isinstance(value, Tensor)
    }

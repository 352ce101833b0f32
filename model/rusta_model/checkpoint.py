"""Checkpoints: a folder of safetensors and JSON, written whole or not at all.

step-00001200/   model.safetensors  optimizer.safetensors  state.json  gates.json  memory.npz
latest           the newest one's name; only the last few steps stay
kept-s0-00001200 stays until somebody removes it: a stage's end, or what --keep named
cut-00001500     a cut's end: its rate has fallen to nothing
cut-unfinished   a cut that was stopped and can go on
"""

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from rusta_model.config import ModelConfig
from rusta_model.gates import Gate

LATEST = "latest"
UNFINISHED = "cut-unfinished"
MEMORY = "memory.npz"
MODEL, OPTIMIZER = "model.safetensors", "optimizer.safetensors"
KEPT = 3


class State(BaseModel):
    """Where a run stands. `positions`: of each source in its order, by the source's identity;
    `taken`: from each since the stage began. `cut_from`: bytes at which the rate began to fall, in
    a cut alone. `memory_sha256` is that of the memory.npz beside it, `traces_sha256` says which
    fixes out of traces it has learned from last."""

    model_config = ConfigDict(extra="forbid")

    config: ModelConfig
    stage: str
    optimizer: str
    step: int = 0
    bytes: int = 0
    seconds: float = 0.0
    positions: dict[str, int] = {}
    taken: dict[str, int] = {}
    cut_from: int | None = None
    ledger_sha256: str = ""
    memory_sha256: str = ""
    traces_sha256: str = ""


def save(
    run: Path, name: str, tensors: Mapping[str, Tensor], moments: Mapping[str, Tensor],
    state: State, gates: Sequence[Gate], memory: bytes,
) -> Path:  # fmt: skip
    """Returns the folder. It is there whole, or not at all. `memory` are the bytes of memory.npz
    that the run has loaded: a file may have been counted anew since, or be gone."""
    folder, staged = run / name, run / f".{name}"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    state.memory_sha256 = sha256(memory).hexdigest()
    save_file({key: value.contiguous() for key, value in tensors.items()}, staged / MODEL)
    save_file({key: value.contiguous() for key, value in moments.items()}, staged / OPTIMIZER)
    (staged / "state.json").write_text(state.model_dump_json(indent=1), "utf-8")
    told = {g.name: g.model_dump() for g in gates}
    (staged / "gates.json").write_text(json.dumps(told, indent=1), "utf-8")
    (staged / MEMORY).write_bytes(memory)
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


def keep(folder: Path, name: str) -> Path:
    """A copy beside `folder` that no pruning touches, in place of one of that name. Its files are
    hard links where the disk has them: nobody writes into a checkpoint.

    Raises:
        ValueError: `name` is no name of a folder.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError(f"{name!r} is no name: letters, digits, dots, dashes and underscores")
    kept, staged = folder.parent / f"kept-{name}", folder.parent / f".kept-{name}"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(folder, staged, copy_function=_linked)
    shutil.rmtree(kept, ignore_errors=True)
    staged.rename(kept)
    return kept


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def latest(run: Path) -> Path | None:
    try:
        return run / (run / LATEST).read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def unfinished_cut(run: Path, start: int) -> Path | None:
    """The cut that was stopped, if it began at byte `start`: of another one nothing is left to go
    on with."""
    folder = run / UNFINISHED
    if not folder.is_dir() or read_state(folder).cut_from != start:
        return None
    return folder


def read_state(folder: Path) -> State:
    return State.model_validate_json((folder / "state.json").read_text("utf-8"))


def load_model(folder: Path, model: nn.Module) -> None:
    model.load_state_dict(load_file(folder / MODEL))


def load_optimizers(folder: Path, optimizers: Sequence[Optimizer]) -> None:
    """Their moments; the groups' rates are the run's own."""
    tensors = load_file(folder / OPTIMIZER)
    for number, optimizer in enumerate(optimizers):
        state: dict[int, dict[str, Any]] = {}
        for key, tensor in tensors.items():
            which, parameter, name = key.split("/")
            if int(which) == number:
                state.setdefault(int(parameter), {})[name] = tensor
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})


def flat(optimizers: Sequence[Optimizer]) -> dict[str, Tensor]:
    """The moments by "optimizer/parameter/name", as `load_optimizers` takes them."""
    return {
        f"{number}/{parameter}/{name}": value
        for number, optimizer in enumerate(optimizers)
        for parameter, entries in optimizer.state_dict()["state"].items()
        for name, value in entries.items()
        if isinstance(value, Tensor)
    }

"""A checkpoint from before a predictor was added, with that predictor: it says nothing yet, so the
model computes what it did, and learns from here on."""

from pathlib import Path

import torch
from safetensors.torch import load_file

from rusta_model import checkpoint
from rusta_model.config import ModelConfig
from rusta_model.model import ByteModel

PREDICTORS: int = ModelConfig.model_fields["predictors"].default


def lacks_predictors(folder: Path) -> bool:
    return checkpoint.read_state(folder).config.predictors < PREDICTORS


def with_predictors(folder: Path, run: Path) -> Path:
    """Writes it as a checkpoint `grown` of the run. The optimizer's moments are left behind, whose
    parameters have other numbers now, and so are the gates."""
    state = checkpoint.read_state(folder)
    state.config = state.config.model_copy(update={"predictors": PREDICTORS})
    model = ByteModel(state.config)
    held = load_file(folder / checkpoint.MODEL)
    tensors = {n: held.get(n, torch.zeros_like(t)) for n, t in model.state_dict().items()}
    memory = (folder / checkpoint.MEMORY).read_bytes()
    return checkpoint.save(run, "grown", tensors, {}, state, [], memory)

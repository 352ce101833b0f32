"""From an artifact back to a checkpoint, for those who have only what ships: weights out of its
graph, with what quantisation cost them, and its n-gram memory. The optimizer's moments are gone.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rusta_model import checkpoint
from rusta_model.checkpoint import State
from rusta_model.config import ModelConfig
from rusta_model.model import ByteModel
from rusta_server.lm.artifact import MEMORY, Artifact, ArtifactError, find, verified

WEIGHT, TRANSPOSED = "rusta.weight:", " transposed"
"""In the graph's metadata: the tensor that holds each weight."""
_PACKAGE = "package"
_NOWHERE = Path("/nonexistent")
_LOST = frozenset(("to_kinds.weight", "to_kinds.bias"))
"""Heads that only training uses. They begin anew."""


def artifact_named(name: str) -> Artifact:
    """The artifact in a folder, or the one that ships with `package`.

    Raises:
        ArtifactError: there is none, or it is damaged.
    """
    return find(installed=_NOWHERE) if name == _PACKAGE else verified(Path(name))


def rebuild(artifact: Artifact, run: Path) -> Path:
    """Writes it as a checkpoint `from-artifact` of the run, without moments and gates.

    Raises:
        ArtifactError: the graph does not tell its weights, or they are not those of its config.
    """
    told = artifact.manifest.architecture
    config = ModelConfig.model_validate({n: told[n] for n in ModelConfig.model_fields if n in told})
    torch.manual_seed(0)
    model = ByteModel(config)
    weights = weights_of(artifact.folder)
    try:
        missing, _ = model.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise ArtifactError(f"the weights in {artifact.folder} are of another model") from error
    if lost := set(missing) - _LOST:
        raise ArtifactError(f"{artifact.folder} does not tell its {min(lost)}")
    state = State(
        config=config,
        stage=str(told.get("stage", "s0")),
        optimizer="none",
        bytes=int(told.get("trained_bytes", 0)),
        ledger_sha256=artifact.manifest.training_data_sha256,
    )
    memory = (artifact.folder / MEMORY).read_bytes()
    return checkpoint.save(run, "from-artifact", model.state_dict(), {}, state, [], memory)


def weights_of(folder: Path) -> dict[str, Tensor]:
    """By their names in `ByteModel`, as floats."""
    import onnx

    graph = onnx.load(str(folder / "extend.onnx"))
    held = {t.name: onnx.numpy_helper.to_array(t) for t in graph.graph.initializer}
    for node in graph.graph.node:
        if node.op_type == "MatMulNBits":
            told = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            packed, scales = (held[name] for name in node.input[1:3])
            name = node.input[1].rsplit("_Q", 1)[0]
            # The graph multiplies from the right, its quantised weights lie the other way round.
            held[name] = _dequantised(packed, scales, told).T
    found: dict[str, Tensor] = {}
    for entry in graph.metadata_props:
        if not entry.key.startswith(WEIGHT):
            continue
        name = entry.key.removeprefix(WEIGHT)
        array = held[entry.value.removesuffix(TRANSPOSED)]
        array = array.T if entry.value.endswith(TRANSPOSED) else array
        found[name] = torch.from_numpy(array.astype(np.float32))
    for name in [name for name in found if name.endswith(".rows")]:
        table = name.removesuffix(".rows")
        found[f"{table}.weight"] = found.pop(name) * found.pop(f"{table}.scale")
    return found


def _dequantised(
    packed: NDArray[np.uint8], scales: NDArray[np.float32], told: dict[str, Any]
) -> NDArray[np.float32]:
    """[N, K] of a `MatMulNBits` with symmetric blocks: packed [N, K / block, bytes]."""
    rows, columns, bits, block = (int(told[name]) for name in ("N", "K", "bits", "block_size"))
    if bits == 4:
        packed = np.stack([packed & np.uint8(15), packed >> np.uint8(4)], -1)
    whole = packed.reshape(rows, -1, block).astype(np.float32) - float(1 << (bits - 1))
    whole *= scales.reshape(rows, -1, 1)
    return np.ascontiguousarray(whole.reshape(rows, -1)[:, :columns])

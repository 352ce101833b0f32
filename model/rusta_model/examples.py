"""What the network is trained on: streams with a target, a weight and perhaps a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rusta_model.model import Inputs
from rusta_server.lm.features import Features
from rusta_server.lm.network import stacked
from rusta_server.lm.symbols import PATCH, Symbol

IGNORED = -1


@dataclass(frozen=True)
class Example:
    """One stream of T symbols, T a multiple of PATCH."""

    features: Features
    targets: NDArray[np.int64]
    """[T]: the symbol after each position, IGNORED for none."""
    weights: NDArray[np.float32]
    """[T]: of each target in the loss."""
    kinds: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """[T / PATCH] or none: syntax class of each patch's last byte, 0 for unknown."""
    verdict: float | None = None
    """Whether the stream's last patch ends a right edit (1) or a wrong one (0)."""
    group: int = -1
    """Streams of one group are rivals: exactly one is right."""


class Batch(NamedTuple):
    """B streams, filled with PAD to one length."""

    inputs: Inputs
    targets: Tensor
    """[B, T]"""
    weights: Tensor
    """[B, T]"""
    kinds: Tensor
    """[B, N]"""
    ends: Tensor
    """[B]: the last patch of each stream."""
    verdicts: Tensor
    """[B]: NaN where there is none."""
    groups: Tensor
    """[B]"""

    def to(self, device: torch.device) -> "Batch":
        inputs = Inputs(*(each.to(device) for each in self.inputs))
        return Batch(inputs, *(each.to(device) for each in self[1:]))


def next_symbols(symbols: NDArray[np.int32], after: int = IGNORED) -> NDArray[np.int64]:
    """Each position's target: the symbol after it, never PAD. `after` follows the last."""
    targets = np.append(symbols[1:], after).astype(np.int64)
    return np.where(targets == Symbol.PAD, IGNORED, targets)


def collate(examples: Sequence[Example]) -> Batch:
    """The examples as one batch."""
    length = max(len(e.targets) for e in examples)

    def fill(arrays: Sequence[NDArray[np.generic]], rows: int, value: int) -> NDArray[np.generic]:
        shape = (len(arrays), rows, *arrays[0].shape[1:])
        whole = np.full(shape, value, arrays[0].dtype)
        for place, array in enumerate(arrays):
            whole[place, : len(array)] = array
        return whole

    def tensor(arrays: Sequence[NDArray[np.generic]], value: int, rows: int = length) -> Tensor:
        return torch.from_numpy(fill(arrays, rows, value))

    whole = stacked([e.features for e in examples], length)
    parts = (whole.symbols, whole.rows, whole.predicted, whole.certainty)
    inputs = Inputs(*(torch.from_numpy(part).long() for part in parts))
    nan = float("nan")
    return Batch(
        inputs,
        tensor([e.targets for e in examples], IGNORED),
        tensor([e.weights for e in examples], 0),
        tensor([e.kinds for e in examples], 0, length // PATCH),
        torch.tensor([len(e.targets) // PATCH - 1 for e in examples]),
        torch.tensor([nan if e.verdict is None else e.verdict for e in examples]),
        torch.tensor([e.group for e in examples]),
    )

"""Gates: measured at each checkpoint and stored beside it. Export refuses a checkpoint with a red
one."""

import math
from collections.abc import Sequence

import torch
from pydantic import BaseModel, ConfigDict
from torch.nn import functional as F  # noqa: N812

from rusta_model.examples import IGNORED, Example, collate
from rusta_model.model import ByteModel

BITS_PER_BYTE = 2.0
"""Worse than this, it knows less than gzip."""


class Gate(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    limit: float
    passed: bool


def gates(model: ByteModel, validation: Sequence[Example], batch: int = 8) -> list[Gate]:
    """What a checkpoint has to pass."""
    bits = bits_per_byte(model, validation, batch)
    finite = all(bool(p.isfinite().all()) for p in model.parameters())
    return [
        Gate(name="bits_per_byte", value=bits, limit=BITS_PER_BYTE, passed=bits <= BITS_PER_BYTE),
        Gate(name="finite", value=float(finite), limit=1.0, passed=finite),
    ]


def bits_per_byte(model: ByteModel, examples: Sequence[Example], batch: int) -> float:
    """Of the bytes among the targets, each stream with no more context than it holds."""
    was, device = model.training, model.to_logits.weight.device
    model.eval()
    nats, count = 0.0, 0
    for start in range(0, len(examples), batch):
        part = collate(examples[start : start + batch]).to(device)
        with torch.no_grad():
            logits = model(part.inputs)[0].logits.float()
        targets = torch.where(part.targets < 256, part.targets, IGNORED).flatten()
        nats += F.cross_entropy(
            logits.flatten(0, 1), targets, ignore_index=IGNORED, reduction="sum"
        ).item()
        count += int((targets != IGNORED).sum())
    model.train(was)
    return nats / count / math.log(2)

"""The losses, in nats."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from rusta_model.examples import IGNORED, Batch
from rusta_model.model import Outputs

SYNTAX = 0.02
RANK = 0.5
BRIER = 0.5
WRONG = 3.0
"""A confident wrong verdict costs this many times a timid right one, so abstaining is cheaper."""


@dataclass
class Losses:
    """`total` is what is minimised; the others are reported, zero where nothing counted."""

    total: Tensor
    symbols: Tensor
    """Mean over weighted targets: next byte, edit, answer, tool."""
    syntax: Tensor
    rank: Tensor
    """Listwise: the right one among its rivals."""
    brier: Tensor


def losses(outputs: Outputs, batch: Batch) -> Losses:
    """All losses of a batch."""
    symbols = symbol_loss(outputs.logits, batch)
    zero = symbols.new_zeros(())
    known = batch.kinds > 0
    syntax = F.cross_entropy(outputs.kinds[known], batch.kinds[known]) if known.any() else zero
    judged = ~batch.verdicts.isnan()
    rank = brier = zero
    if judged.any():
        rows = judged.nonzero()[:, 0]
        score = outputs.judged[rows, batch.ends[rows], batch.heads[rows]]
        right = batch.verdicts[rows].to(score.dtype)
        miss = (score.sigmoid() - right) ** 2
        brier = (miss * torch.where(right > 0, 1.0, WRONG)).mean()
        rank = _listwise(score, right, batch.groups[rows])
    total = symbols + SYNTAX * syntax + RANK * rank + BRIER * brier
    return Losses(total, symbols, syntax, rank, brier)


def symbol_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Weighted mean cross-entropy of the next symbols; logits [B, T, V]."""
    each = F.cross_entropy(
        logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORED, reduction="none"
    )
    weights = batch.weights.flatten()
    return (each * weights).sum() / weights.sum().clamp(min=1.0)


def _listwise(score: Tensor, right: Tensor, groups: Tensor) -> Tensor:
    found = []
    for group in torch.unique(groups[groups >= 0]):
        rivals = groups == group
        if rivals.sum() > 1 and right[rivals].sum() == 1:
            found.append(F.cross_entropy(score[rivals][None], right[rivals].argmax()[None]))
    return torch.stack(found).mean() if found else score.new_zeros(())

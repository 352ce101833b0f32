"""The losses, in nats."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from rusta_model.examples import IGNORED, Batch, Example
from rusta_model.model import Outputs

SYNTAX = 0.02
RANK = 0.5
BRIER = 0.5
WRONG = 3.0
"""A confident wrong verdict costs this many times a timid right one, so abstaining is cheaper."""


@dataclass(frozen=True)
class Counts:
    """What each mean is taken over. Of a batch that is spread over processes all must divide by the
    same numbers, or the mean of their losses would not be the loss of the whole."""

    weights: float
    kinds: float
    verdicts: float
    groups: float

    @classmethod
    def of(cls, examples: Sequence[Example], processes: int = 1) -> "Counts":
        """Of all examples, to each of `processes`."""
        groups: dict[int, list[float]] = {}
        for e in examples:
            if e.group >= 0 and e.verdict is not None:
                groups.setdefault(e.group, []).append(e.verdict)
        return cls(
            float(sum(e.weights.sum() for e in examples)) / processes,
            float(sum((e.kinds > 0).sum() for e in examples)) / processes,
            sum(e.verdict is not None for e in examples) / processes,
            sum(map(_tells, groups.values())) / processes,
        )


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


def losses(outputs: Outputs, batch: Batch, counts: Counts) -> Losses:
    """All losses of a batch, or of a process's part of one."""
    symbols = symbol_loss(outputs.logits, batch, counts.weights)
    zero = symbols.new_zeros(())
    known = batch.kinds > 0
    syntax = zero
    if known.any():
        each = F.cross_entropy(outputs.kinds[known], batch.kinds[known], reduction="sum")
        syntax = each / counts.kinds
    judged = ~batch.verdicts.isnan()
    rank = brier = zero
    if judged.any():
        rows = judged.nonzero()[:, 0]
        score = outputs.judged[rows, batch.ends[rows], 0]
        right = batch.verdicts[rows].to(score.dtype)
        miss = (score.sigmoid() - right) ** 2
        brier = (miss * torch.where(right > 0, 1.0, WRONG)).sum() / counts.verdicts
        rank = _listwise(score, right, batch.groups[rows]) / max(counts.groups, 1e-9)
    total = symbols + SYNTAX * syntax + RANK * rank + BRIER * brier
    return Losses(total, symbols, syntax, rank, brier)


def symbol_loss(logits: Tensor, batch: Batch, weights: float) -> Tensor:
    """Cross-entropy of the next symbols over the sum of all `weights`; logits [B, T, V]."""
    each = F.cross_entropy(
        logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORED, reduction="none"
    )
    return (each * batch.weights.flatten()).sum() / max(weights, 1.0)


def _tells(verdicts: Sequence[float]) -> bool:
    return len(verdicts) > 1 and sum(verdicts) == 1


def _listwise(score: Tensor, right: Tensor, groups: Tensor) -> Tensor:
    """Their sum."""
    found = score.new_zeros(())
    for group in torch.unique(groups[groups >= 0]):
        rivals = groups == group
        if _tells(right[rivals].tolist()):
            found = found + F.cross_entropy(score[rivals][None], right[rivals].argmax()[None])
    return found

"""Gates: measured at each checkpoint and stored beside it. Export refuses a checkpoint with a red
one.

Each loss has its measure here. What a stage does not train is not measured: its examples are none.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from rusta_model.examples import IGNORED, Batch, Example, collate
from rusta_model.model import ByteModel, Outputs
from rusta_server.lm.symbols import TOOLS, Symbol

BITS_PER_BYTE = 2.0
"""Worse than this, it knows less than gzip."""
EDIT_BITS = 2.0
"""Bits per symbol of an edit: it must know more of it than gzip."""
BRIER = 0.25
"""What always saying one half costs."""

Stopped = Callable[[], bool]


class Gate(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    limit: float
    passed: bool


@dataclass(frozen=True)
class Held:
    """Validation examples, none of which is trained on."""

    text: Sequence[Example]
    """Windows of files: next byte."""
    edits: Sequence[Sequence[Example]] = ()
    """The author's edit, first, and made-up rivals: edit, rank, confidence."""
    contested: Sequence[Sequence[Example]] = ()
    """The author's edit, first, and others that compile: rank, confidence."""
    fixes: Sequence[Sequence[Example]] = ()
    """As `edits`, out of rusta's own traces; a right one may stand alone."""
    passages: Sequence[Sequence[Example]] = ()
    """A question after the passage that answers it, first, and after others: citation."""
    probes: Sequence[Example] = ()
    """Answers that ask for a probe: tool use."""


def gates(
    model: ByteModel, held: Held, batch: int = 8, stopped: Stopped = lambda: False
) -> list[Gate]:
    """What a checkpoint has to pass. None at all where `stopped` became true meanwhile."""
    was = model.training
    model.eval()
    try:
        return list(_gates(model, held, batch, stopped))
    except _StoppedError:
        return []
    finally:
        model.train(was)


class _StoppedError(Exception):
    pass


def _gates(model: ByteModel, held: Held, batch: int, stopped: Stopped) -> Iterator[Gate]:
    def outputs(examples: Sequence[Example]) -> Iterator[tuple[Batch, Outputs]]:
        device = model.to_logits.weight.device
        for start in range(0, len(examples), batch):
            if stopped():
                raise _StoppedError
            part = collate(examples[start : start + batch]).to(device)
            with torch.no_grad():
                yield part, model(part.inputs)[0]

    yield _most("bits_per_byte", _bits(outputs(held.text), 256), BITS_PER_BYTE)
    finite = all(bool(p.isfinite().all()) for p in model.parameters())
    yield _least("finite", float(finite), 1.0)
    for name, units in (("made_up", held.edits), ("traces", held.fixes)):
        if units:
            bits = _bits(outputs([unit[0] for unit in units]), int(Symbol.NEED_PROBE))
            yield _most(f"edit_bits_{name}", bits, EDIT_BITS)
    judged = {"made_up": held.edits, "contested": held.contested, "traces": held.fixes}
    for name, units in judged.items():
        ranked = [unit for unit in units if len(unit) > 1]
        if ranked:
            scores = _judged(outputs([e for unit in ranked for e in unit]))
            yield _ranking(f"ranking_{name}", scores, ranked)
            right = torch.tensor([e.verdict or 0.0 for unit in ranked for e in unit])
            brier = ((scores.sigmoid() - right) ** 2).mean().item()
            yield _most(f"brier_{name}", brier, BRIER)
    if held.passages:
        scores = _likelihoods(outputs([e for unit in held.passages for e in unit]))
        yield _ranking("citation", scores, held.passages)
    if held.probes:
        named, usual = _tools(outputs(held.probes))
        yield _least("tool_use", named, usual)


def bits_per_byte(model: ByteModel, examples: Sequence[Example], batch: int) -> float:
    """Of the bytes among the targets, each stream with no more context than it holds."""
    return gates(model, Held(examples), batch)[0].value


def _bits(found: Iterator[tuple[Batch, Outputs]], limit: int) -> float:
    """Bits per target below `limit` that weighs fully."""
    nats, count = 0.0, 0
    for batch, outputs in found:
        counted = (batch.targets >= 0) & (batch.targets < limit) & (batch.weights >= 1)
        targets = torch.where(counted, batch.targets, IGNORED).flatten()
        logits = outputs.logits.float().flatten(0, 1)
        nats += F.cross_entropy(logits, targets, ignore_index=IGNORED, reduction="sum").item()
        count += int(counted.sum())
    return nats / max(count, 1) / math.log(2)


def _likelihoods(found: Iterator[tuple[Batch, Outputs]]) -> Tensor:
    """Of the targets that weigh fully, in nats, [examples]."""
    each = []
    for batch, outputs in found:
        targets = torch.where(batch.weights >= 1, batch.targets, IGNORED)
        logits = outputs.logits.float().transpose(1, 2)
        costs = F.cross_entropy(logits, targets, ignore_index=IGNORED, reduction="none")
        each.append(-costs.sum(-1).cpu())
    return torch.cat(each)


def _judged(found: Iterator[tuple[Batch, Outputs]]) -> Tensor:
    """The logit that each stream is right, [examples]."""
    each = [
        outputs.judged[torch.arange(len(batch.ends)).to(batch.ends), batch.ends, 0].float().cpu()
        for batch, outputs in found
    ]
    return torch.cat(each)


def _ranking(name: str, scores: Tensor, units: Sequence[Sequence[Example]]) -> Gate:
    """How often the right one, which stands first, scores above its rivals; a tie is no win. Below
    chance is red."""
    won, at = 0, 0
    for unit in units:
        first, *others = scores[at : at + len(unit)].tolist()
        won += first > max(others, default=-math.inf)
        at += len(unit)
    chance = sum(1 / len(unit) for unit in units) / len(units)
    return _least(name, won / len(units), chance)


def _tools(found: Iterator[tuple[Batch, Outputs]]) -> tuple[float, float]:
    """How often the right probe is named where one is asked for, and how often the tool asked for
    most would be right."""
    wanted: list[int] = []
    right = 0
    for batch, outputs in found:
        is_tool = (
            batch.targets[..., None] == torch.tensor(_TOOLS, device=batch.targets.device)
        ).any(-1)
        asked = batch.targets[is_tool]
        right += int((outputs.logits[is_tool].argmax(-1) == asked).sum())
        wanted += asked.tolist()
    usual = max(wanted.count(tool) for tool in _TOOLS)
    return right / len(wanted), usual / len(wanted)


_TOOLS = [int(symbol) for symbol in TOOLS.values()]


def _most(name: str, value: float, limit: float) -> Gate:
    return Gate(name=name, value=value, limit=limit, passed=value <= limit)


def _least(name: str, value: float, limit: float) -> Gate:
    return Gate(name=name, value=value, limit=limit, passed=value >= limit)

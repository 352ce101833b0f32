"""The artifact against the checkpoint it was made from, on the same held-out bytes."""

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import torch

from rusta_model.model import ByteModel, Inputs
from rusta_server.contracts.model_manifest import Parity, Repairs
from rusta_server.lm.features import FeatureStream
from rusta_server.lm.network import stacked
from rusta_server.lm.session import LmSession, log2_probabilities
from rusta_server.lm.symbols import Symbol, segment

MAX_LOSS = 0.03
"""Of the checkpoint's bits per byte, that an artifact may be worse by."""
MAX_FEWER_FIXES = 0.03
"""Of all cases, that an artifact may repair fewer of."""
LEAST_CASES = 1_000
_PIECE = 2_047
_BYTES = 64_000

Repairer = Callable[[Path], Mapping[str, bool]]
"""Case by case: did the artifact in this folder repair it?"""


class ParityError(Exception):
    """The artifact is worse than the checkpoint by more than the bars allow."""


def compare(model: ByteModel, session: LmSession, texts: Iterable[bytes]) -> Parity:
    """Of the first bytes of `texts`, in pieces that each stand alone.

    Raises:
        ParityError: there are no bytes.
    """
    model.eval()
    losses, agree, gap, count = np.zeros(2), 0, 0.0, 0
    for piece in _pieces(texts):
        symbols = [*segment(Symbol.START, b""), *segment(Symbol.TEXT, piece)]
        stream = FeatureStream(session.memory, model.config.table_rows)
        inputs = stacked([stream.extend(symbols)], len(symbols))
        fed = Inputs(*(torch.from_numpy(each) for each in vars(inputs).values()))
        with torch.no_grad():
            wanted = log2_probabilities(model(fed)[0].logits[0].numpy())
        none = session.network.nothing(1)
        said, _ = session.network.extend(inputs, none, none, range(len(symbols)))
        got = log2_probabilities(said.logits[0])
        targets = np.asarray(symbols[1:])
        at = np.flatnonzero(targets < 256)
        a, b = wanted[at, targets[at]], got[at, targets[at]]
        losses -= [a.sum(), b.sum()]
        agree += int((wanted[at].argmax(-1) == got[at].argmax(-1)).sum())
        gap = max(gap, float(np.abs(a - b).max()))
        count += len(at)
    if not count:
        raise ParityError("there are no held-out bytes to compare on")
    return Parity(
        heldout_bytes=count,
        checkpoint_mbit=round(1000 * losses[0] / count),
        artifact_mbit=round(1000 * losses[1] / count),
        top1_agreement_bp=10_000 * agree // count,
        max_gap_mbit=math.ceil(1000 * gap),
    )


def compare_repairs(repairer: Repairer, plain: Path, quantised: Path) -> Repairs:
    """Raises ParityError: the two saw different cases."""
    before, after = repairer(plain), repairer(quantised)
    if before.keys() != after.keys() or not before:
        raise ParityError("the repairs of the two artifacts are not of the same cases")
    return Repairs(
        cases=len(before),
        checkpoint_fixed=sum(before.values()),
        artifact_fixed=sum(after.values()),
    )


def require(parity: Parity, repairs: Repairs | None) -> None:
    """Raises ParityError: a bar is not met."""
    if parity.artifact_mbit > parity.checkpoint_mbit * (1 + MAX_LOSS):
        raise ParityError(
            f"{parity.artifact_mbit} mbit a byte against {parity.checkpoint_mbit} of the checkpoint"
        )
    if repairs is None:
        return
    if repairs.cases < LEAST_CASES:
        raise ParityError(f"{repairs.cases} repairs are too few to compare, {LEAST_CASES} needed")
    fewer = repairs.checkpoint_fixed - repairs.artifact_fixed
    if fewer > repairs.cases * MAX_FEWER_FIXES:
        raise ParityError(f"it repairs {fewer} of {repairs.cases} fewer than the checkpoint")


def _pieces(texts: Iterable[bytes]) -> Iterable[bytes]:
    left = _BYTES
    for text in texts:
        for start in range(0, len(text), _PIECE):
            if left <= 0:
                return
            piece = text[start : start + min(_PIECE, left)]
            left -= len(piece)
            yield piece

"""The weights with which scores are put together: a conditional logit (McFadden 1974) over the
rivals of the validation side, in which the author's edit is the one that was chosen.

Newton's method with a little ridge. Facts that say nearly the same may get weights that work
against each other; a fact that would then count against its own sense is left out, the worst first,
and the others are fitted again. Nothing depends on a held-out crate; and on crates that the model
was trained on its judgement is surer than it will be of any user's.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rusta_eval.lm.choices import NEVER, Choice
from rusta_server.engine.combine import Features, Provenance, RankWeights, features_of

LEAST = 50
"""Choices below which nothing is fitted."""
RIDGE = 1.0
_STEPS = 50
_LATE = 40
"""The order of what the engine does not have, for the fit: it must not stand out by that."""


def fitted(choices: Sequence[Choice], model: str) -> RankWeights | None:
    """None where there are too few."""
    usable = [c for c in choices if c.offered]
    if len(usable) < LEAST:
        return None
    tables = [_table(choice) for choice in usable]
    scale = np.concatenate(tables).std(0)
    scale[scale == 0] = 1
    weights = sensible([table / scale for table in tables]) / scale
    names = list(Features.model_fields)
    return RankWeights(
        provenance=Provenance(
            fitted=True,
            how="Conditional logit over rivals of the validation side (rusta_eval.lm.fit).",
            triplets=len(usable),
            rivals=sum(len(choice.options) for choice in usable),
            model=model,
        ),
        weights=Features(
            **{name: round(1e6 * float(w)) for name, w in zip(names, weights, strict=True)}
        ),
    )


SENSE = Features(
    likelihood_mbit=1, per_symbol_mbit=1, margin_mbit=1, right_mlogit=1, prior_bp=1, order=-1,
    symbols=-1,
)  # fmt: skip
"""Which way each fact may count: what is likelier, likelier by the byte, further ahead, judged
right, right before the model was asked, found earlier, and shorter."""


def sensible(tables: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """[F] weights, none of which has another sign than `SENSE` says."""
    signs = np.asarray([getattr(SENSE, name) for name in Features.model_fields])
    kept = list(range(len(signs)))
    weights = np.zeros(len(signs))
    while kept:
        found = conditional_logit([table[:, kept] for table in tables])
        wrong = found * signs[kept]
        if (wrong >= 0).all():
            weights[kept] = found
            break
        del kept[int(wrong.argmin())]
    return weights


def conditional_logit(
    tables: Sequence[NDArray[np.float64]], ridge: float = RIDGE
) -> NDArray[np.float64]:
    """[F] weights; each table is [options, F], the first row the chosen one."""
    width = tables[0].shape[1]
    weights = np.zeros(width)
    for _ in range(_STEPS):
        slope = -ridge * weights
        curve = ridge * np.eye(width)
        for table in tables:
            scores = table @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            mean = shares @ table
            slope += table[0] - mean
            centred = table - mean
            curve += (centred * shares[:, None]).T @ centred
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _table(choice: Choice) -> NDArray[np.float64]:
    facts = [option.facts() for option in choice.options]
    facts = [f._replace(order=_LATE) if f.order == NEVER else f for f in facts]
    rows = [[getattr(f, name) for name in Features.model_fields] for f in features_of(facts)]
    return np.asarray(rows, np.float64)

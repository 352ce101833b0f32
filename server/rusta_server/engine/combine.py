"""What speaks for each of several green candidates, as one number: a small logistic model.

    facts of each rival ──features_of──► features ──combine──► log-odds to be the one that was meant

All of it is integers, so that the order of proposals replays to the same bytes. The weights are
data of the package (`rank_weights.toml`), as much part of the code as the priors: a trace names the
ones that it was made with.
"""

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import Field

from rusta_server.contracts.canonical import Record

FILE = "rank_weights.toml"


class Facts(NamedTuple):
    """One green candidate. `likelihood_mbit`, `symbols` and `right_mlogit` as `lm.score` gives
    them; None where the edit cannot be written for the model. `prior_bp`: what is known without
    it, by source, size and lints (`confidence.likelihood`). `order`: its place, from 0, among the
    candidates in the order of the search, those included that are not green."""

    likelihood_mbit: int | None
    symbols: int | None
    right_mlogit: int | None
    prior_bp: int
    order: int


class Features(Record):
    """`per_symbol_mbit`: the likelihood of a byte. `margin_mbit`: to the best of the others, so
    that a clear winner counts more than its likelihood says. `symbols`: the size of the edit."""

    likelihood_mbit: int
    per_symbol_mbit: int
    margin_mbit: int
    right_mlogit: int
    prior_bp: int
    order: int
    symbols: int


class Provenance(Record):
    """How the weights were found. `triplets` groups with `rivals` green candidates in all, of the
    validation side alone; `model` is the id of the artifact that scored them."""

    fitted: bool
    how: str
    triplets: int = Field(ge=0)
    rivals: int = Field(ge=0)
    model: str = ""


class RankWeights(Record):
    """`weights`: millionths of a logit for each unit of a feature."""

    version: int = 1
    provenance: Provenance
    weights: Features


def features_of(rivals: Sequence[Facts]) -> list[Features]:
    """In the order of `rivals`. One that the model could not score is taken to be as likely as the
    others are on average: what is not known must not decide."""
    scored = [r for r in rivals if r.likelihood_mbit is not None]
    likelihood = _mean([r.likelihood_mbit for r in scored])
    right, symbols = _mean([r.right_mlogit for r in scored]), _mean([r.symbols for r in scored])
    filled = [
        r
        if r.likelihood_mbit is not None
        else r._replace(likelihood_mbit=likelihood, right_mlogit=right, symbols=symbols)
        for r in rivals
    ]
    return [_features(filled, at) for at in range(len(filled))]


def combine(features: Features, weights: RankWeights) -> int:
    """Log-odds in millionths; only differences between rivals mean something."""
    return sum(
        getattr(weights.weights, name) * getattr(features, name) for name in Features.model_fields
    )


def order_of(rivals: Sequence[Facts], weights: RankWeights) -> list[tuple[int, int]]:
    """(index, log-odds in millionths), the likeliest first; of equals the one with the higher
    prior, then the one found first."""
    scores = [combine(each, weights) for each in features_of(rivals)]
    best_first = sorted(
        range(len(rivals)), key=lambda i: (-scores[i], -rivals[i].prior_bp, rivals[i].order, i)
    )
    return [(index, scores[index]) for index in best_first]


@lru_cache(maxsize=1)
def shipped_weights() -> RankWeights:
    """Those of the package."""
    return read_weights(files("rusta_server.engine").joinpath(FILE).read_text("utf-8"))


def read_weights(text: str) -> RankWeights:
    """Raises ValueError: not TOML, or not weights."""
    return RankWeights.model_validate(tomllib.loads(text))


def write_weights(weights: RankWeights) -> str:
    """The text of the file."""
    lines = [
        "# Written by the fit of the ranking; see rusta_server/engine/combine.py.",
        f"version = {weights.version}",
    ]
    for table, record in (("provenance", weights.provenance), ("weights", weights.weights)):
        lines += ["", f"[{table}]"]
        lines += [f"{name} = {_toml(value)}" for name, value in record.model_dump().items()]
    return "\n".join(lines) + "\n"


def _features(rivals: Sequence[Facts], at: int) -> Features:
    own = rivals[at]
    likelihood, symbols = own.likelihood_mbit or 0, own.symbols or 0
    others = [r.likelihood_mbit or 0 for i, r in enumerate(rivals) if i != at]
    return Features(
        likelihood_mbit=likelihood,
        per_symbol_mbit=_divided(likelihood, max(1, symbols)),
        margin_mbit=likelihood - max(others) if others else 0,
        right_mlogit=own.right_mlogit or 0,
        prior_bp=own.prior_bp,
        order=own.order,
        symbols=symbols,
    )


def _mean(values: Sequence[int | None]) -> int:
    known = [value for value in values if value is not None]
    return _divided(sum(known), len(known)) if known else 0


def _divided(value: int, by: int) -> int:
    """Rounded to the nearest, halves up: Python's own division of integers rounds down, which
    would tell a likelihood from its opposite."""
    return (2 * value + by) // (2 * by)


def _toml(value: bool | int | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:_}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

"""How sure a patch is: what patches that stood as it does were worth where it could be counted.

The facts of a green candidate make a score (a logistic regression, in thousandths of a logit); a
step function that never falls says how often a patch of such a score was right. Both are fitted by
`python -m rusta_eval.calibration fit` on the development halves of the mutants, whose withheld
tests say what was right; the steps on scores that a crate got from all others. A step is the share
of its group with one right and one wrong added (Laplace's rule of succession), neighbours pooled
where a higher score had a lower share.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

Features = Mapping[str, int | str | bool]
"""As `Confidence.features` has them."""


class Calibration(BaseModel):
    """`weights`: thousandths of a logit by fact, `intercept` that of none. `from_score[i]` is the
    lowest score that is worth `right_bp[i]`; both rise. Below the first nothing is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    outcomes: int
    right: int
    suites: tuple[str, ...]
    intercept: int
    weights: dict[str, int]
    from_score: tuple[int, ...]
    right_bp: tuple[int, ...]

    def score(self, features: Features) -> int:
        known = facts(features)
        return self.intercept + sum(known[name] * w for name, w in self.weights.items())

    def worth(self, score: int) -> int | None:
        """Basis points; None for a score lower than any that was counted."""
        at = bisect_right(self.from_score, score) - 1
        return None if at < 0 else self.right_bp[at]


def facts(features: Features) -> dict[str, int]:
    """What the score is made of, each bounded: what was rarely seen must not outweigh all else.

    `prior`: percent. `behind`, `behind_lm`: whether priors, or the byte model, put another one
    before it."""

    def number(name: str, default: int = 0) -> int:
        return int(features.get(name, default))

    rivals = number("rivals")
    return {
        "prior": number("prior_bp") // 100,
        "alone": int(rivals == 0),
        "rivals": min(rivals, 5),
        "behind": int(number("lead_bp") < 0),
        "behind_lm": int(number("lm_lead_mlogit") < 0),
        "agreeing": min(number("agreeing"), 2),
        "lines": min(max(number("lines") - 1, 0), 8),
        "warnings": min(number("warnings"), 3),
        "steps": min(max(number("steps") - 1, 0), 3),
        "errors": min(max(number("errors", 1) - 1, 0), 5),
    }


@cache
def shipped() -> Calibration | None:
    """None where none was fitted yet."""
    file = resources.files("rusta_server.engine") / "calibration.toml"
    if not file.is_file():
        return None
    return Calibration.model_validate(tomllib.loads(file.read_text("utf-8")))

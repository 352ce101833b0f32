"""What a score is worth: how often a patch of that score was right, where it could be counted.

The table is fitted by `python -m rusta_eval.calibration fit` on the development halves of the
mutants, whose withheld tests say what was right. It is a step function that never falls: outcomes
sorted by score, in groups of equal size, each group's share with one right and one wrong added
(Laplace's rule of succession), neighbours pooled where a higher score had a lower share.
"""

import tomllib
from bisect import bisect_right
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class Calibration(BaseModel):
    """`from_score[i]` is the lowest score (basis points before calibration) that is worth
    `right_bp[i]`; both rise. Below the first nothing is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    outcomes: int
    right: int
    suites: tuple[str, ...]
    from_score: tuple[int, ...]
    right_bp: tuple[int, ...]

    def worth(self, score: int) -> int | None:
        """Basis points; None for a score lower than any that was counted."""
        at = bisect_right(self.from_score, score) - 1
        return None if at < 0 else self.right_bp[at]


@cache
def shipped() -> Calibration | None:
    """None where none was fitted yet."""
    file = resources.files("rusta_server.engine") / "calibration.toml"
    if not file.is_file():
        return None
    return Calibration.model_validate(tomllib.loads(file.read_text("utf-8")))

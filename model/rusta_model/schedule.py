"""How the learning rate goes: a factor of its peak at a number of bytes."""

import math
from typing import Literal

Name = Literal["wsd", "cosine"]

FLOOR = 0.02


def factor(
    name: Name, step: int, bytes_seen: int, *, warm_up: int, until: int | None, decay: int
) -> float:
    """`warm_up` steps up; then "wsd" stays at 1 and falls to FLOOR over the last `decay` bytes
    before `until`, "cosine" falls from the start to `until`."""
    up = min(1.0, (step + 1) / warm_up) if warm_up else 1.0
    if until is None:
        return up
    if name == "cosine":
        done = min(1.0, bytes_seen / until)
        return up * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * done)))
    left = max(0, until - bytes_seen)
    return up * (1.0 if left >= decay else max(FLOOR, left / decay))

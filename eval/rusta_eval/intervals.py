"""How sure a share is that was counted in so many cases."""

import math

Z = 1.96
"""Of a 95 % interval."""


def wilson(hits: float, cases: int) -> tuple[float, float]:
    """Wilson's 95 % interval (Wilson 1927) of a share; the whole range where there is no case."""
    if not cases:
        return 0.0, 1.0
    share = hits / cases
    middle = share + Z * Z / (2 * cases)
    spread = Z * math.sqrt(share * (1 - share) / cases + Z * Z / (4 * cases * cases))
    scale = 1 + Z * Z / cases
    return (middle - spread) / scale, (middle + spread) / scale

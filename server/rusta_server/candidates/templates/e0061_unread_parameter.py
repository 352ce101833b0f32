"""E0061: a call lacks an argument for a parameter that the function never reads.

Take the parameter out of the function, where no call of the project gives it.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.unused_parts import taken_out
from rusta_server.contracts.candidate import Scene

CODES = ("E0061",)


def candidates(scene: Scene) -> Iterator[Offer]:
    return taken_out(scene)

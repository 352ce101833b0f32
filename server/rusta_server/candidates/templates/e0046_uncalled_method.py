"""E0046: an impl lacks a method of its trait that no code calls or has and no documentation names.

Take the method out of the trait.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.unused_parts import taken_out
from rusta_server.contracts.candidate import Scene

CODES = ("E0046",)


def candidates(scene: Scene) -> Iterator[Offer]:
    return taken_out(scene)

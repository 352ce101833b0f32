"""E0061, E0023, E0308, E0532: a tuple struct or variant has an element more than what makes and
matches it gives; a variant that all write bare has one.

Take the element out of the definition.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.unused_parts import taken_out
from rusta_server.contracts.candidate import Scene

CODES = ("E0061", "E0023", "E0308", "E0532")


def candidates(scene: Scene) -> Iterator[Offer]:
    return taken_out(scene, elements=True)

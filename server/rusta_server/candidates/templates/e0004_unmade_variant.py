"""E0004: a `match` lacks a variant that no code makes or matches and no documentation names.

Take the variant out of the enum.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.unused_parts import taken_out
from rusta_server.contracts.candidate import Scene

CODES = ("E0004",)


def candidates(scene: Scene) -> Iterator[Offer]:
    return taken_out(scene)

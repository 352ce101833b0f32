"""E0063, and what hides a field: a literal lacks one that no code reads or gives and no
documentation names.

Take the field out of the struct.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.unused_parts import taken_out
from rusta_server.contracts.candidate import Scene

# "cannot construct … due to private fields" has no code.
CODES = ("E0063", "syntax")


def candidates(scene: Scene) -> Iterator[Offer]:
    return taken_out(scene)

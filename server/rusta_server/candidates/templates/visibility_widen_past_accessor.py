"""E0451, E0423, E0603, E0616: a private field is used whose type has a function for that.

Widen the field all the same. The function itself is likelier meant: this has a prior of its own,
and comes after it.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.templates.visibility_widen import has_accessor, widened
from rusta_server.contracts.candidate import Scene

CODES = ("E0451", "E0423", "E0603", "E0616")


def candidates(scene: Scene) -> Iterator[Offer]:
    if has_accessor(scene):
        yield from widened(scene)

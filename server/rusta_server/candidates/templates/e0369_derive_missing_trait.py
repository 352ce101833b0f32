"""E0369, E0277, E0599, E0308 …: a type of ours lacks a trait that can be derived.

Derive it, with all that the other errors ask of the same type. The list of derives that stands
there is extended; a type without one gets its own line above it.
"""

from collections.abc import Iterator

from rusta_server.candidates.derives import derive, types_named
from rusta_server.candidates.lacking_traits import CODES as LACKING_CODES
from rusta_server.candidates.lacking_traits import lacking_traits
from rusta_server.candidates.offer import Offer
from rusta_server.contracts.candidate import Scene

CODES = LACKING_CODES


def candidates(scene: Scene) -> Iterator[Offer]:
    asked = lacking_traits(scene.diagnostic)
    for name in dict.fromkeys(name for name, _ in asked):
        everything = [*asked, *(need for e in scene.errors for need in lacking_traits(e))]
        wanted = tuple(dict.fromkeys(trait for of, trait in everything if of == name))
        for file, item in types_named(scene, name):
            yield from derive(scene, file, item, wanted)

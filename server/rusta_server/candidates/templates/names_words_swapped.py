"""A name is not found, and one of the same words in another order exists: `color_on` for
`on_color`.

Write that one at every place that has the other.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.mentions import definitions, mentions
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.candidates.spoken import MEMBER_CODES
from rusta_server.candidates.words import names_in, parts
from rusta_server.contracts.candidate import Scene

CODES = (*MEMBER_CODES, "E0405", "E0407", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    name = re.search(r"\w+$", site.text) if site is not None else None
    if name is None:
        return
    old = name[0]
    words = sorted(parts(old))
    if len(set(words)) < 2 or definitions(scene, old):
        return
    for new in names_in(scene):
        if new != old and sorted(parts(new)) == words and _case(new) == _case(old):
            places = mentions(scene, old, member=scene.diagnostic.code in MEMBER_CODES)
            if places:
                edits = tuple(place.renamed(new) for place in places)
                yield Offer(f"Write {new} instead of {old}", edits)


def _case(name: str) -> tuple[bool, bool]:
    return name.isupper(), name[:1].isupper()

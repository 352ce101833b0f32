"""Conflict markers of a version control system stand in a file.

Where the sides of every conflict are alike, keep one. Which of two different sides is meant, nobody
can prove.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene
from rusta_server.patches.surplus import CONFLICT, CONFLICT_SAID

CODES = ("syntax",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or scene.diagnostic.message != CONFLICT_SAID:
        return
    conflicts = list(CONFLICT.finditer(site.source))
    if conflicts and all(found["ours"] == found["theirs"] for found in conflicts):
        edits = tuple(
            site.replace_range(found.start(), found.end(), found["ours"].decode())
            for found in conflicts
        )
        yield Offer("Keep one of two equal sides of a conflict", edits)

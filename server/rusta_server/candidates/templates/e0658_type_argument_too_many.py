"""E0658: a type of the library is given one argument too many, which would be its allocator.

Leave it out.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import shown, sites
from rusta_server.contracts.candidate import Scene

CODES = ("E0658", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = [scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)]
    if not any("allocator_api" in words or "Allocator" in words for words in said):
        return
    for site, _ in sites(scene):
        listed = site.enclosing("type_arguments")
        given = listed.named_children if listed is not None else []
        if len(given) > 1:
            start, end = given[-2].end_byte, given[-1].end_byte
            title = f"Leave out the type argument {shown(given[-1])}"
            yield Offer(title, (site.replace_range(start, end, ""),))
            return

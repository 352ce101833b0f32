"""E0527: a pattern has fewer elements than the array. The others are left out with `..`."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0527",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    pattern = site.enclosing("slice_pattern") if site is not None else None
    if site is None or pattern is None:
        return
    elements = [c for c in pattern.named_children if "comment" not in c.type]
    if not elements:
        yield Offer("Match any elements", (site.replace(pattern, "[..]"),))
        return
    yield Offer("Leave the other elements out with `..`", (site.after(elements[-1], ", .."),))
    yield Offer("Leave the first elements out with `..`", (site.before(elements[0], ".., "),))

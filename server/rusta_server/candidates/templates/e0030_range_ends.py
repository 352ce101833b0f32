"""E0030: a range pattern that is empty, because its ends stand the wrong way round. Swap them."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0030", "E0579")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    pattern = site.enclosing("range_pattern") if site is not None else None
    if site is None or pattern is None:
        return
    operator = next((c for c in pattern.children if c.type in ("..=", "..", "...")), None)
    if operator is None:
        return
    low = next((c for c in pattern.children if c.end_byte <= operator.start_byte), None)
    high = next((c for c in pattern.children if c.start_byte >= operator.end_byte), None)
    if low is None or high is None:
        return
    if text(low) == text(high) and operator.type == "..":
        yield Offer("Let the range hold its end", (site.replace(operator, "..="),))
        return
    edits = (site.replace(low, text(high)), site.replace(high, text(low)))
    yield Offer("Swap the ends of the range", edits)

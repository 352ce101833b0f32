"""The arguments of the calls around the spans: two of them exchanged, one too many left out."""

from collections.abc import Iterator
from itertools import combinations

from tree_sitter import Node

from rusta_server.candidates.functions import arguments, called_name, calls_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, shown, sites, text
from rusta_server.contracts.candidate import Scene

_CODES = ("E0308", "E0277", "E0061", "E0057", "E0599", "E0271", "E0631", "E0282", "E0283", "E0382")
_SURPLUS = ("E0061", "E0057", "E0060")


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code not in _CODES:
        return
    seen: set[tuple[str, int]] = set()
    for site, _ in sites(scene):
        for call in calls_around(site):
            if (site.path, call.start_byte) in seen:
                continue
            seen.add((site.path, call.start_byte))
            given = arguments(call)
            yield from _exchanged(site, call, given)
            if scene.diagnostic.code in _SURPLUS:
                yield from _left_out(site, call, given)
            if len(seen) == 3:
                return


def _exchanged(site: Site, call: Node, given: list[Node]) -> Iterator[Offer]:
    """Neighbours first."""
    pairs = sorted(combinations(range(min(len(given), 5)), 2), key=lambda p: p[1] - p[0])
    for one, other in pairs:
        if text(given[one]) != text(given[other]):
            yield Offer(
                f"Exchange {shown(given[one])} and {shown(given[other])} of {called_name(call)}",
                (
                    site.replace(given[one], text(given[other])),
                    site.replace(given[other], text(given[one])),
                ),
            )


def _left_out(site: Site, call: Node, given: list[Node]) -> Iterator[Offer]:
    for at in reversed(range(len(given))):
        start = given[at - 1].end_byte if at else given[0].start_byte
        end = given[at].end_byte if at or len(given) == 1 else given[1].start_byte
        title = f"Leave {shown(given[at])} out of the call of {called_name(call)}"
        yield Offer(title, (site.replace_range(start, end, ""),))

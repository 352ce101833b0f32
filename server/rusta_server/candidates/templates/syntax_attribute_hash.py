"""An attribute has lost its `#`: `[inline]` above an item.

Write it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, sites
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_ATTRIBUTE = re.compile(rb"^[ \t]*(\[\w+(?:[(=:][^\n]*)?\])[ \t]*$", re.MULTILINE)
_NEAR = 400
_MOST = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    seen: set[tuple[str, int]] = set()
    for site, _ in sites(scene):
        for start in _bare(site):
            if (site.path, start) not in seen and len(seen) < _MOST:
                seen.add((site.path, start))
                yield Offer("Write the `#` of the attribute", (site.insert(start, "#"),))


def _bare(site: Site) -> list[int]:
    """Starts of what looks like an attribute alone on its line, those at the place first."""
    first, last = max(0, site.start - _NEAR), site.end + _NEAR
    found = [m.start(1) for m in _ATTRIBUTE.finditer(site.source) if first <= m.start(1) < last]
    return sorted(found, key=lambda start: abs(start - site.start))

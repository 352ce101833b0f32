"""E0704, E0577, E0742: `pub(…)` names no module that is around.

Visible in the crate or in the module above: `pub(crate)`, `pub(super)`.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0704", "E0577", "E0742")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    visibility = site.enclosing("visibility_modifier") if site is not None else None
    if site is None:
        return
    if visibility is not None:
        start, end = visibility.start_byte, visibility.end_byte
    else:  # `pub (in path)` and unknown words may not parse.
        start = site.source.rfind(b"pub", 0, site.start)
        end = site.source.find(b")", site.end) + 1
        if start < 0 or end <= 0 or b"\n" in site.source[start:end]:
            return
    for written in ("pub(crate)", "pub(super)"):
        yield Offer(f"Make it {written}", (site.replace_range(start, end, written),))

"""E0584, E0585: a doc comment that documents nothing, at the end of a block or an item.

An ordinary comment may stand anywhere."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0584", "E0585")

_ORDINARY = {"///": "//", "//!": "//", "/**": "/*", "/*!": "/*"}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    mark = site.source[site.start : site.start + 3].decode(errors="replace")
    if mark in _ORDINARY:
        edit = site.replace_range(site.start, site.start + 3, _ORDINARY[mark])
        yield Offer(f"Write an ordinary comment, `{_ORDINARY[mark]}`", (edit,))

"""E0449: a visibility where none may stand (a trait's items, an impl, a variant and its fields).

Take it away, with the blank behind it.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0449",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not site.text.startswith("pub"):
        return
    rest = site.source[site.end :]
    end = site.end + len(rest) - len(rest.lstrip(b" \t"))
    yield Offer(f"Remove `{site.text}`", (site.replace_range(site.start, end, ""),))

"""E0316: `for<'a>` inside of what another `for<'b>` binds. Bind both lifetimes outside."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0316",)

_BINDER = re.compile(rb"for\s*<([^>]*)>\s*")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    start = max(site.source.rfind(b"\n", 0, site.start), 0)
    binders = [m for m in _BINDER.finditer(site.source, start) if m.start() <= site.end]
    if len(binders) < 2:
        return
    outer, inner = binders[-2], binders[-1]
    edits = (
        site.insert(outer.end(1), f", {inner[1].decode(errors='replace')}"),
        site.replace_range(inner.start(), inner.end(), ""),
    )
    yield Offer("Bind the lifetimes together", edits)

"""`let NAME: T = …;` where only items stand, also behind attributes and `pub`: a constant."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_LET = re.compile(rb"(?:#\[[^\]]*\]\s*)*(?:pub(?:\([\w: ]+\))?\s+)?(let)\s+[A-Z][A-Z0-9_]*\s*:")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    found = _LET.match(site.source, site.start)
    if found is None:
        return
    for word in ("const", "static"):
        edit = site.replace_range(found.start(1), found.end(1), word)
        yield Offer(f"Declare it by {word}", (edit,))

"""E0409: the alternatives of a pattern bind a name differently, with and without `ref`. Bind it by
`ref` in each."""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0409",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    named = re.search(r"`(\w+)`", scene.diagnostic.message)
    if site is None or named is None:
        return
    whole = next((a for a in ancestors(site.node) if a.type == "or_pattern"), None)
    if whole is None:
        return
    found = [m["name"][0] for m in query(whole, "(identifier) @name")]
    found = [n for n in found if text(n) == named[1]]
    for mode in (b"ref mut", b"ref"):
        written = [site.source[: n.start_byte].rstrip().endswith(mode) for n in found]
        if any(written):
            edits = tuple(
                site.before(n, f"{mode.decode()} ")
                for n, there in zip(found, written, strict=True)
                if not there
            )
            yield Offer(f"Bind {named[1]} by {mode.decode()} in each", edits)
            return

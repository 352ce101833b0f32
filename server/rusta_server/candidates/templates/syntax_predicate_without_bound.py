"""A predicate of a where clause ends behind its type: `where T,`.

Bound it by a lifetime that is declared around it, by `'static`, or as the file bounds a parameter
of that name elsewhere. (The Rust Reference, "Where clauses".)
"""

import re
from collections import Counter
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_BARE = re.compile(rb"(?:\bwhere|,|\n)\s*([A-Z]\w*)\s*$")
_HEAD = re.compile(rb"\b(?:fn|impl|struct|enum|trait|type)\b[^{};]*\bwhere\b[^{};]*$")
_LIFETIME = re.compile(r"'(?!static\b)\w+")
_MOST = 3


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or "`:`" not in scene.diagnostic.message:
        return
    before = site.source[: site.start]
    bare, head = _BARE.search(before), _HEAD.search(before[-2_000:])
    if bare is None or head is None:
        return
    name = bare[1].decode()
    declared = dict.fromkeys(_LIFETIME.findall(head[0].decode(errors="replace")))
    for bound in dict.fromkeys((*declared, *_elsewhere(site, name), "'static")):
        yield Offer(f"Bound {name} by {bound}", (site.insert(bare.end(1), f": {bound}"),))


def _elsewhere(site: Site, name: str) -> list[str]:
    bounds = re.findall(
        rf"\b{name}\s*:\s*([?'\w:]+(?:\s*\+\s*[?'\w:]+)*)\s*[,>{{\n]", site.source.decode()
    )
    return [bound.strip() for bound, _ in Counter(bounds).most_common(_MOST)]

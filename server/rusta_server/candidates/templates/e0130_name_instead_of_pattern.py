"""E0130, E0561, E0642: a pattern where only a name may stand: the parameters of a foreign function,
of a function pointer, of a method without a body.

A plain name takes its place, `_` where the pattern has none or several. A `&` in it belongs to the
type.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0130", "E0561", "E0642")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    names = re.findall(r"\b(?!mut\b|ref\b|box\b)[a-z_]\w*", site.text)
    for written in dict.fromkeys((names[0] if len(names) == 1 else "_", "_")):
        name = site.replace_range(site.start, site.end, written)
        yield Offer(f"Name the parameter {written}", (name,))
        kind = re.compile(rb"\s*:\s*").match(site.source, site.end)
        if site.text.startswith("&") and kind:
            edits = (name, site.insert(kind.end(), "&"))
            yield Offer(f"Take {written} by reference", edits)

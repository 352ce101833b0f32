"""E0425: a name is not found, and a tuple that is taken apart before has an element too few.

Name it there, at the end or at the beginning.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0425",)

_MAX = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = function_around(site) if site is not None else None
    if site is None or function is None or not site.text.isidentifier():
        return
    body = child(function.node, "body")
    if body is None:
        return
    before = [
        found["pattern"][0]
        for found in query(site.source, "(let_declaration pattern: (tuple_pattern) @pattern)")
        if body.start_byte <= found["pattern"][0].start_byte < site.start
    ]
    for pattern in list(reversed(before))[:_MAX]:
        names = [text(n) for n in pattern.named_children]
        if site.text not in names:
            for listed in ([*names, site.text], [site.text, *names]):
                new = f"({', '.join(listed)})"
                yield Offer(f"Take {new} apart", (site.replace(pattern, new),))

"""The result of a function type names a lifetime that none of its parameters has.

Write one that is declared further out, or `'static`.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.lifetimes import lifetimes_in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0581", "E0582")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    named = [found["lifetime"][0] for found in query(site.node, "(lifetime) @lifetime")]
    for node in named:
        if not (site.start <= node.start_byte < site.end) or text(node) == "'static":
            continue
        for lifetime in [*lifetimes_in_scope(site, site.start), "'static"]:
            if lifetime != text(node):
                title = f"Return data that lives for {lifetime}"
                yield Offer(title, (site.replace(node, lifetime),))

"""E0045: only functions of the C calling convention take a variable number of arguments."""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0045",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("foreign_mod_item", "function_item") if site is not None else None
    if site is None or item is None:
        return
    for found in query(item, "(extern_modifier (string_literal) @abi)")[:1]:
        yield Offer('Declare it extern "C"', (site.replace(found["abi"][0], '"C"'),))

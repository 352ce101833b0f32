"""A lifetime parameter is called as a reserved one (`'static`), or as one of the item around it.

Call it by the next free letter, where it is declared and where its item uses it.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.lifetimes import lifetimes_in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0262", "E0496", "E0637")

_ITEMS = (
    "function_item",
    "function_signature_item",
    "impl_item",
    "struct_item",
    "enum_item",
    "trait_item",
    "type_item",
)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = None if site is None else site.enclosing(*_ITEMS)
    if site is None or item is None or not site.text.startswith("'"):
        return
    nodes = [found["lifetime"][0] for found in query(item, "(lifetime) @lifetime")]
    nodes = [n for n in nodes if item.start_byte <= n.start_byte < item.end_byte]
    taken = {*map(text, nodes), *lifetimes_in_scope(site, site.start)}
    free = next((f"'{letter}" for letter in "abcdefgh" if f"'{letter}" not in taken), None)
    if free is not None:
        renamed = tuple(site.replace(node, free) for node in nodes if text(node) == site.text)
        yield Offer(f"Call the lifetime {free}", renamed)

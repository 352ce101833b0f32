"""Two definitions of one name, or two values of a field, and the second is word for word the first:
it was pasted twice.

Leave one of them out, with the attributes and comments that belong to it.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0062", "E0119", "E0124", "E0201", "E0428", "E0592")

_DEFINITIONS = ("_item", "field_declaration", "enum_variant", "field_initializer")
_BELONGS = ("attribute_item", "line_comment", "block_comment")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    second = _definition(site) if site is not None else None
    if site is None or second is None:
        return
    for place, span in sites(scene):
        first = _definition(place) if not span.primary and place.path == site.path else None
        if first is None or first.start_byte == second.start_byte or text(first) != text(second):
            continue
        name = text(child(second, "name")) or "the implementation"
        start = _start(second)
        before = site.source[:start].rstrip()
        end = second.end_byte + (1 if site.source[second.end_byte :][:1] == b"," else 0)
        yield Offer(f"Leave out the second {name}", (site.replace_range(len(before), end, ""),))
        return


def _definition(site: Site) -> Node | None:
    around = (site.node, *ancestors(site.node))
    return next((node for node in around if node.type.endswith(_DEFINITIONS)), None)


def _start(item: Node) -> int:
    before = item.prev_sibling
    while before is not None and before.type in _BELONGS:
        item, before = before, before.prev_sibling
    return item.start_byte

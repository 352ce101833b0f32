"""A borrow lasts while its owner is changed, moved or borrowed otherwise.

Take a clone in place of the borrow, so that the owner is free.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0502", "E0505", "E0506", "E0503", "E0597", "E0716", "E0515")

_PLACES = frozenset(("identifier", "self", "field_expression", "index_expression"))
_BORROWED = ("borrow occurs here", "is borrowed here", "borrowed value does not live", "references")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, span in sites(scene):
        label = span.label or ""
        if not any(words in label for words in _BORROWED) or label.startswith("mutable"):
            continue
        node = site.expression
        while node is not None and node.type in _PLACES and node.parent is not None:
            node = node.parent
        if node is not None and node.type == "reference_expression":
            yield from _clone(site, node)


def _clone(site: Site, node: Node) -> Iterator[Offer]:
    value, parent = child(node, "value"), node.parent
    if value is None or parent is None or "mut" in [part.type for part in node.children]:
        return
    title = f"Clone {text(value)}"
    inner = text(value) if value.type != "unary_expression" else f"({text(value)})"
    if parent.type == "for_expression":
        # The loop's pattern goes on to see references.
        yield Offer(title, (site.after(value, ".clone()"),))
    else:
        yield Offer(title, (site.replace(node, f"{inner}.clone()"),))

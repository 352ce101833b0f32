"""A type is not known, and the item has type parameters: one of them is meant, however it is spelt.

Write the parameter, at every place of the item first: `T::Name` where its bound has an associated
type of the name, then the parameters, those with the fewest bounds and the innermost first.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.generics import Parameter, bounds_of, parameters
from rusta_server.candidates.mentions import nodes_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.trait_items import ASSOCIATED, declared
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0412", "E0425")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or site.node.type != "type_identifier" or site.text != text(site.node):
        return
    if "cannot find type" not in scene.diagnostic.message or _is_pathed(site.node):
        return
    known = [p for around in ancestors(site.node) for p in parameters(site, around)]
    known.sort(key=lambda p: len(bounds_of(p)))
    own = (f"{p.name}::{site.text}" for p in known if _has(scene, p, site.text))
    for new in dict.fromkeys((*own, *(p.name for p in known))):
        name = new.partition("::")[0]
        item = next(p.item for p in known if p.name == name)
        places = [n for n in _unknown(site, item) if not _is_pathed(n)]
        title = f"Write {new} instead of {site.text}"
        if len(places) > 1:
            yield Offer(f"{title} everywhere", tuple(site.replace(n, new) for n in places))
        yield Offer(title, (site.replace(site.node, new),))


def _has(scene: Scene, parameter: Parameter, name: str) -> bool:
    """Whether a bound of the parameter has an associated type of the name."""
    return any(
        ASSOCIATED.get(head(bound)) == name or declared(scene, head(bound), name) is not None
        for bound in bounds_of(parameter)
    )


def _unknown(site: Site, item: Node) -> Iterator[Node]:
    """The places of the item where the name is a type."""
    for node in nodes_named(site, site.text):
        inside = item.start_byte <= node.start_byte and node.end_byte <= item.end_byte
        if inside and node.type == "type_identifier" and not _is_left_of_binding(node):
            yield node


def _is_left_of_binding(node: Node) -> bool:
    """`Item` of `Iterator<Item = T>`."""
    return (
        node.parent is not None
        and node.parent.type == "type_binding"
        and (child(node.parent, "name") == node)
    )


def _is_pathed(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "scoped_type_identifier"

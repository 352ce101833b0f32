"""E0599, E0308: `x[i]` stands where an element that may be missing is wanted: `x.get(i)`."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import call_receiver, calls_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.candidates.types import head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0599", "E0308", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    indexed = _indexed(scene, site) if site is not None else None
    if site is None or indexed is None or len(indexed.named_children) != 2:
        return
    value, index = indexed.named_children
    for name in ("get", "get_mut"):
        for given in dict.fromkeys((text(index), text(index).removeprefix("&"), f"&{text(index)}")):
            new = f"{text(value)}.{name}({given})"
            yield Offer(f"Write {new}", (site.replace(indexed, new),))


def _indexed(scene: Scene, site: Site) -> Node | None:
    """What the method is called on, the value that is no Option, or what `?` stands behind."""
    if scene.diagnostic.code == "E0599":
        receivers = (call_receiver(call) for call in calls_around(site))
        return next((r for r in receivers if r is not None and r.type == "index_expression"), None)
    node = site.expression
    if scene.diagnostic.code == "E0277":
        node = (
            node.named_children[0] if node is not None and node.type == "try_expression" else None
        )
    else:
        said = mismatch(scene.diagnostic)
        if said is None or "Option" not in (head(said.expected), head(said.found)):
            return None
    return node if node is not None and node.type == "index_expression" else None

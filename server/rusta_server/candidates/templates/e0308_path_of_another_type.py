"""E0308: a value of one type of ours stands where another is wanted, made by a function of the
wrong type.

Call the function of that name of the type that is wanted: in the value itself, or where the
variable was bound.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0271", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    if site is None or said is None:
        return
    wanted = head(said.expected.lstrip("&").removeprefix("mut "))
    for value in _values(site, node):
        call = child(value, "function") if value.type == "call_expression" else None
        path, name = child(call, "path"), text(child(call, "name"))
        if path is None or not wanted.isidentifier() or head(plain(path)) == wanted:
            continue
        owners = [f.owner for f in functions_named(scene, name)]
        if any(head(plain(child(owner, "type"))) == wanted for owner in owners if owner):
            yield Offer(f"Call {wanted}::{name}", (site.replace(path, wanted),))


def _values(site: Site, node: Node | None) -> Iterator[Node]:
    """The expression, and what the variable is bound to that it is."""
    if node is not None:
        yield node
    name = node if node is not None and node.type == "identifier" else site.node
    binding = binding_of(site, text(name)) if "identifier" in name.type else None
    if binding is not None and binding.value is not None:
        yield binding.value

"""E0308: a value stands bare where a type of ours is wanted that is made of such a value.

Make it of it: the tuple struct around it, the struct with this one field, the variant that holds
it, a function of the type that takes one value and gives the type.
"""

from collections.abc import Iterator
from itertools import islice

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.error_values import shapes
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, shown, sites, text
from rusta_server.candidates.trait_items import impl_items, listed_parameters
from rusta_server.candidates.types import head, mismatch, same
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_MOST = 8


def candidates(scene: Scene) -> Iterator[Offer]:
    said = mismatch(scene.diagnostic)
    place = next(iter(sites(scene)), None)
    node = place[0].expression if place is not None else None
    if said is None or place is None or node is None or node.type.endswith("block"):
        return
    wanted = head(said.expected)
    if wanted == head(said.found):
        return
    for before, after in islice(_made(scene, wanted, said.found), _MOST):
        title = f"Make {shown(node)} a {wanted}"
        yield Offer(title, place[0].wrap(node, before, after))


def _made(scene: Scene, wanted: str, found: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind the value, the ways that take the very type first."""
    ways: list[tuple[bool, str, str]] = []
    for shape in shapes(scene, wanted):
        if len(shape.fields) == 1:
            name, kind = shape.fields[0]
            opened = f"{shape.path} {{ {name}: " if name else f"{shape.path}("
            ways.append((same(kind, found), opened, " }" if name else ")"))
    for function, kind in _constructors(scene, wanted):
        ways.append((same(kind, found), f"{wanted}::{function}(", ")"))
    yield from ((b, a) for _, b, a in sorted(ways, key=lambda way: not way[0]))


def _constructors(scene: Scene, wanted: str) -> Iterator[tuple[str, str]]:
    """(name, type of the parameter) of functions of one parameter that give `Self`."""
    for file in files(scene):
        for match in query(file.source, "(impl_item) @impl"):
            impl = match["impl"][0]
            if head(plain(child(impl, "type"))) != wanted or child(impl, "trait") is not None:
                continue
            for item in impl_items(impl):
                listed = listed_parameters(item) if item.type == "function_item" else []
                gives = head(plain(child(item, "return_type")))
                if len(listed) == 1 and listed[0].type == "parameter" and gives in ("Self", wanted):
                    yield text(child(item, "name")), plain(child(listed[0], "type"))

"""A declared type has its two arguments in the wrong order: `Result<Error, T>` where all take it
for a `Result<T, Error>`.

Exchange them where the type is declared.
"""

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_server.candidates.declared_types import declared_types
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0599")

_MOST = 6


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, declared in islice(_types(scene), _MOST):
        listed = child(declared, "type_arguments") if declared.type == "generic_type" else None
        given = [
            n for n in (listed.named_children if listed is not None else ()) if n.type != "lifetime"
        ]
        if len(given) == 2 and text(given[0]) != text(given[1]):
            edits = (
                site.replace(given[0], text(given[1])),
                site.replace(given[1], text(given[0])),
            )
            yield Offer(f"Exchange the arguments of {shown(declared)}", edits)


def _types(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """The result of the function around first."""
    for site, _ in list(sites(scene))[:1]:
        function = function_around(site)
        result = child(function.node, "return_type") if function is not None else None
        if result is not None:
            yield site, result
    yield from declared_types(scene)

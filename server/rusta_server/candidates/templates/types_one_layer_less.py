"""A declared type has a layer that neither the body nor the callers know of: `Option<T>` where all
take it for a `T`; so with `Result`, `Box`, `Vec`, `Rc`, `&`, `impl Future` and their like.

Take the layer off where the type is declared: of a result, a parameter, a field, a binding. One
edit for all the errors at its uses.
"""

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_server.candidates.declared_types import declared_types
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import shown, text
from rusta_server.candidates.types import mismatch
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.layers import inner_type, layer_of, layers_of, layers_said

CODES = (
    "E0277", "E0308", "E0369", "E0412", "E0425", "E0599", "E0600", "E0605", "E0606", "E0608",
    "E0609", "E0614", "E0618", "E0624",
)  # fmt: skip

_MOST = 12


def candidates(scene: Scene) -> Iterator[Offer]:
    yield from islice(_offers(scene), _MOST)


def _offers(scene: Scene) -> Iterator[Offer]:
    layers = _too_many(scene.diagnostic)
    if not layers:
        return
    for site, declared in declared_types(scene):
        node: Node | None = declared
        while node is not None:
            inner = inner_type(node)
            if inner is not None and layer_of(node) in layers:
                title = f"Declare {shown(inner)} instead of {shown(node)}"
                yield Offer(title, (site.replace(node, text(inner)),))
            node = inner


def _too_many(diagnostic: Diagnostic) -> set[str]:
    """The layers that one of the two types has and the other has not; else those it speaks of."""
    said = mismatch(diagnostic)
    if said is not None:
        both = (said.expected, said.found)
        pairs = [both, said.full] if said.full is not None else [both]
        return {layer for one, other in pairs for layer in layers_of(one) ^ layers_of(other)}
    return layers_said(diagnostic) - {"&", "&mut"}

"""E0050, E0053, E0186: a method of an impl has other parameters or another result than its trait.

Write the trait's, keeping the names that the impl gives; a parameter that the impl lacks comes with
the trait's name for it. Of a trait of another crate: leave away what the body does not name.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_server.candidates.items import FUNCTIONS
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import (
    declared,
    listed_parameters,
    method_at,
    trait_name,
)
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0050", "E0053", "E0186", "E0308")


def candidates(scene: Scene) -> Iterator[Offer]:
    found = method_at(scene)
    if found is None:
        return
    site, own, impl = found
    name = text(child(own, "name"))
    model = declared(scene, trait_name(impl), name)
    if model is None or model.type not in FUNCTIONS:
        yield from _without_unnamed(scene, site, own)
        return
    title = f"Give {name} the parameters of {trait_name(impl)}"
    wanted, given = listed_parameters(model), listed_parameters(own)
    parameters, result = child(own, "parameters"), child(own, "return_type")
    edits: list[Edit] = []
    written = [_merged(p, given, at) for at, p in enumerate(wanted)]
    if parameters is not None and [plain(g) for g in given] != written:
        edits.append(site.replace(parameters, f"({', '.join(written)})"))
    model_result = child(model, "return_type")
    if plain(result) != plain(model_result) and parameters is not None:
        if result is None:
            edits.append(site.after(parameters, f" -> {plain(model_result)}"))
        elif model_result is not None:
            edits.append(site.replace(result, plain(model_result)))
    if edits:
        yield Offer(title, tuple(edits))


def _without_unnamed(scene: Scene, site: Site, own: Node) -> Iterator[Offer]:
    listed, body = listed_parameters(own), text(child(own, "body"))
    if scene.diagnostic.code != "E0050":
        return
    for at in range(len(listed) - 1, 0, -1):
        name = text(child(listed[at], "pattern"))
        if name and not re.search(rf"\b{re.escape(name)}\b", body):
            edit = site.replace_range(listed[at - 1].end_byte, listed[at].end_byte, "")
            yield Offer(f"Leave the parameter {name} away", (edit,))


def _merged(wanted: Node, given: list[Node], at: int) -> str:
    """The trait's parameter under the name that the impl has at that place."""
    if wanted.type == "self_parameter":
        return plain(wanted)
    # Both lists are counted from the first parameter that is no receiver.
    receivers = sum(g.type == "self_parameter" for g in given)
    shift = at - (
        1 if wanted.parent and wanted.parent.named_children[0].type == "self_parameter" else 0
    )
    place = shift + receivers
    name = child(given[place], "pattern") if place < len(given) else child(wanted, "pattern")
    mutable = "mut " if place < len(given) and text(given[place]).startswith("mut ") else ""
    return f"{mutable}{plain(name)}: {plain(child(wanted, 'type'))}"

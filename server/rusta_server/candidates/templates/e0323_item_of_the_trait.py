"""E0323, E0324, E0325: an item of an impl has the name of an item of another kind in its trait.

Give it the name of the item of its own kind that the impl lacks.
"""

from collections.abc import Iterator

from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.trait_items import impl_items, trait_name
from rusta_server.contracts.candidate import Scene

CODES = ("E0323", "E0324", "E0325")

_KINDS = {
    "function_item": ("function_item", "function_signature_item"),
    "const_item": ("const_item",),
    "type_item": ("associated_type",),
    "associated_type": ("associated_type",),
}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing(*_KINDS) if site is not None else None
    impl = site.enclosing("impl_item") if site is not None else None
    name = child(item, "name")
    if site is None or item is None or impl is None or name is None:
        return
    present = {text(child(other, "name")) for other in impl_items(impl)}
    for trait in items_named(scene, trait_name(impl), "trait_item"):
        for wanted in impl_items(trait.node):
            other = text(child(wanted, "name"))
            if wanted.type in _KINDS[item.type] and other not in present:
                yield Offer(f"Call {text(name)} {other}", (site.replace(name, other),))

"""E0690, E0731: a transparent type has the layout of its only field; this one has more.

The layout of C is defined for several."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0690", "E0731")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("struct_item", "enum_item", "union_item") if site is not None else None
    attribute = item.prev_named_sibling if item is not None else None
    while site is not None and attribute is not None and attribute.type == "attribute_item":
        if text(attribute) == "#[repr(transparent)]":
            edit = site.replace(attribute, "#[repr(C)]")
            yield Offer("Give it the layout of C", (edit,))
        attribute = attribute.prev_named_sibling

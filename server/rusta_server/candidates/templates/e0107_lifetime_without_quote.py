"""E0107, E0412, E0425: the first type argument is a lifetime that lost its `'`."""

import re
from collections.abc import Iterator

from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0107", "E0412", "E0425")

_LIFETIME = re.compile(r"_|[a-z]\w*")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    written = site.enclosing("type_arguments", "generic_type", "generic_function")
    listed = written if written is None or written.type == "type_arguments" else None
    if listed is None:
        listed = child(written, "type_arguments")
    given = listed.named_children if listed is not None else []
    if listed is None or listed.parent is None or not given:
        return
    if not _LIFETIME.fullmatch(text(given[0])) or any(n.type == "lifetime" for n in given):
        return
    named = head(text(child(listed.parent, "type") or child(listed.parent, "function")))
    for item in items_named(scene, named, "struct_item", "enum_item", "type_item", "trait_item"):
        parameters = child(item.node, "type_parameters")
        kinds = [n.type for n in parameters.named_children] if parameters is not None else []
        if "lifetime_parameter" in kinds and len(kinds) >= len(given):
            new = f"'{text(given[0])}"
            yield Offer(f"Write the lifetime {new}", (site.replace(given[0], new),))
            return

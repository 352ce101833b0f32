"""E0366, E0367: `Drop` is implemented for some of the types that a generic type stands for.

Implement it for all, with the generics and bounds that the type declares.
"""

from collections.abc import Iterator

from rusta_server.candidates.generics import where_clause
from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0366", "E0367")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("impl_item") if site is not None else None
    of_type = child(item, "type")
    name = text(child(of_type, "type") or of_type)
    if site is None or item is None or of_type is None:
        return
    for found in items_named(scene, name, "struct_item", "enum_item", "union_item"):
        declared = child(found.node, "type_parameters")
        if declared is None:
            continue
        names = [
            text(child(c, "name") or c) for c in declared.named_children if "comment" not in c.type
        ]
        edits: list[Edit] = []
        given = child(item, "type_parameters")
        if given is not None:
            edits.append(site.replace(given, text(declared)))
        else:
            edits.append(site.after(item.children[0], text(declared)))
        edits.append(site.replace(of_type, f"{name}<{', '.join(names)}>"))
        own, its = where_clause(item), where_clause(found.node)
        if own is not None:
            edits.append(site.replace(own, text(its)))
        elif its is not None:
            edits.append(site.after(of_type, f" {text(its)}"))
        yield Offer(f"Implement Drop for every {name}", tuple(edits))

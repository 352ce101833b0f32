"""E0326: an associated constant has another type than in its trait.

It takes the trait's, or the trait's takes that of the only place that gives a value.
"""

from collections.abc import Iterator

from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0326",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = site.enclosing("const_item") if site is not None else None
    kind = child(own, "type")
    if site is None or kind is None:
        return
    for found in items_named(scene, text(child(own, "name")), "const_item"):
        declared = child(found.node, "type")
        if declared is None or text(declared) == text(kind):
            continue
        yield Offer(
            f"Give it the trait's type {text(declared)}", (site.replace(kind, text(declared)),)
        )
        edit = found.file.replace(declared, text(kind))
        yield Offer(f"Declare the type {text(kind)} in the trait", (edit,))

"""A method of an impl declares other lifetime parameters than its trait does.

Declare those of the trait.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import function_around, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0195", "E0049")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = None if site is None else function_around(site)
    name = None if own is None else child(own.node, "name")
    if site is None or own is None or name is None:
        return
    written = child(own.node, "type_parameters")
    for declared in functions_named(scene, own.name):
        if declared.owner is None or declared.owner.type != "trait_item":
            continue
        wanted = text(child(declared.node, "type_parameters"))
        if wanted == text(written):
            continue
        edit = site.after(name, wanted) if written is None else site.replace(written, wanted)
        yield Offer(f"Declare the parameters that the trait declares for {own.name}", (edit,))

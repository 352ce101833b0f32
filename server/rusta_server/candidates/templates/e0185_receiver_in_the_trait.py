"""E0185: a method has a receiver in the impl, and none in the trait. The trait gets it too, since
the impl was written to use it."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0185",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = child(site.enclosing("function_item"), "parameters") if site is not None else None
    given = own.named_children if own is not None else []
    receiver = next((c for c in given if c.type == "self_parameter"), None)
    if receiver is None:
        return
    for place, span in sites(scene):
        declared = place.enclosing("function_signature_item", "function_item")
        listed = child(declared, "parameters")
        if span.primary or listed is None:
            continue
        glue = ", " if listed.named_child_count else ""
        edit = place.insert(listed.start_byte + 1, f"{text(receiver)}{glue}")
        yield Offer(f"Declare {text(receiver)} in the trait", (edit,))

"""E0038: a trait that a `dyn` is made of has a method that no object can have.

Ask for `Self: Sized` at the method, so that it is not one of the object's.
"""

from collections.abc import Iterator

from rusta_server.candidates.generics import add_predicate
from rusta_server.candidates.items import FUNCTIONS
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0038",)


def candidates(scene: Scene) -> Iterator[Offer]:
    seen: set[int] = set()
    for site, span in sites(scene):
        if "because" not in (span.label or ""):
            continue
        method = site.enclosing(*FUNCTIONS)
        holder = site.enclosing("trait_item")
        if method is None or holder is None or method.start_byte in seen:
            continue
        seen.add(method.start_byte)
        title = f"Leave {text(child(method, 'name'))} out of the object"
        yield Offer(title, add_predicate(site, method, "Self: Sized"))

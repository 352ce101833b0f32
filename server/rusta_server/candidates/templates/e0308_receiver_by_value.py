"""A method borrows `self`, and its body gives parts of it away: `expected T, found &T`, or
`cannot move out of self.x which is behind a reference`.

Let the method take `self` by value. Offered first where its name says so (`into_…`).
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.bindings import binding_of, root_name
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0507", "E0515", "E0382")

_BORROWED = re.compile(r"expected .*, found `?&|behind an? (shared|mutable) reference")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = None if site is None else function_around(site)
    if site is None or function is None or function.receiver is None:
        return
    if text(function.receiver) not in ("&self", "&mut self") or not _from_self(site):
        return
    said = " ".join([scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)])
    if scene.diagnostic.code in ("E0515", "E0382") or _BORROWED.search(said):
        title = f"Let {function.name} take self by value"
        yield Offer(title, (site.replace(function.receiver, "self"),))


def _from_self(site: Site) -> bool:
    """Whether the value at the place comes out of `self`, through at most three bindings."""
    name = root_name(site.expression)
    for _ in range(3):
        if name == "self":
            return True
        binding = binding_of(site, name) if name else None
        if binding is None or binding.value is None:
            return False
        name = root_name(binding.value)
    return name == "self"

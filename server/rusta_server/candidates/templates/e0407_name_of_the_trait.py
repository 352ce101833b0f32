"""E0407, E0437, E0438: an impl has an item that its trait does not, and lacks one that it has.

Give it the name of the one that is missing.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, site_of, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0407", "E0437", "E0438")

_KINDS = {"E0407": "function_item", "E0437": "type_item", "E0438": "const_item"}
_MISSING = re.compile(r"missing: (.*)$")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    code = scene.diagnostic.code or ""
    own = site.enclosing(_KINDS[code]) if site is not None else None
    impl = site.enclosing("impl_item") if site is not None else None
    name = child(own, "name")
    if site is None or impl is None or name is None:
        return
    for error in scene.errors:
        said = _MISSING.search(error.message) if error.code == "E0046" else None
        there = site_of(scene, error.primary) if said is not None else None
        if said is None or there is None or there.path != site.path:
            continue
        if not impl.start_byte <= there.start < impl.end_byte:
            continue
        for missing in re.findall(r"`(\w+)`", said[1]):
            yield Offer(f"Rename {text(name)} to {missing}", (site.replace(name, missing),))

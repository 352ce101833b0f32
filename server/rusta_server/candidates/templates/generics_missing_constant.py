"""E0425: a constant is not found that the head of an item has as the length of an array, or gives
a type: a const parameter nobody declared.

Declare it as a `usize`, or as the file's other items declare it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site
from rusta_server.candidates.type_parameters import declare, head, items_around, uses
from rusta_server.contracts.candidate import Scene

CODES = ("E0425",)

_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_USUAL = ("usize", "u32", "bool")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not _CONSTANT.fullmatch(site.text):
        return
    name = site.text
    known = re.findall(rf"\bconst {name}: (\w+)", site.source.decode(errors="replace"))
    for item in items_around(site.node):
        if child(item, "parameters") is None and item.type == "function_item":
            continue
        if uses(head(item), name):
            for kind in dict.fromkeys((*known, *_USUAL)):
                edit = declare(site, item, f"const {name}: {kind}")
                if edit is not None:
                    yield Offer(f"Declare the parameter const {name}: {kind}", (edit,))
            return

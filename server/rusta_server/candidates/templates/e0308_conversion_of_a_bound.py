"""`expected &[u8], found type parameter R`: the value's bound converts it, and nobody calls it.

Call the method of the bound: `AsRef` has `as_ref`, `Into` has `into`, `Borrow` has `borrow`.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0599", "E0369", "E0614", "E0608")

_PARAMETER = re.compile(
    r"found (?:&)?type parameter `&?(?:mut )?(\w+)`|of type `&?(?:mut )?([A-Z]\w*)`"
)
_METHODS = {
    "AsRef": "as_ref",
    "AsMut": "as_mut",
    "Into": "into",
    "Borrow": "borrow",
    "ToOwned": "to_owned",
    "IntoIterator": "into_iter",
    "ToString": "to_string",
}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = None if site is None else site.expression
    said = [scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)]
    found = next((m for words in said if (m := _PARAMETER.search(words))), None)
    if site is None or node is None or found is None:
        return
    name = found[1] or found[2]
    declared = re.findall(rf"\b{name}\s*:\s*([^{{;=]*)", site.source.decode(errors="replace"))
    for bound, method in _METHODS.items():
        if any(re.match(rf"[^,]*?\b{bound}\b", bounds) for bounds in declared):
            yield Offer(f"Convert {text(node)} by {method}", (site.after(node, f".{method}()"),))

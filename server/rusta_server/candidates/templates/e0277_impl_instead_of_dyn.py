"""E0277: a parameter is a bare `dyn Trait`, whose size is not known.

Take `impl Trait`: a value of whatever type has the trait. (The Rust Reference, "Impl trait",
"Anonymous type parameters".)
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import files, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0308")

_UNSIZED = re.compile(r"`\(?dyn (\w[\w:]*)[^`]*` cannot be known|expected `dyn (\w[\w:]*)")
_TAKEN = "(parameter type: (dynamic_type) @type)"


def candidates(scene: Scene) -> Iterator[Offer]:
    primary = scene.diagnostic.primary
    label = (primary.label or "") if primary is not None else ""
    said = _UNSIZED.search(f"{scene.diagnostic.message} {label}")
    if said is None:
        return
    trait = head(said[1] or said[2])
    for site in files(scene):
        for match in query(site.source, _TAKEN):
            node = match["type"][0]
            bounds = text(node).removeprefix("dyn ")
            if head(bounds) == trait:
                yield Offer(f"Take impl {bounds}", (site.replace(node, f"impl {bounds}"),))

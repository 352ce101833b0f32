"""E0308: a function that gives plain values only is declared to give an `Option` or `Result`.

Where no line of the body knows of the other case (no `None`, `Some`, `Ok`, `Err`, `?`), declare the
plain type. Callers that take it for an `Option` keep that from being green.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, shown, sites, text
from rusta_server.candidates.types import head, mismatch
from rusta_server.contracts.candidate import Scene
from rusta_server.patches.layers import inner_type, layer_of

CODES = ("E0308",)

_LAYERS = ("Option", "Result")
_KNOWS = re.compile(r"\b(?:None|Some|Ok|Err)\b|\?")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = mismatch(scene.diagnostic)
    for site, _ in list(sites(scene))[:1]:
        function = function_around(site)
        declared = child(function.node, "return_type") if function is not None else None
        body = child(function.node, "body") if function is not None else None
        inner = inner_type(declared) if declared is not None else None
        if said is None or function is None or declared is None or body is None or inner is None:
            return
        if layer_of(declared) not in _LAYERS or head(said.expected) != layer_of(declared):
            return
        if not _KNOWS.search(text(body)):
            title = f"Declare that {function.name} returns {shown(inner)}"
            yield Offer(title, (site.replace(declared, text(inner)),))

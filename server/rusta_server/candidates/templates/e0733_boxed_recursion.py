"""E0733: an async function awaits itself, so that its future would hold itself.

Box the inner future: `f(x).await` becomes `Box::pin(f(x)).await`.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0733",)


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        function = site.enclosing("function_item")
        name = text(child(function, "name"))
        if function is None:
            continue
        for found in query(function, "(await_expression (call_expression) @call)"):
            (call,) = found["call"]
            if re.search(rf"\b{name}$", text(child(call, "function"))):
                yield Offer("Box the inner future", site.wrap(call, "Box::pin(", ")"))

"""E0308, E0277, E0599, E0369: a function of ours gives a future where its callers want the value.

Make it a plain function; `async` says nothing where nobody awaits it.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.functions import called_name, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0599", "E0369")

_FUTURE = re.compile(r"\bfuture\b|\bimpl Future\b", re.IGNORECASE)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not _FUTURE.search(scene.diagnostic.said):
        return
    for node in (site.node, *ancestors(site.node)):
        if node.type in ("block", "function_item"):
            return
        # The `?` that a future does not take stands behind the call.
        call = node.named_children[0] if node.type == "try_expression" else node
        name = called_name(call) if call.type == "call_expression" else ""
        for function in functions_named(scene, name):
            listed = [c for c in function.node.children if c.type == "function_modifiers"]
            for word in (w for modifiers in listed for w in modifiers.children):
                if word.type == "async":
                    edit = function.file.replace_range(word.start_byte, word.end_byte + 1, "")
                    yield Offer(f"Let {name} be no async fn", (edit,))

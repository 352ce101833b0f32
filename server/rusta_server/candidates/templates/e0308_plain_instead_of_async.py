"""E0308, E0277, E0599, E0369: a function of ours gives a future where its callers want the value.

Make it a plain function; `async` says nothing where nobody awaits it.
"""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.functions import called_name, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, site_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0599", "E0369")

_FUTURE = re.compile(r"\bfuture\b|\bimpl Future\b", re.IGNORECASE)
_BEFORE = re.compile(rb"(\w+)\s*\([^()]*\)\s*\.\s*$")
_BEHIND = ("try_expression", "field_expression")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not _FUTURE.search(scene.diagnostic.said):
        return
    written = site_of(scene, scene.diagnostic.primary) or site
    for name in dict.fromkeys((*_called(site), *_called(written))):
        for function in functions_named(scene, name):
            listed = [c for c in function.node.children if c.type == "function_modifiers"]
            for word in (w for modifiers in listed for w in modifiers.children):
                if word.type == "async":
                    edit = function.file.replace_range(word.start_byte, word.end_byte + 1, "")
                    yield Offer(f"Let {name} be no async fn", (edit,))


def _called(site: Site) -> Iterator[str]:
    """The functions whose results the place is about, the innermost first."""
    for node in (site.node, *ancestors(site.node)):
        if node.type in ("block", "function_item"):
            return
        if node.type == "token_tree":
            if (before := _BEFORE.search(site.source[: site.start])) is not None:
                yield before[1].decode()
            return
        # The `?` that a future does not take stands behind the call, and so does what it is asked.
        call = node.named_children[0] if node.type in _BEHIND else node
        if call.type == "call_expression":
            yield called_name(call)

"""E0308: an iterator stands where one item of it is wanted, as in a `next` that adapts another's.

Ask for the next item: before the last adapter, which becomes the `Option`'s own, or behind it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import call_receiver
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown
from rusta_server.candidates.types import head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_ADAPTERS = re.compile(
    r"(?:Map|Filter|FilterMap|FlatMap|Flatten|Inspect|Cloned|Copied|Take|Skip|Zip|Chain|Rev|Peekable"
    r"|Enumerate|Iter|IterMut|IntoIter|Chars|Bytes|Keys|Values|Drain|Lines|Split\w*)"
)


def candidates(scene: Scene) -> Iterator[Offer]:
    said = mismatch(scene.diagnostic)
    site = primary_site(scene)
    node = site.expression if site is not None else None
    if said is None or site is None or node is None or head(said.expected) != "Option":
        return
    if not _ADAPTERS.fullmatch(head(said.found)):
        return
    receiver = call_receiver(node) if node.type == "call_expression" else None
    if receiver is not None:
        title = f"Ask {shown(receiver)} for its next item"
        yield Offer(title, (site.after(receiver, ".next()"),))
    yield Offer(f"Ask {shown(node)} for its next item", (site.after(node, ".next()"),))

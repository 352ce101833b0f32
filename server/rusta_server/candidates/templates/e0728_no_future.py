"""E0728, E0277: `.await` behind what is no future. Leave it away."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0728", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    awaited = site.enclosing("await_expression") if site is not None else None
    if site is None or awaited is None or "await" not in site.text:
        return
    value = awaited.named_children[0]
    yield Offer("Do not await it", (site.replace(awaited, text(value)),))

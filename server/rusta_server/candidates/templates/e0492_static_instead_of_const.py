"""E0492, E0764: a constant borrows what may change. A `static` has one place that can be borrowed.

The constant that is borrowed becomes a `static`, and so does the one that borrows it.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0492", "E0764", "E0010")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = site.enclosing("const_item") if site is not None else None
    if site is None or own is None:
        return
    used = {token.text for token in tokens_of(site.source[own.start_byte : own.end_byte])}
    constants = [found["item"][0] for found in query(site.source, "(const_item) @item")]
    borrowed = [c for c in constants if c != own and text(child(c, "name")) in used]
    lent = [_static(site, c.start_byte, c.end_byte) for c in borrowed]
    mine = _static(site, own.start_byte, own.end_byte)
    for edits in ((*lent, mine), tuple(lent), (mine,)):
        if edits:
            names = [text(child(c, "name")) for c in borrowed[: len(lent)]]
            title = f"Make {', '.join(names or [text(child(own, 'name'))])} static"
            yield Offer(title, edits)


def _static(site: Site, start: int, end: int) -> Edit:
    at = site.source.index(b"const", start, end)
    return site.replace_range(at, at + len("const"), "static")

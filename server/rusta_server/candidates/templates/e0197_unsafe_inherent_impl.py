"""E0197, E0198: an inherent or a negative impl is called `unsafe`, which only the impl of an unsafe
trait is. Take the word away."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0197", "E0198")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("impl_item") if site is not None else None
    if site is None or item is None:
        return
    blank = site.source.find(b" ", item.start_byte)
    if text(item).startswith("unsafe "):
        edit = site.replace_range(item.start_byte, blank + 1, "")
        yield Offer("Remove `unsafe` from the impl", (edit,))

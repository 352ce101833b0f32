"""E0768: a number has the mark of its base and no digits. Write the digit 0, which is its value."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0768",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is not None and site.text[:2] in ("0x", "0b", "0o"):
        edit = site.insert(site.start + 2, "0")
        yield Offer(f"Write {site.text[:2]}0", (edit,))

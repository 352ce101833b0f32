"""E0119: a trait is derived, and implemented by hand as well.

The impl was written on purpose: take the trait out of the list.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0119",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    attribute = site.enclosing("attribute_item") if site is not None else None
    if site is None or attribute is None or "derive" not in text(attribute):
        return
    before, after = site.source[: site.start], site.source[site.end :]
    ahead = after.lstrip()
    title = f"Do not derive {site.text}, which is implemented by hand"
    if before.rstrip().endswith(b","):
        start = len(before.rstrip()) - 1
        yield Offer(title, (site.replace_range(start, site.end, ""),))
    elif ahead.startswith(b","):
        end = len(site.source) - len(ahead[1:].lstrip())
        yield Offer(title, (site.replace_range(site.start, end, ""),))
    else:
        line = (
            attribute.end_byte + 1 if after.lstrip(b")]").startswith(b"\n") else attribute.end_byte
        )
        start = attribute.start_byte - len(site.indent(attribute))
        yield Offer(title, (site.replace_range(start, line, ""),))

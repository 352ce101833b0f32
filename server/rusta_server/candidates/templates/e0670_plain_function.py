"""E0670: an `async fn` in a crate of the 2015 edition, which knows none.

Leave the word out. (Another edition is another decision: it changes what the whole crate means.)
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0670",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is not None and site.text == "async":
        behind = site.source[site.end :]
        end = site.end + len(behind) - len(behind.lstrip())
        yield Offer("Write a plain function", (site.replace_range(site.start, end, ""),))

"""E0106: a reference in the field of a type has no lifetime.

Where the type declares none it can only be `'static`, unless all its uses are to change: write
that.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0106",)

_FIELDS = ("field_declaration", "ordered_field_declaration_list")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or site.source[site.start : site.start + 1] != b"&":
        return
    if any(node.type in _FIELDS for node in ancestors(site.node)):
        yield Offer("Hold what is there for good", (site.insert(site.start + 1, "'static "),))

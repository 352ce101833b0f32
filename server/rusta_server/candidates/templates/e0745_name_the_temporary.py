"""E0745: the raw address of a temporary value, which is gone at once. Give the value a name."""

import re
from collections.abc import Iterator

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0745",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    statement = next(
        (a for a in (site.node, *ancestors(site.node)) if a.parent and a.parent.type == "block"),
        None,
    )
    value = site.text
    if statement is None or not value:
        return
    mutable = "mut " if re.search(rb"raw\s+mut\s*$", site.source[: site.start]) else ""
    line = f"let {mutable}value = {value};\n{site.indent(statement)}"
    edits = (site.before(statement, line), site.replace_range(site.start, site.end, "value"))
    yield Offer("Give the value a name", edits)

"""E0382: a value was given away, and what wants it again is the same statement once more.

Leave one of them: it was written twice.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    statement = site.enclosing("expression_statement") if site is not None else None
    before = statement.prev_named_sibling if statement is not None else None
    if site is None or statement is None or before is None or text(before) != text(statement):
        return
    edit = site.replace_range(before.end_byte, statement.end_byte, "")
    yield Offer(f"Leave out {shown(statement)}, which was just done", (edit,))

"""unreachable_code: statements behind one that leaves the block.

Take away those that are never reached, or let the one before come last.
"""

from collections.abc import Iterator

from rusta_indexer.syntax import line_start
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("unreachable_code",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    statement = site.node
    while statement.parent is not None and statement.parent.type != "block":
        statement = statement.parent
    block, before = statement.parent, statement.prev_named_sibling
    if block is None or before is None:
        return
    start = line_start(site.source, statement.start_byte)
    alone = not site.source[start : statement.start_byte].strip()
    end = site.source.find(b"\n", statement.end_byte)
    if alone and end >= 0 and not site.source[statement.end_byte : end].strip():
        edit = site.replace_range(start, end + 1, "")
    else:
        edit = site.replace_range(before.end_byte, statement.end_byte, "")
    yield Offer(f"Remove the unreachable `{text(statement)[:30]}`", (edit,))
    if statement.next_named_sibling is None:
        between = site.source[before.end_byte : statement.start_byte].decode(errors="replace")
        swapped = f"{text(statement)}{between}{text(before)}"
        edit = site.replace_range(before.start_byte, statement.end_byte, swapped)
        yield Offer(f"Move `{text(statement)[:30]}` up, where it is reached", (edit,))

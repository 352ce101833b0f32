"""Two statements stand in the wrong order: a value is used after it was given away, or changed
while something still borrows it.

Move the statement that gives away or changes behind the last use; or in front of the borrow; or the
later use in front of it.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, shown, sites
from rusta_server.candidates.statements import (
    bound_names,
    mentions,
    move_after,
    move_before,
    siblings,
)
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = (
    "E0381",
    "E0382",
    "E0499",
    "E0502",
    "E0503",
    "E0505",
    "E0506",
    "E0713",
    "E0524",
    "E0500",
    "E0501",
)

_FIRST = ("closure is constructed here", "borrow occurs here", "is borrowed here")


def candidates(scene: Scene) -> Iterator[Offer]:
    marked = list(sites(scene))
    if not marked:
        return
    culprit = marked[0][0]
    if scene.diagnostic.code == "E0382":
        # The primary span is the use; what has to wait is the move.
        for site, span in marked[1:]:
            if "moved" in (span.label or "") and site.path == culprit.path:
                yield from _swap(site, site.node, culprit.node)
        return
    here = [(s, span.label or "") for s, span in marked[1:] if s.path == culprit.path]
    uses = [s for s, label in here if "later used here" in label or "later stored" in label]
    borrows = [s for s, label in here if any(words in label for words in _FIRST)]
    # Behind the last use everything sees what it saw before: that comes first.
    for use in uses:
        yield from _swap(culprit, culprit.node, use.node)
    for borrow in borrows:
        for use in uses:
            yield from _later(culprit, borrow.node, use.node)
        yield from _swap(culprit, borrow.node, culprit.node)


def _later(site: Site, borrow: Node, use: Node) -> Iterator[Offer]:
    """The statement that borrows, moved down to where the borrow is used."""
    pair = siblings(borrow, use)
    if pair is not None and pair[0].start_byte < pair[1].start_byte:
        first, second = pair
        if _between(first, second) and not _clash(first, _between(first, second)):
            yield from _offer(f"Move `{shown(first)}` down", move_before(site, first, second))


def _swap(site: Site, earlier: Node, later: Node) -> Iterator[Offer]:
    """The statement of `earlier` behind that of `later`; that of `later` in front of the first."""
    pair = siblings(earlier, later)
    if pair is None or pair[0].start_byte >= pair[1].start_byte:
        return
    first, second = pair
    between = _between(first, second)
    if (not _clash(first, [*between, second]) and first.type != second.type) or not _clash(
        first, [*between, second]
    ):
        yield from _offer(f"Move `{shown(first)}` down", move_after(site, first, second))
    if not any(_clash(before, [second]) for before in [first, *between]):
        yield from _offer(f"Move `{shown(second)}` up", move_before(site, second, first))


def _offer(title: str, edits: tuple[Edit, ...] | None) -> Iterator[Offer]:
    if edits is not None:
        yield Offer(title, edits)


def _between(first: Node, second: Node) -> list[Node]:
    found: list[Node] = []
    node = first.next_named_sibling
    while node is not None and node != second:
        found.append(node)
        node = node.next_named_sibling
    return found


def _clash(statement: Node, others: list[Node]) -> bool:
    """Whether one of `others` needs a name that `statement` binds."""
    names = bound_names(statement)
    return any(mentions(other, name) for other in others for name in names)

"""A borrowed value dies before what borrows it: it is declared in an inner block, or after the
borrower, and values are dropped in reverse order.

Move its `let` up, in front of the inner block or of the borrower's declaration.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, sites
from rusta_server.candidates.statements import bound_names, move_before, siblings, statement_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0597",)

_DROPPED = re.compile(r"when `(\w+)` is dropped")


def candidates(scene: Scene) -> Iterator[Offer]:
    declared: Node | None = None
    for site, span in sites(scene):
        if re.match(r"binding `\w+` declared here", span.label or ""):
            declared = statement_of(site.node)
    if declared is None or not bound_names(declared):
        return
    title = f"Declare {bound_names(declared)[0]} earlier"
    for site, span in sites(scene):
        label = span.label or ""
        if "later used here" in label and (pair := siblings(declared, site.node)):
            yield from _up(title, site, declared, pair[0])
        elif dropped := _DROPPED.search(label):
            target = _declaration(declared, dropped[1])
            if target is not None:
                yield from _up(title, site, declared, target)


def _up(title: str, site: Site, declared: Node, target: Node) -> Iterator[Offer]:
    if target != declared and (edits := move_before(site, declared, target)) is not None:
        yield Offer(title, edits)


def _declaration(statement: Node, name: str) -> Node | None:
    """The `let` of `name` above `statement`, in its block or in one around it."""
    at: Node | None = statement
    while at is not None and at.type != "function_item":
        above = at.prev_named_sibling
        while above is not None:
            if name in bound_names(above):
                return above
            above = above.prev_named_sibling
        at = at.parent
    return None

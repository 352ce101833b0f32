"""A statement uses a local variable that is declared further down.

Move the declaration up, in front of the first statement that uses it; or that one statement down.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.candidates.statements import bound_names, mentions, move_after, move_before
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0425", "E0423", "E0424")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not site.text.isidentifier():
        return
    name = site.text
    for use in (site.node, *ancestors(site.node)):
        if use.type == "function_item":
            return
        if use.parent is not None and use.parent.type == "block":
            declared = _declared_below(use, name)
            if declared is not None:
                yield from _moves(site, name, use, declared)
                return


def _moves(site: Site, name: str, use: Node, declared: Node) -> Iterator[Offer]:
    first = _first_user(use, declared, name)
    between = site.source[first.end_byte : declared.start_byte]
    if not between.strip():
        # Blank lines stay where they are.
        up: tuple[Edit, ...] | None = (
            site.replace(first, text(declared)),
            site.replace(declared, text(first)),
        )
    else:
        up = move_before(site, declared, first)
    if up is not None:
        yield Offer(f"Declare `{name}` before it is used", up)
    down = move_after(site, use, declared) if first == use else None
    if down is not None:
        yield Offer(f"Use `{name}` after it is declared", down)


def _declared_below(statement: Node, name: str) -> Node | None:
    below = statement.next_named_sibling
    while below is not None:
        if name in bound_names(below):
            return below
        below = below.next_named_sibling
    return None


def _first_user(use: Node, declared: Node, name: str) -> Node:
    """Another statement above may be reported later: the whole block is looked through, down from
    the last other declaration of `name`."""
    first, above = use, use.prev_named_sibling
    while above is not None and name not in bound_names(above):
        if mentions(above, name):
            first = above
        above = above.prev_named_sibling
    return first

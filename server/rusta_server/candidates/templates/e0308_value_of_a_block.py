"""E0308: the block of a closure, an arm or a function ends in a statement, and its value is wanted.

Take the semicolon away.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites
from rusta_server.candidates.types import mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0271")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = mismatch(scene.diagnostic)
    if said is not None and "()" not in said.found:
        return
    for site, _ in list(sites(scene))[:2]:
        for block in _blocks(site):
            yield from _without_semicolon(site, block)


def _blocks(site: Site) -> Iterator[Node]:
    """That of the closures in what the diagnostic points at, else the one around it."""
    node = site.expression
    closures = (
        [m["closure"][0] for m in query(node, "(closure_expression) @closure")] if node else []
    )
    for closure in closures:
        body = child(closure, "body")
        if body is not None and body.type == "block":
            yield body
    around = site.enclosing("block", "closure_expression")
    block = child(around, "body") if around is not None and around.type != "block" else around
    if block is not None and block.type == "block":
        yield block


def _without_semicolon(site: Site, block: Node) -> Iterator[Offer]:
    last = block.named_children[-1] if block.named_children else None
    if last is not None and last.type == "expression_statement" and last.children[-1].type == ";":
        semicolon = last.children[-1]
        edit = site.replace_range(semicolon.start_byte, semicolon.end_byte, "")
        yield Offer(f"Let {shown(last.children[0])} be the value of the block", (edit,))

"""E0308: the value of a branch is what the function returns, not what the branch has to give.

Write `return` in front of it. In the tail of a block the statement is ended by a semicolon.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.candidates.types import INTEGERS, head, mismatch
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0317")

_OF_RESULT = frozenset(("Ok", "Err", "Some", "None"))


def candidates(scene: Scene) -> Iterator[Offer]:
    said = mismatch(scene.diagnostic)
    seen: set[int] = set()
    for site, _ in sites(scene):
        node = site.expression
        while node is not None and node.type == "block" and node.named_children:
            node = node.named_children[-1]
        if node is None or node.type == "block" or not _is_branch(node) or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        if _may_be_result(site, node, said.found if said is not None else ""):
            title = f"Return {shown(node)}"
            if node.parent is not None and node.parent.type == "match_arm":
                yield Offer(title, (site.before(node, "return "),))
            else:
                yield Offer(title, site.wrap(node, "return ", ";"))
                yield Offer(title, (site.before(node, "return "),))


def _is_branch(node: Node) -> bool:
    """A match arm's value, or the tail of a block of an `if` or of an arm."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "match_arm":
        return node == child(parent, "value")
    if parent.type != "block" or node != parent.named_children[-1]:
        return False
    holder = parent.parent
    return holder is not None and holder.type in (
        "if_expression", "else_clause", "match_arm", "for_expression", "while_expression",
        "loop_expression",
    )  # fmt: skip


def _may_be_result(site: Site, node: Node, found: str) -> bool:
    function = function_around(site.at(node))
    if function is None or enclosing(node, "closure_expression", "async_block"):
        return False
    result = child(function.node, "return_type")
    if result is None:
        return False
    kind = head(text(result))
    call = text(child(node, "function")) if node.type == "call_expression" else text(node)
    if call in _OF_RESULT:
        return (
            kind in (("Option",) if call in ("Some", "None") else ("Result",)) or "Result" in kind
        )
    return head(found) == kind or (found == "integer" and kind in INTEGERS)

"""A label that no loop around has (E0426), or none that a closure lets through (E0767).

The loop that is left gets the label. A `break` that needs one (E0695, in a labelled block; E0590,
in the condition of a loop) names the label of the block or loop around it; a `continue` cannot go
on with a block (E0696), which is left by `break`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0426", "E0767", "E0695", "E0590", "E0696")

_LOOPS = ("loop_expression", "while_expression", "for_expression")


def candidates(scene: Scene) -> Iterator[Offer]:
    site, code = primary_site(scene), scene.diagnostic.code
    jump = site.enclosing("break_expression", "continue_expression") if site else None
    if site is None or jump is None:
        return
    around: list[Node] = []
    for node in ancestors(jump):
        if node.type in ("closure_expression", "function_item"):
            break
        if node.type in (*_LOOPS, "block"):
            around.append(node)
    if code in ("E0426", "E0767"):
        named = re.search(r"'\w+", text(jump))
        for loop in around:
            if named and loop.type in _LOOPS and not _label(loop):
                title = f"Label the loop with {named[0]}"
                yield Offer(title, (site.before(loop, f"{named[0]}: "),))
    elif code == "E0696":
        yield Offer("Leave the block with `break`", (site.replace(jump.children[0], "break"),))
    else:
        word = jump.children[0]
        for node in around:
            if label := _label(node):
                title = f"Name the label {label}"
                yield Offer(title, (site.after(word, f" {label}"),))
        loops = [n for n in around if n.type in _LOOPS and not _label(n)]
        for loop in loops[-1:] if code == "E0695" else loops[:1]:
            label = "'outer" if code == "E0695" else "'condition"
            title = f"Label the loop with {label}"
            edits = (site.before(loop, f"{label}: "), site.after(word, f" {label}"))
            yield Offer(title, edits)


def _label(node: Node) -> str:
    return next((text(c).rstrip(":") for c in node.children if c.type == "label"), "")

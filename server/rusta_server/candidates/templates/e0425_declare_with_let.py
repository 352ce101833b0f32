"""E0425: a value is assigned to a name that nothing declares.

Declare it with `let`; with `let mut` where it is assigned again below.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0425",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    assignment = site.enclosing("assignment_expression")
    left, statement = child(assignment, "left"), assignment and assignment.parent
    if assignment is None or statement is None or statement.type != "expression_statement":
        return
    if left is None or (left.start_byte, left.end_byte) != (site.start, site.end):
        return
    block = statement.parent
    below = site.source[statement.end_byte : block.end_byte if block else statement.end_byte]
    again = re.search(rb"\b%s\s*([-+*/%%|&^]|<<|>>)?=[^=>]" % re.escape(text(left).encode()), below)
    for word in ("let mut", "let") if again else ("let", "let mut"):
        yield Offer(f"Declare `{text(left)}` with `{word}`", (site.before(left, f"{word} "),))

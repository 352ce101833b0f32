"""E0308: `while true` gives `()`, because to the compiler its condition may turn false.

Write `loop`, which ends only by `break` or `return`.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0571", "while_true")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    loop = site.enclosing("while_expression") if site is not None else None
    condition = child(loop, "condition")
    if site is None or loop is None or condition is None or text(condition) != "true":
        return
    word = next(c for c in loop.children if c.type == "while")
    edit = site.replace_range(word.start_byte, condition.end_byte, "loop")
    yield Offer("Write `loop` instead of `while true`", (edit,))

"""E0267, E0268: `break` or `continue` outside of a loop: in a closure, in a function.

What is left there is left by `return`.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0267", "E0268")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    jump = site.enclosing("break_expression", "continue_expression") if site else None
    if site is not None and jump is not None:
        yield Offer("Leave with `return`", (site.replace(jump.children[0], "return"),))

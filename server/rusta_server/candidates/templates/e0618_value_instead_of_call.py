"""E0618: what is no function is called.

Use the value itself where nothing is passed; where one thing is passed, index by it.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import arguments
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0618",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    head, given = child(call, "function"), arguments(call) if call is not None else []
    if site is None or call is None or head is None:
        return
    if not given:
        yield Offer(f"Use {shown(head)} itself", (site.replace(call, text(head)),))
    elif len(given) == 1:
        new = f"{text(head)}[{text(given[0])}]"
        yield Offer(f"Index {shown(head)}", (site.replace(call, new),))
        yield Offer(
            f"Multiply {shown(head)}", (site.replace(call, f"{text(head)} * {text(given[0])}"),)
        )

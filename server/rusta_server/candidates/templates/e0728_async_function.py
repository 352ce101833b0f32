"""E0728: `await` in a function that is not `async`. Make it so."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0728",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    around = site.enclosing("function_item", "closure_expression") if site is not None else None
    if site is None or around is None:
        return
    if around.type == "closure_expression":
        yield Offer("Make the closure async", (site.before(around, "async "),))
        return
    word = next((c for c in around.children if c.type in ("function_modifiers", "fn")), None)
    if word is not None:
        title = f"Make {text(child(around, 'name'))} async"
        yield Offer(title, (site.before(word, "async "),))

"""unused_labels: a loop has a label that nothing names. Take it away."""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("unused_labels",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not site.text.startswith("'"):
        return
    loop = site.enclosing("loop_expression", "while_expression", "for_expression", "block")
    if loop is None or loop.start_byte != site.start:
        return
    rest = next((c for c in loop.children if c.type not in ("label", ":")), None)
    if rest is not None:
        edit = site.replace_range(loop.start_byte, rest.start_byte, "")
        yield Offer(f"Remove the label {site.text.rstrip(':')}", (edit,))

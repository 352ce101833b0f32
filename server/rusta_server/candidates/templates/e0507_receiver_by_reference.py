"""A method takes `self` by value and thereby moves what its caller still needs or only borrows.

Let the method borrow: `self` becomes `&self` or `&mut self` where the diagnostic points at it.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import Function, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505", "E0507", "E0508", "E0509")


def candidates(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        parameter = site.enclosing("self_parameter")
        item = site.enclosing("function_item", "function_signature_item")
        if parameter is None or item is None or text(parameter) not in ("self", "mut self"):
            continue
        if (parameter.start_byte, parameter.end_byte) != (site.start, site.end):
            continue
        own = Function(site, item)
        same = [f for f in functions_named(scene, own.name) if f.owner and f.receiver]
        for new in ("&self", "&mut self"):
            title = f"Let {own.name} borrow its receiver as {new}"
            yield Offer(title, (site.replace(parameter, new),))
            # A method of a trait has the same receiver in the trait and in every impl.
            edits = [
                f.file.replace(f.receiver, new)
                for f in same
                if f.receiver is not None and text(f.receiver) == text(parameter)
            ]
            if len(edits) > 1:
                yield Offer(f"{title} everywhere", tuple(edits))

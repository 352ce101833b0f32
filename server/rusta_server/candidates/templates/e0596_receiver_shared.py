"""A method borrows `self` mutably, which its caller cannot grant: `self` is shared there, or
something else is borrowed at that time.

Let the method borrow it shared: `&mut self` becomes `&self` in its definition.
"""

from collections.abc import Iterator

from rusta_server.candidates.functions import (
    Function,
    call_receiver,
    called_name,
    calls_around,
    functions_named,
)
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0596", "E0502", "E0499", "E0506")

# More methods of one name than this belong to a trait; which one is called is not known here.
_MOST = 3


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.message.endswith("not declared as mutable"):
        return
    seen: set[str] = set()
    for site, span in sites(scene):
        if not span.primary and "mutable borrow" not in (span.label or ""):
            continue
        for name in _methods_called(site):
            if name not in seen:
                seen.add(name)
                yield from _shared(scene, name)


def _methods_called(site: Site) -> Iterator[str]:
    """Of the calls that begin with the place, or are it."""
    for call in calls_around(site):
        receiver = call_receiver(call)
        if receiver is not None and receiver.start_byte == site.start:
            yield called_name(call)


def _shared(scene: Scene, name: str) -> Iterator[Offer]:
    found = [f for f in functions_named(scene, name) if _mutable(f)]
    title = f"Let {name} borrow its receiver as &self"
    if len(found) > _MOST:
        return
    for function in found:
        if function.receiver is not None:
            yield Offer(title, (function.file.replace(function.receiver, "&self"),))
    if len(found) > 1:
        edits = tuple(f.file.replace(f.receiver, "&self") for f in found if f.receiver)
        yield Offer(f"{title} everywhere", edits)


def _mutable(function: Function) -> bool:
    return function.receiver is not None and text(function.receiver) == "&mut self"

"""A method borrows `self` mutably, which its caller cannot grant: `self` is shared there, or
something else is borrowed at that time.

Let the method borrow it shared: `&mut self` becomes `&self` in its definition, wherever that
stands; of a trait's method there and in all impls.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.callees import nearest_first, owner_name
from rusta_server.candidates.functions import (
    Function,
    call_receiver,
    called_name,
    calls_around,
    functions_named,
)
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0596", "E0502", "E0499", "E0506")

# Which method of a common name is called is not known here; beyond these it is a guess.
_MOST = 6
# More than this many under one name are not one thing that changes.
_TOGETHER = 3
_ERRORS = 64
_LOCAL = "not declared as mutable"


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.message.endswith(_LOCAL) and not _is_common(scene):
        return
    seen: set[str] = set()
    for site, span in sites(scene):
        if not span.primary and "mutable borrow" not in (span.label or ""):
            continue
        for receiver, name in _methods_called(site):
            if name not in seen:
                seen.add(name)
                yield from _shared(scene, site, receiver, name)


def _is_common(scene: Scene) -> bool:
    """Whether several bindings lack their `mut` for the same method: then it may be at fault."""
    called: dict[str, int] = {}
    for error in scene.errors[:_ERRORS]:
        site = primary_site(scene.model_copy(update={"diagnostic": error}))
        if site is not None and error.message.endswith(_LOCAL):
            for _, name in _methods_called(site):
                called[name] = called.get(name, 0) + 1
    own = primary_site(scene)
    return own is not None and any(called.get(name, 0) > 1 for _, name in _methods_called(own))


def _methods_called(site: Site) -> Iterator[tuple[Node, str]]:
    """Of the calls that begin with the place, or are it."""
    for call in calls_around(site):
        receiver = call_receiver(call)
        if receiver is not None and receiver.start_byte == site.start:
            yield receiver, called_name(call)


def _shared(scene: Scene, site: Site, receiver: Node, name: str) -> Iterator[Offer]:
    found = [f for f in functions_named(scene, name) if _mutable(f)]
    groups = nearest_first(scene, site, receiver, found)[:_MOST]
    for group in groups:
        title = f"Let {name} of {owner_name(group[0])} borrow its receiver as &self"
        yield Offer(title, tuple(f.file.replace(f.receiver, "&self") for f in group if f.receiver))
    if len(groups) > 1 and len(found) <= _TOGETHER:
        title = f"Let {name} borrow its receiver as &self everywhere"
        yield Offer(title, tuple(f.file.replace(f.receiver, "&self") for f in found if f.receiver))


def _mutable(function: Function) -> bool:
    return function.receiver is not None and text(function.receiver) == "&mut self"

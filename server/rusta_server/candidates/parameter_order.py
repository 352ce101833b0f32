"""Two parameters of a definition exchanged, where a call gives them in the other order."""

from collections.abc import Iterator
from itertools import combinations, islice

from tree_sitter import Node

from rusta_server.candidates.callees import nearest_first
from rusta_server.candidates.functions import (
    Function,
    arguments,
    call_receiver,
    called_name,
    calls_around,
    functions_named,
)
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, shown, sites, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0308", "E0277")

_MOST = 10
# Beyond these every pair is a guess among too many.
_PARAMETERS = 5
_ERRORS = 64


def exchanges(scene: Scene, *, supported: bool) -> Iterator[Offer]:
    """Pairs that stand side by side first. `supported`: only those for which the project speaks,
    that is where two calls or more disagree with the definition, or another function of the name
    has its parameters in the other order; else only the others."""
    return islice(_exchanges(scene, supported), _MOST)


def _exchanges(scene: Scene, supported: bool) -> Iterator[Offer]:
    for site, call in _calls(scene):
        name, receiver = called_name(call), call_receiver(call)
        count = len(arguments(call))
        named = functions_named(scene, name)
        fitting = [f for f in named if _takes(f, count, receiver is not None)]
        several = bool(fitting) and _several_disagree(scene, name)
        for group in nearest_first(scene, site, receiver, fitting):
            own = group[0]
            for one, other in _pairs(own):
                speaks = several or any(_reverses(f, own, one, other) for f in named)
                if speaks is supported:
                    first, second = (
                        shown(child(own.parameters[at], "pattern")) for at in (one, other)
                    )
                    yield Offer(
                        f"Exchange the parameters {first} and {second} of {name}",
                        tuple(edit for f in group for edit in _exchange(f, one, other)),
                    )


def _calls(scene: Scene) -> Iterator[tuple[Site, Node]]:
    seen: set[tuple[str, int]] = set()
    for site, span in sites(scene):
        for call in calls_around(site) if span.primary else ():
            if (site.path, call.start_byte) not in seen:
                seen.add((site.path, call.start_byte))
                yield site, call


def _takes(function: Function, count: int, by_method: bool) -> bool:
    hidden = 1 if function.receiver is not None and not by_method else 0
    return len(function.parameters) + hidden == count


def _pairs(function: Function) -> list[tuple[int, int]]:
    """Of parameters whose types differ: the others would not have been noticed."""
    listed = function.parameters[:_PARAMETERS]
    pairs = [
        (one, other)
        for one, other in combinations(range(len(listed)), 2)
        if text(child(listed[one], "type")) != text(child(listed[other], "type"))
    ]
    return sorted(pairs, key=lambda pair: pair[1] - pair[0])


def _exchange(function: Function, one: int, other: int) -> Iterator[Edit]:
    first, second = function.parameters[one], function.parameters[other]
    yield function.file.replace(first, text(second))
    yield function.file.replace(second, text(first))


def _several_disagree(scene: Scene, name: str) -> bool:
    """Whether errors of this kind are about two calls of that name or more."""
    found: set[tuple[str, int]] = set()
    for error in (scene.diagnostic, *scene.errors[:_ERRORS]):
        if error.code in CODES:
            for site, call in _calls(scene.model_copy(update={"diagnostic": error})):
                if called_name(call) == name:
                    found.add((site.path, call.start_byte))
        if len(found) > 1:
            return True
    return False


def _reverses(function: Function, own: Function, one: int, other: int) -> bool:
    names = [text(child(p, "pattern")) for p in function.parameters]
    first, second = (text(child(own.parameters[at], "pattern")) for at in (one, other))
    known = first in names and second in names
    return known and names.index(second) < names.index(first)

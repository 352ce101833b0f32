"""E0308: the arguments of a call have the names of its parameters, in another order."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import (
    arguments,
    call_receiver,
    called_name,
    calls_around,
    functions_named,
)
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)

_NAME = re.compile(r"[&*\s]*(?:mut\s+)?(?:self\.)?(\w+)(?:\.clone\(\))?")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    for call in calls_around(site):
        given = arguments(call)
        for function in functions_named(scene, called_name(call)):
            if function.receiver is not None and call_receiver(call) is None:
                continue
            names = [text(child(p, "pattern")).removeprefix("mut ") for p in function.parameters]
            ordered = _by_name(given, names)
            if ordered is None or ordered == given:
                continue
            edits = tuple(
                site.replace(old, text(new))
                for old, new in zip(given, ordered, strict=True)
                if old != new
            )
            yield Offer("Give the arguments in the order of the parameters", edits)


def _by_name(given: list[Node], names: list[str]) -> list[Node] | None:
    """Each argument where the parameter of its name is; None where one has no such name."""
    of = {m[1]: node for node in given if (m := _NAME.fullmatch(text(node)))}
    if len(given) < 2 or len(of) != len(given) or sorted(of) != sorted(names):
        return None
    return [of[name] for name in names]

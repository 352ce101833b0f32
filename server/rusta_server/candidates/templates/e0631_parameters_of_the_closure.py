"""E0631: a closure's parameters have other types than what it is given to passes.

Write the types that are expected, or leave them to the compiler.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.candidates.types import split
from rusta_server.contracts.candidate import Scene

CODES = ("E0631",)

_EXPECTED = re.compile(r"expected (?:closure|function) signature `(?:for<[^>]*> )?fn\((.*)\) ->")


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _EXPECTED.search(scene.diagnostic.rendered)
    for site, _ in sites(scene):
        closure = site.enclosing("closure_expression")
        listed = child(closure, "parameters")
        given = [c for c in listed.named_children if c.type == "parameter"] if listed else []
        if listed is None or not given:
            continue
        expected = split(said[1]) if said else []
        kinds = [child(c, "type") for c in given]
        if len(expected) == len(given) and all(re.fullmatch(r"[\w:<>&', ]+", e) for e in expected):
            edits = tuple(
                site.replace(kind, new)
                for kind, new in zip(kinds, expected, strict=True)
                if kind is not None and text(kind) != new
            )
            yield Offer(f"Take {', '.join(expected)}", edits)
        return

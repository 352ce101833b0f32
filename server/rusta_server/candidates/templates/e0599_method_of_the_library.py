"""E0599: a type of the standard library is asked for a method that it has by another name.

Call what shares most words with what was written: `next_item` is `next`, `sort_by_keys` is
`sort_by_key`.
"""

import re
from collections.abc import Iterator

from rusta_indexer.spelling import nearest
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.std_methods import methods_of
from rusta_server.candidates.types import head
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)

_SAID = re.compile(r"no method named `(\w+)` found for [\w ]*?`(.+?)` in the current scope")
_MAX = 8


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _SAID.match(scene.diagnostic.message)
    site = primary_site(scene)
    access = site.enclosing("field_expression") if site is not None else None
    field = child(access, "field")
    if said is None or site is None or field is None or text(field) != said[1]:
        return
    if any(True for _ in types_named(scene, head(said[2]))):
        return
    for other in _like(said[1], methods_of(said[2]))[:_MAX]:
        yield Offer(f"Call {other} instead of {said[1]}", (site.replace(field, other),))


def _like(name: str, known: list[str]) -> list[str]:
    """Those that share words with `name`, the most first and of these the ones with the fewest
    others; behind them those that are spelt alike."""
    words = set(parts(name))
    shared = {other: words & set(parts(other)) for other in known if other != name}
    by_words = sorted(
        (other for other, common in shared.items() if common),
        key=lambda other: (-len(shared[other]), len(set(parts(other)) - words)),
    )
    return list(dict.fromkeys((*by_words, *(other for _, other in nearest(name, known)))))

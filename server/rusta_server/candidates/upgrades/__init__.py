"""Repairs of a caller whose dependency or edition was raised. A module has

* a docstring: what changed, and what the repair does,
* `CODES`: the diagnostics it is for, as in `templates/`,
* `candidates(scene, facts)`: its offers, best first; those for all errors alike before those for
  one place.

`facts` is what the dependencies' own sources say; empty where nobody asked them, and then only the
idioms of editions have anything to offer.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

from rusta_server.candidates.offer import Offer, modules_of, named
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.tools_deps import DepsResult

__all__ = ["Facts", "candidates_for"]


class Source(Protocol):
    def candidates(self, scene: Scene, facts: Facts) -> Iterator[Offer]: ...


def candidates_for(scene: Scene, deps: DepsResult | None = None) -> Iterator[Candidate]:
    """Every candidate of this room for `scene.diagnostic`."""
    facts = Facts.of(deps)
    for name, source in _by_code().get(scene.diagnostic.code or "syntax", []):
        yield from named(f"upgrade:{name}", source.candidates(scene, facts))


@lru_cache(maxsize=1)
def _by_code() -> dict[str, list[tuple[str, Source]]]:
    found: dict[str, list[tuple[str, Source]]] = defaultdict(list)
    for name, module in modules_of(sys.modules[__name__]):
        for code in getattr(module, "CODES", ()):
            found[code].append((name, cast(Source, module)))
    return dict(found)

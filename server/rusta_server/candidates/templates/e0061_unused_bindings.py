"""E0061: a call lacks arguments, and the function has bindings that nothing uses.

Pass those: one each, as many as are missing in the order they were bound, or all of them as a
tuple.
"""

import re
from collections.abc import Iterator

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.functions import arguments, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site
from rusta_server.candidates.words import occurrences
from rusta_server.contracts.candidate import Scene

CODES = ("E0061",)

_SAYS = re.compile(r"takes (\d+) arguments? but (\d+) arguments? (?:was|were) supplied")
_MAX = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    said, site = _SAYS.search(scene.diagnostic.message), primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    listed = child(call, "arguments")
    if said is None or site is None or call is None or listed is None:
        return
    unused = _unused(site)[:_MAX]
    missing = int(said[1]) - int(said[2])
    given = arguments(call)
    glue = ", " if given else ""
    values = [", ".join(unused)] if missing > 1 and missing == len(unused) else []
    if missing == 1:
        values = list(reversed(unused))
        if len(unused) > 1:
            values.insert(0, f"({', '.join(unused)})")
    for value in values:
        yield Offer(f"Pass {value}", (site.insert(listed.end_byte - 1, glue + value),))


def _unused(site: Site) -> list[str]:
    """The names bound before the place that stand nowhere else in the function, in order."""
    function = function_around(site)
    if function is None:
        return []
    count = occurrences(function.node)
    known = sorted(
        (n for n in names_in_scope(site.source, site.start) if n.kind in ("local", "param")),
        key=lambda n: n.start,
    )
    names = [n.name for n in known if not n.name.startswith("_") and n.name != "self"]
    return [name for name in dict.fromkeys(names) if count.get(name) == 1]

"""E0599: `x.name()`, and our type has a field `name`, but no method to read it.

Write it: by value of what is `Copy`, else lent, as a slice where that is one. `len` and `is_empty`
ask the only field that has them.
"""

import re
from collections.abc import Iterator

from rusta_indexer.items import plain
from rusta_server.candidates.accessors import getters
from rusta_server.candidates.derives import derived, types_named
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.inherent_impls import function, places, put, visible
from rusta_server.candidates.items import fields
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site
from rusta_server.candidates.types import NUMBERS, arguments_of, head, referent
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)

_MISSING = re.compile(r"no method named `(\w+)` found for [\w ]+ `(&*)(?:mut )?(?:\w+::)*(\w+)")
_COLLECTIONS = frozenset(
    """
    Vec VecDeque String str HashMap HashSet BTreeMap BTreeSet BinaryHeap LinkedList IndexMap
    IndexSet SmallVec ArrayVec
    """.split()
)
_ASKED = {"len": "usize", "is_empty": "bool"}


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _MISSING.search(scene.diagnostic.message)
    site = primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    called = child(child(call, "function"), "field")
    if said is None or site is None or call is None or called is None or arguments(call):
        return
    if (called.start_byte, called.end_byte) != (site.start, site.end):
        return
    wanted, name = said[1], said[3]
    if next(getters(scene, name, wanted), None) is not None:
        return
    for file, item in types_named(scene, name):
        known = {field: plain(child(n, "type") or n) for field, n, _ in fields(item)}
        for result, body in _bodies(scene, known, wanted) if item.type == "struct_item" else ():
            for place in places(scene, file, item)[:1]:
                head_ = f"{visible(place, site, call)}fn {wanted}"
                written = function(head_, ["&self"], result, body)
                yield Offer(f"Write {name}::{wanted}", (put(place, written, first=False),))


def _bodies(scene: Scene, known: dict[str, str], wanted: str) -> Iterator[tuple[str, str]]:
    """(result, body)."""
    if wanted in known:
        kind, field = known[wanted], f"self.{wanted}"
        if _is_copy(scene, kind):
            yield kind, field
            return
        inner = arguments_of(kind)
        if kind == "String":
            yield "&str", f"&{field}"
        elif head(kind) == "Vec" and len(inner) == 1:
            yield f"&[{inner[0]}]", f"&{field}"
        elif head(kind) == "Option" and len(inner) == 1:
            yield f"Option<&{inner[0]}>", f"{field}.as_ref()"
        yield f"&{kind}", f"&{field}"
    elif wanted in _ASKED:
        holding = [field for field, kind in known.items() if _is_collection(kind)]
        if len(holding) == 1:
            yield _ASKED[wanted], f"self.{holding[0]}.{wanted}()"


def _is_copy(scene: Scene, kind: str) -> bool:
    if kind in NUMBERS or kind in ("bool", "char") or re.match(r"&(?!('\w+ )?mut\b)", kind):
        return True
    if head(kind) == "Option":
        return all(_is_copy(scene, inner) for inner in arguments_of(kind))
    return any("Copy" in derived(item) for _, item in types_named(scene, head(kind)))


def _is_collection(kind: str) -> bool:
    inner = referent(kind)
    return head(inner) in _COLLECTIONS or inner.startswith("[")

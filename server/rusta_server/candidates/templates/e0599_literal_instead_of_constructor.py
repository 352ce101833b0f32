"""E0599: `S::of(a, b)`, and our struct has no such function, but as many fields. Write it itself.

The arguments are its fields in their order, or by their names where they have them.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.derives import types_named
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.items import fields, literal
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)

_MISSING = re.compile(
    r"no (?:function or associated item|associated function or constant) named `\w+` found for "
    r"struct `(?:\w+::)*(\w+)"
)


def candidates(scene: Scene) -> Iterator[Offer]:
    said, site = _MISSING.search(scene.diagnostic.message), primary_site(scene)
    path = site.enclosing("scoped_identifier") if site is not None else None
    call = path.parent if path is not None else None
    if said is None or site is None or call is None or call.type != "call_expression":
        return
    given = [text(argument) for argument in arguments(call)]
    for _, item in types_named(scene, said[1]):
        names = [name for name, _, _ in fields(item)]
        if item.type != "struct_item" or not names or len(names) != len(given):
            continue
        by_name = dict(zip(given, given, strict=True)) if set(given) == set(names) else None
        values = by_name or dict(zip(names, given, strict=True))
        written = text(child(path, "path")).partition("::<")[0].rstrip()
        new = literal(item, written, {name: values[name] for name in names})
        yield Offer(f"Write the {said[1]} itself", (site.replace(call, new),))

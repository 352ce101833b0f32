"""E0599: `S::of(a, b)`, and our struct has no such function, but as many fields. Write it itself.

The arguments are its fields in their order, or by their names where they have them.
"""

from collections.abc import Iterator

from rusta_server.candidates.accessors import missing_function
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.items import fields, literal
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)


def candidates(scene: Scene) -> Iterator[Offer]:
    missing = missing_function(scene)
    if missing is None:
        return
    site, name, _, path, call = missing
    given = [text(argument) for argument in arguments(call)]
    for _, item in types_named(scene, name):
        names = [field for field, _, _ in fields(item)]
        if item.type != "struct_item" or not names or len(names) != len(given):
            continue
        by_name = dict(zip(given, given, strict=True)) if set(given) == set(names) else None
        values = by_name or dict(zip(names, given, strict=True))
        written = text(child(path, "path")).partition("::<")[0].rstrip()
        new = literal(item, written, {field: values[field] for field in names})
        yield Offer(f"Write the {name} itself", (site.replace(call, new),))

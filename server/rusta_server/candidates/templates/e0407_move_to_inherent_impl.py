"""E0407: an impl of a trait has a method that the trait lacks: move it to the type's own impl."""

from collections.abc import Iterator
from textwrap import dedent

from rusta_server.candidates.derives import types_named
from rusta_server.candidates.inherent_impls import Place, inherent_impls, places, put
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.trait_items import method_at
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0407", "E0449")

_MAX_PLACES = 2


def candidates(scene: Scene) -> Iterator[Offer]:
    found = method_at(scene)
    if found is None or not any(error.code == "E0407" for error in scene.errors):
        return
    site, own, impl = found
    line = site.source.rfind(b"\n", 0, own.start_byte)
    alone = line >= 0 and not site.source[line : own.start_byte].strip()
    start = line if alone else own.start_byte
    written = dedent(f"{site.indent(own)}{text(own)}")
    title = f"Move {text(child(own, 'name'))} to the type's own impl"
    name = head(text(child(impl, "type")))
    among = [at for file, item in types_named(scene, name) for at in places(scene, file, item)]
    # The item of a type that a macro defines is not read.
    unread = [] if among else [Place(*at, at[1]) for at in inherent_impls(scene, name)]
    for place in (among or unread)[:_MAX_PLACES]:
        if place.impl is not None:
            taken = site.replace_range(start, own.end_byte, "")
            yield Offer(title, (taken, put(place, written, first=False)))

"""E0732: variants with data have discriminants, whose type must be told. Add `#[repr(u8)]`, or what
the largest value needs."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0732",)

_SIZES = (("u8", 0, 2**8), ("i8", -(2**7), 2**7), ("u16", 0, 2**16), ("i16", -(2**15), 2**15))


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("enum_item") if site is not None else None
    if site is None or item is None:
        return
    values = [int(v) for v in re.findall(r"=\s*(-?\d+)", text(item))] or [0]
    fits = [name for name, low, high in _SIZES if min(values) >= low and max(values) < high]
    for name in dict.fromkeys((*fits, "isize")):
        line = f"#[repr({name})]\n{site.indent(item)}"
        yield Offer(f"Represent it as {name}", (site.before(item, line),))

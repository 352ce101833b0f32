"""E0770: the type of a const parameter depends on another parameter. It must be one type: `usize`,
as for lengths."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0770",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    parameter = site.enclosing("const_parameter") if site is not None else None
    kind = child(parameter, "type")
    if site is None or kind is None or not re.fullmatch(r"[\w:<>]+", site.text):
        return
    for written in ("usize", "u32", "i32", "bool"):
        yield Offer(f"Let the constant be a {written}", (site.replace(kind, written),))

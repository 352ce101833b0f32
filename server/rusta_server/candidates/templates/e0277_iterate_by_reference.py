"""A loop goes over a slice, an array or a collection behind a field by value: it is no iterator, or
its size is unknown.

Go over `&x`, or over `&mut x` where the loop changes its items.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_SAYS = re.compile(r"is not an iterator|size for values of type `\[")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    loop = None if site is None else site.enclosing("for_expression")
    value = child(loop, "value")
    if site is None or value is None or not _SAYS.search(scene.diagnostic.message):
        return
    inside = value.start_byte <= site.start and site.end <= value.end_byte
    if not inside or value.type == "reference_expression":
        return
    item, body = text(child(loop, "pattern")), text(child(loop, "body"))
    change = (
        rf"\*{re.escape(item)}\s*([-+*/%&|^]|<<|>>)?=[^=]|\b{re.escape(item)}\.\w*(push|_mut)\b"
    )
    signs = ("&mut ", "&") if re.search(change, body) else ("&", "&mut ")
    for sign in signs:
        yield Offer(f"Iterate over {sign}{shown(value)}", (site.before(value, sign),))

"""E0261: a lifetime that nobody declared, in the head of a function: leave it to be elided."""

import re
from collections.abc import Iterator

from rusta_server.candidates.functions import function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site
from rusta_server.contracts.candidate import Scene

CODES = ("E0261",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = function_around(site) if site is not None else None
    body = child(function.node, "body") if function is not None else None
    if site is None or function is None or not site.text.startswith("'"):
        return
    start = function.node.start_byte
    end = body.start_byte if body is not None else function.node.end_byte
    if not start <= site.start < end:
        return
    name = re.escape(site.text.encode())
    edits = [
        site.replace_range(start + m.start(1), start + m.end(1), "")
        for m in re.finditer(rb"&(" + name + rb"\b\s*)", site.source[start:end])
    ]
    edits += [
        site.replace_range(start + m.start(1), start + m.end(1), "'_")
        for m in re.finditer(rb"[<,+]\s*(" + name + rb")\b", site.source[start:end])
    ]
    if edits:
        yield Offer(f"Leave {site.text} to be elided", tuple(edits))

"""E0044: a foreign function has type parameters. Code of another language is compiled for concrete
types, so each parameter gives way to one."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.tokens import tokens_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0044",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("function_signature_item") if site is not None else None
    generics = child(item, "type_parameters")
    if site is None or item is None or generics is None:
        return
    names = re.findall(r"(?:^<|,)\s*(?:const\s+)?([A-Z]\w*)", text(generics))
    rest = tokens_of(site.source[generics.end_byte : item.end_byte], generics.end_byte)
    for written in ("i32", "u32"):
        edits = [site.remove(generics)]
        edits += [site.replace_range(t.start, t.end, written) for t in rest if t.text in names]
        if len(edits) > 1:
            title = f"Declare it for {written} instead of {', '.join(names)}"
            yield Offer(title, tuple(edits))

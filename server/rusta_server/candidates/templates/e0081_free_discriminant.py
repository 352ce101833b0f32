"""E0081: two variants have the same discriminant. E0370: the one behind the largest has none.

The second variant gets the next free value; behind the largest the count starts at the value that
the compiler names.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0081", "E0370")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    item, own = site.enclosing("enum_item"), site.enclosing("enum_variant")
    if scene.diagnostic.code == "E0370":
        said = re.search(r"set `(?:\w+::)*(\w+) = ([^`]+)`", scene.diagnostic.said)
        name = child(own, "name")
        if said and name is not None:
            for value in dict.fromkeys(("0", said[2])):
                edit = site.after(name, f" = {value}")
                yield Offer(f"Let {said[1]} be {value}", (edit,))
        return
    body = child(item, "body")
    if body is None:
        return
    values: dict[int, Node] = {}
    doubled: list[Node] = []
    number = -1
    for variant in (c for c in body.named_children if c.type == "enum_variant"):
        written = child(variant, "value")
        if written is None:
            number += 1
        elif re.fullmatch(r"-?\d+", text(written)):
            number = int(text(written))
        else:
            return
        if number in values:
            doubled.append(variant)
        values.setdefault(number, variant)
    free = max(values, default=0) + 1
    for variant in doubled:
        name, written = child(variant, "name"), child(variant, "value")
        title = f"Let {text(name)} be {free}"
        if written is not None:
            yield Offer(title, (site.replace(written, str(free)),))
        else:
            yield Offer(title, (site.after(variant, f" = {free}"),))

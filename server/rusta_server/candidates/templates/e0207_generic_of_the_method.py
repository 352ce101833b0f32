"""E0207: a parameter of an inherent impl that its type does not mention.

It is one of the methods that use it: move it there.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0207",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("impl_item") if site is not None else None
    generics = child(item, "type_parameters")
    named = re.search(r"parameter `('?\w+)`", scene.diagnostic.message)
    if site is None or item is None or generics is None or named is None:
        return
    declared = [c for c in generics.named_children if "comment" not in c.type]
    own = next((c for c in declared if c.start_byte <= site.start < c.end_byte), None)
    body = child(item, "body")
    if own is None or body is None or child(item, "trait") is not None:
        return
    functions = [c for c in body.named_children if c.type == "function_item"]
    using = [f for f in functions if re.search(rf"{named[1]}\b", text(f))] or functions[:1]
    if using:
        rest = [text(c) for c in declared if c != own]
        written = f"<{', '.join(rest)}>" if rest else ""
        edits = (site.replace(generics, written), *(_declare(site, f, text(own)) for f in using))
        yield Offer(f"Move the parameter {named[1]} to the method", edits)


def _declare(site: Site, function: Node, parameter: str) -> Edit:
    generics, name = child(function, "type_parameters"), child(function, "name")
    if generics is not None:
        return site.insert(generics.end_byte - 1, f", {parameter}")
    return site.insert(name.end_byte if name else function.end_byte, f"<{parameter}>")

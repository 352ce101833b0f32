"""E0308, E0271, E0277, E0599: the items of an `impl Extend<X>` or `FromIterator<X>` are not said to
be `X`. Bind the parameter that iterates: `IntoIterator<Item = X>`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import Function, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.trait_items import trait_name
from rusta_server.candidates.types import arguments_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0271", "E0277", "E0599", "E0276")

_TRAITS = ("Extend", "FromIterator", "Sum", "Product")
_BARE = re.compile(rb"\b(?:Into)?Iterator\b(?!\s*[<:(])")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = function_around(site) if site is not None else None
    if site is None or function is None or function.owner is None:
        return
    impl = function.owner
    given = arguments_of(text(child(impl, "trait")))
    if trait_name(impl) not in _TRAITS or len(given) != 1:
        return
    head = _head(function)
    for found in _BARE.finditer(site.source, *head):
        edit = site.insert(found.end(), f"<Item = {given[0]}>")
        yield Offer(f"Let the items be {given[0]}", (edit,))


def _head(function: Function) -> tuple[int, int]:
    body: Node | None = child(function.node, "body")
    end = body.start_byte if body is not None else function.node.end_byte
    return function.node.start_byte, end

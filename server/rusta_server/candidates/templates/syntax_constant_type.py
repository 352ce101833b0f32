"""A `const` or `static` without its type.

It gets the type that the constants beside it have where their values look alike, nearest first;
then what the compiler inferred.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_SUGGESTED = re.compile(r"^: *(.+?)\s*$")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None or not scene.diagnostic.message.startswith("missing type for `"):
        return
    # With any type in its place the constant parses.
    whole = site.source[: site.start] + b": u8" + site.source[site.end :]
    items = [found["item"][0] for found in query(whole, "[(const_item) (static_item)] @item")]
    own = next((item for item in items if item.start_byte < site.start < item.end_byte), None)
    value = child(own, "value")
    others = [item for item in items if item != own]
    near = sorted(others, key=lambda other: abs(other.start_byte - site.start))
    types = [text(child(o, "type")) for o in near if _alike(child(o, "value"), value)]
    for suggestion in scene.diagnostic.suggestions:
        types += [m[1] for e in suggestion.edits if (m := _SUGGESTED.match(e.text))]
    for written in dict.fromkeys(filter(None, types)):
        edit = site.replace_range(site.start, site.end, f": {written}")
        yield Offer(f"Give the constant the type {written}", (edit,))


def _alike(one: Node | None, other: Node | None) -> bool:
    return one is not None and other is not None and _kind(one) == _kind(other)


def _kind(value: Node) -> str:
    """The type of the first literal or call in `value`."""
    node = value
    while node.type in ("binary_expression", "parenthesized_expression", "unary_expression"):
        node = node.named_children[0]
    return node.type

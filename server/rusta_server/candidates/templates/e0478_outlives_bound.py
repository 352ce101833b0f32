"""A lifetime has to outlive another one, and nothing says that it does.

Declare the bound (`'b: 'a`); or use one and the same lifetime in the types.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.lifetimes import declaration_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0478", "E0491", "E0308", "E0759", "syntax")

_BOUND = re.compile(r"bound: `('\w+): ('\w+)`")
_MUST = re.compile(r"('\w+)`? must outlive `?('\w+)")
_NAMED = re.compile(r"the lifetime `('\w+)`")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    pair = _pair(scene)
    if site is None or pair is None:
        return
    long, short = pair
    for at, _ in sites(scene):
        parameter = declaration_of(at.node, long)
        if parameter is not None and short != "'static":
            yield _declare(at, parameter, long, short)
            break
    item = site.enclosing("function_item")
    if item is None or short == "'static":
        return
    for found in query(item, "(lifetime) @lifetime"):
        node = found["lifetime"][0]
        inside = item.start_byte <= node.start_byte < item.end_byte
        of_reference = node.parent is not None and node.parent.type == "reference_type"
        if inside and of_reference and text(node) == long:
            yield Offer(f"Let it live as long as {short}", (site.replace(node, short),))


def _declare(site: Site, parameter: Node, long: str, short: str) -> Offer:
    bounds = child(parameter, "bounds")
    text = f": {short}" if bounds is None else f" + {short}"
    return Offer(f"Declare that {long} outlives {short}", (site.after(parameter, text),))


def _pair(scene: Scene) -> tuple[str, str] | None:
    """(the one that has to live longer, the other)."""
    diagnostic = scene.diagnostic
    said = [n.message for n in diagnostic.notes]
    said += [s.label or "" for s in diagnostic.spans]
    for words in said:
        if found := _BOUND.search(words) or _MUST.search(words):
            return found[1], found[2]
    if diagnostic.code not in ("E0478", "E0491"):
        return None
    named = [m[1] for n in diagnostic.notes for m in _NAMED.finditer(n.message)]
    if len(named) < 2 or named[0] == named[1]:
        return None
    # E0478 names the one that is too short first; E0491 the one to be outlived first.
    return (named[0], named[1]) if diagnostic.code == "E0478" else (named[1], named[0])

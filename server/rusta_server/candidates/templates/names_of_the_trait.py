"""E0782, E0576: `Trait::name(…)`, and our trait has no item `name`, but one of that shape.

Give the trait's item the name, where nobody uses the one it has; else write the name that the trait
has, the most alike first.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.spelling import nearest
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.items import Item, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.candidates.trait_items import impl_items, listed_parameters
from rusta_server.candidates.types import head
from rusta_server.candidates.words import names_in, parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0782", "E0576")

_IN_TRAIT = re.compile(r"in trait `(?:\w+::)*(\w+)`")
_MAX_NAMES = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    path = site.enclosing("scoped_identifier") if site is not None else None
    name = child(path, "name")
    if site is None or path is None or name is None:
        return
    said = _IN_TRAIT.search(scene.diagnostic.message)
    trait = said[1] if said is not None else head(text(child(path, "path")))
    if scene.diagnostic.code == "E0782" and head(site.text) != trait:
        return
    wanted, call = text(name), path.parent
    count = len(arguments(call)) if call is not None and call.type == "call_expression" else None
    for item in items_named(scene, trait, "trait_item"):
        own = {text(child(i, "name")): i for i in impl_items(item.node) if _fits(i, count)}
        if wanted in {text(child(i, "name")) for i in impl_items(item.node)}:
            continue
        yield from _renamed(scene, item, own, wanted)
        for other in _alike(wanted, own):
            yield Offer(f"Write {trait}::{other}", (site.replace(name, other),))


def _renamed(scene: Scene, item: Item, own: dict[str, Node], wanted: str) -> Iterator[Offer]:
    seen = names_in(scene)
    unused = {name: node for name, node in own.items() if seen[name] == 1}
    for other in _alike(wanted, unused):
        node = child(unused[other], "name")
        if node is not None:
            yield Offer(f"Rename {other} to {wanted}", (item.file.replace(node, wanted),))


def _fits(item: Node, count: int | None) -> bool:
    """A function of as many parameters as the call gives it; a constant where nothing is called."""
    if count is None:
        return item.type == "const_item"
    is_function = item.type in ("function_item", "function_signature_item")
    return is_function and len(listed_parameters(item)) == count


def _alike(wanted: str, among: dict[str, Node]) -> list[str]:
    """Those spelt like it, those that share words with it, and what is left where it is alone."""
    words = set(parts(wanted))
    shared = sorted(among, key=lambda other: -len(words & set(parts(other))))
    found = [other for _, other in nearest(wanted, among)]
    found += [other for other in shared if words & set(parts(other))]
    return list(dict.fromkeys(found or (list(among) if len(among) == 1 else [])))[:_MAX_NAMES]

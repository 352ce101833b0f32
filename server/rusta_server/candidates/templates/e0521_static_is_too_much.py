"""`'static` is asked for where a shorter lifetime is meant: borrowed data escapes, does not live
long enough, or leaves a declared lifetime unused.

Write a lifetime that is in scope in its place; where there is none, declare `'a` on the function.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.functions import called_name
from rusta_server.candidates.lifetimes import declare, lifetimes_in_scope
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, files, sites, text
from rusta_server.contracts.candidate import Scene

CODES = "E0521 E0597 E0310 E0392 E0515 E0716 E0308 E0499 E0502 E0505 E0506 E0621 syntax".split()

_QUERY = '((lifetime) @lifetime (#eq? @lifetime "\'static"))'
_ITEMS = ("function_item", "function_signature_item", "impl_item", "struct_item", "enum_item",
          "type_item", "trait_item")  # fmt: skip
_FUNCTIONS = ("function_item", "function_signature_item")
_NO_ITEMS = ("const_item", "static_item")


def candidates(scene: Scene) -> Iterator[Offer]:
    if "'static" not in _said(scene) and scene.diagnostic.code not in ("E0392", "E0597", "E0716"):
        return
    named = _names_pointed_at(scene)
    found = [(file, node) for file in files(scene) for node in _statics(file)]
    for file, node in sorted(found, key=lambda pair: _distance(pair[1], named)):
        yield from _shorter(file, node)


def _shorter(file: Site, node: Node) -> Iterator[Offer]:
    known = lifetimes_in_scope(file, node.start_byte)
    item = enclosing(node, *_ITEMS)
    name = text(item.child_by_field_name("name")) if item is not None else ""
    for lifetime in known:
        title = f"Ask for {lifetime} instead of 'static in {name or 'the impl'}"
        yield Offer(title, (file.replace(node, lifetime),))
    if not known and item is not None and item.type in _FUNCTIONS:
        generics = declare(file, item, "'a")
        if generics is not None:
            title = f"Ask for a lifetime 'a instead of 'static in {name}"
            yield Offer(title, (generics, file.replace(node, "'a")))


def _statics(file: Site) -> list[Node]:
    found = [match["lifetime"][0] for match in query(file.source, _QUERY)]
    return [n for n in found if enclosing(n, *_NO_ITEMS) is None]


def _said(scene: Scene) -> str:
    diagnostic = scene.diagnostic
    notes = [n.message for n in diagnostic.notes]
    return " ".join([diagnostic.message, *(s.label or "" for s in diagnostic.spans), *notes])


def _names_pointed_at(scene: Scene) -> set[str]:
    """Of items around the spans and of functions called there."""
    names: set[str] = set()
    for site, _ in sites(scene):
        item = site.enclosing(*_ITEMS)
        if item is not None:
            names.add(text(item.child_by_field_name("name")))
        calls = query(site.node, "(call_expression) @call")
        names.update(called_name(found["call"][0]) for found in calls)
    return names - {""}


def _distance(node: Node, names: set[str]) -> int:
    item = enclosing(node, *_ITEMS)
    near = item is not None and text(item.child_by_field_name("name")) in names
    return 0 if near else 1

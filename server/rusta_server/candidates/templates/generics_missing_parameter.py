"""A type is not found that looks like a type parameter nobody declared.

Declare it on the item whose head uses it, all that are missing there together: as other impls of
the type do, with the bound that the file's other items give it, or plain.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, site_of, text
from rusta_server.candidates.type_parameters import (
    bound_elsewhere,
    declare,
    first_use,
    head,
    items_around,
    parameters_of_like,
    uses,
)
from rusta_server.contracts.candidate import Scene

CODES = ("E0425", "E0412", "E0433", "E0261", "syntax", "E0107")

_PARAMETER = re.compile(r"[A-Z][A-Z0-9]?|[A-Z][a-z]+|'[a-z]\w*")
_MISSING = re.compile(
    r"cannot find type `(\w+)`|undeclared type `(\w+)`|undeclared lifetime name `('\w+)`"
)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    for item in items_around(site.node):
        names = _missing_in(scene, site, item)
        if names and (site.text in names or scene.diagnostic.code is None):
            yield from _declared(scene, site, item, names)
            return


def _declared(scene: Scene, site: Site, item: Node, names: list[str]) -> Iterator[Offer]:
    """Without a bound first: where one is needed, that does not compile."""
    title = f"Declare the parameter{'s' if len(names) > 1 else ''} {', '.join(names)}"
    for before in ("", *_later(item, names)):
        edit = declare(site, item, ", ".join(names), before)
        if edit is not None:
            yield Offer(title, (edit,))
    if item.type == "impl_item" and child(item, "type_parameters") is None:
        for like in parameters_of_like(site, item):
            edit = declare(site, item, like)
            if edit is not None and all(uses(like, name) for name in names):
                yield Offer(f"{title} as the type's other impls do", (edit,))
    for name in names:
        for bound in _supertraits(scene, item, name):
            edit = declare(site, item, f"{name}: {bound}")
            if edit is not None and len(names) == 1:
                yield Offer(title, (edit,))
    bounds = [_bounds(site, item, name) for name in names]
    for n in range(max(len(choices) for choices in bounds)):
        added = ", ".join(choices[min(n, len(choices) - 1)] for choices in bounds)
        edit = declare(site, item, added)
        if edit is not None:
            yield Offer(title, (edit,))


def _supertraits(scene: Scene, item: Node, name: str) -> Iterator[str]:
    """What `impl Trait for T` for all `T` has to ask of it."""
    if item.type == "impl_item" and text(child(item, "type")) == name:
        for _, trait in items_named(scene, text(child(item, "trait")), "trait_item"):
            bounds = text(child(trait, "bounds")).removeprefix(":").strip()
            if bounds:
                yield bounds


def _bounds(site: Site, item: Node, name: str) -> list[str]:
    """`T: Bound` as others have it, the parameter alone where none has."""
    return ([] if name.startswith("'") else bound_elsewhere(site, item, name)[:3]) or [name]


def _later(item: Node, names: list[str]) -> list[str]:
    """The declared parameters that the item's head names after all of `names`, the first."""
    source = head(item)
    generics = child(item, "type_parameters")
    rest = source[source.find(">") :] if generics is not None else source
    declared = [text(child(p, "name")) for p in generics.named_children] if generics else []
    last = max(first_use(rest, name) for name in names)
    return [name for name in declared if last < first_use(rest, name) < len(rest)][:1]


def _missing_in(scene: Scene, site: Site, item: Node) -> list[str]:
    """The parameters that errors inside of `item` do not find and its head uses, lifetimes first,
    then in the order of their use."""
    source = head(item)
    found = set()
    for error in scene.errors:
        place = site_of(scene, error.primary)
        named = _MISSING.search(error.message) or _MISSING.search(
            (error.primary.label or "") if error.primary else ""
        )
        if place is None or named is None or place.path != site.path:
            continue
        name = next(n for n in named.groups() if n)
        inside = item.start_byte <= place.start and place.end <= item.end_byte
        if inside and _PARAMETER.fullmatch(name) and uses(source, name):
            found.add(name)
    for_type = text(child(item, "type")) if item.type == "impl_item" else ""
    return sorted(
        found, key=lambda n: (not n.startswith("'"), first_use(for_type, n), first_use(source, n))
    )

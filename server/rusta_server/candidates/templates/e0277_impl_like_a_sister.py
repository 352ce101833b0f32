"""E0277, E0599: a type of ours lacks a trait that a sister of it has: `Values` has no `Iterator`,
`ValuesMut` has.

Write the sister's impl with the names exchanged, of the type, its fields and their types; without
`mut` where only the sister is called so.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.items import fields
from rusta_server.candidates.lacking_traits import unmet
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.trait_items import own_impls, trait_name
from rusta_server.candidates.types import head
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0599", "E0369", "E0271", "E0308")

_MAX_SISTERS = 3


def candidates(scene: Scene) -> Iterator[Offer]:
    for name, trait in unmet(scene.diagnostic):
        for file, item in types_named(scene, name):
            yield from _like_sisters(scene, file, item, name, trait)


def _like_sisters(scene: Scene, file: Site, item: Node, name: str, trait: str) -> Iterator[Offer]:
    impls = [
        (other, m["impl"][0])
        for other in files(scene)
        for m in query(other.tree, "(impl_item trait: (_)) @impl")
        if trait_name(m["impl"][0]) == trait
    ]
    of = [(f, impl, head(plain(child(impl, "type")))) for f, impl in impls]
    if any(sister == name for _, _, sister in of):
        return
    words = set(parts(name))
    sisters = [
        (SequenceMatcher(None, name, sister).ratio() + bool(words & set(parts(sister))), f, impl)
        for f, impl, sister in of
        if f.path == file.path
    ]
    for _, f, impl in sorted(sisters, key=lambda one: -one[0])[:_MAX_SISTERS]:
        sister = head(plain(child(impl, "type")))
        for _, model in types_named(scene, sister):
            new = _exchanged(text(impl), _names(model, item))
            if sister.replace("Mut", "") == name:
                new = re.sub(r"&('\w+ )?mut (?!self)", r"&\1", new)
            at = _behind(file, item, name)
            lead = f.indent(impl)
            yield Offer(
                f"Implement {trait} for {name} like {sister}", (file.after(at, f"\n\n{lead}{new}"),)
            )


def _names(model: Node, item: Node) -> dict[str, str]:
    """What of the sister is called how in the type: names, type parameters, fields by their place
    and the types of these."""
    exchanged = {text(child(model, "name")): text(child(item, "name"))}
    theirs, ours = fields(model), fields(item)
    if len(theirs) == len(ours):
        for (old, was, _), (new, now, _) in zip(theirs, ours, strict=True):
            if not old.isdigit():
                exchanged[old] = new
            exchanged[head(plain(child(was, "type") or was))] = head(
                plain(child(now, "type") or now)
            )
    return {
        old: new
        for old, new in exchanged.items()
        if old != new and old.isidentifier() and new.isidentifier()
    }


def _exchanged(written: str, names: dict[str, str]) -> str:
    return re.sub(r"(?<!')\b[A-Za-z_]\w*", lambda m: names.get(m[0], m[0]), written)


def _behind(file: Site, item: Node, name: str) -> Node:
    """The last of the type's impls without a trait, else the type."""
    inherent = [impl for impl in own_impls(file, name) if child(impl, "trait") is None]
    return max((item, *inherent), key=lambda node: node.start_byte)

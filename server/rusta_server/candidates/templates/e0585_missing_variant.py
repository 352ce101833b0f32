"""E0585: a doc comment at the end of an enum documents a variant that is not there.

Declare behind it the variant that the workspace uses and the enum lacks, in the shape of its uses.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.items import Item
from rusta_server.candidates.mentions import definitions
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.templates.names_missing_variant import shapes
from rusta_server.contracts.candidate import Scene

CODES = ("E0585",)

_PATHS = "[(scoped_identifier) (scoped_type_identifier)] @path"
_PRELUDE = frozenset(("Some", "None", "Ok", "Err", "Self"))
_MAX_SHAPES = 6


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    enum = site.enclosing("enum_item") if site is not None else None
    body = child(enum, "body")
    if site is None or enum is None or body is None:
        return
    name = text(child(enum, "name"))
    declared = {text(child(n, "name")) for n in body.named_children}
    for variant, uses in _used(scene, name).items():
        if variant in declared or variant in _PRELUDE or definitions(scene, variant):
            continue
        written = [*shapes(scene, Item(site, enum), uses), *_like_its_type(scene, variant, body)]
        for shape in list(dict.fromkeys(written))[:_MAX_SHAPES]:
            new = f"\n{site.indent(body.named_children[-1])}{variant}{shape},"
            end = site.source.index(b"\n", site.end - 1)
            yield Offer(f"Declare the variant {variant}{shape}", (site.insert(end, new),))


def _used(scene: Scene, enum: str) -> dict[str, list[tuple[Site, Node]]]:
    """The uses of variants by name, as paths or by themselves where the variants are imported."""
    found: dict[str, list[tuple[Site, Node]]] = {}
    imports = rf"use (?:\w+::)*{enum}::(?:\*|\{{)"
    for file in files(scene):
        for match in query(file.tree, _PATHS):
            path = match["path"][0]
            use = re.search(rf"(?:^|::){enum}::([A-Z]\w*)$", plain(path))
            if use is not None:
                found.setdefault(use[1], []).append((file, path))
        if re.search(imports, file.source.decode(errors="replace")):
            for match in query(file.tree, "(identifier) @name"):
                if re.fullmatch(r"[A-Z]\w*[a-z]\w*", text(match["name"][0])):
                    found.setdefault(text(match["name"][0]), []).append((file, match["name"][0]))
    return found


def _like_its_type(scene: Scene, variant: str, body: Node) -> Iterator[str]:
    """The shape of a sister with the name in it changed: `Vacant(VacantEntry<'a, V>)`."""
    for sister in body.named_children:
        name, held = text(child(sister, "name")), child(sister, "body")
        if sister.type == "enum_variant" and held is not None and name in text(held):
            yield text(held).replace(name, variant)

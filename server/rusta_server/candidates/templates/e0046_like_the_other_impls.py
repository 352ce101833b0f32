"""E0046: an impl lacks items that other impls of the same trait have.

Write them as the other impls do, the nearest first, with the name of the type changed: the very
text, its attributes too, unless those stand there already without their item. Impls that a macro
makes count too.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_server.candidates.impl_insertion import dangling, inserted, lacking
from rusta_server.candidates.macro_impls import macro_impls_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import impl_items, impls_of, trait_name
from rusta_server.candidates.types import arguments_of, head
from rusta_server.contracts.candidate import Scene

# Attributes and doc comments without their item are errors of the syntax.
CODES = ("E0046", "E0584", "syntax")

_MAX_IMPLS = 12


def candidates(scene: Scene) -> Iterator[Offer]:
    lack = lacking(scene)
    if lack is None:
        return
    scene, site, impl, names = lack
    trait = trait_name(impl)
    title = f"Implement {', '.join(names)} of {trait} like the other impls"
    found = 0
    of_type = text(child(impl, "type"))
    others = (
        *impls_of(scene, trait, (site, impl)),
        *macro_impls_of(scene, trait, of_type),
    )
    for file, other in others:
        items = {text(child(item, "name")): item for item in impl_items(other)}
        if not set(names) <= set(items):
            continue
        found += 1
        if found > _MAX_IMPLS:
            return
        for with_attributes in (False,) if dangling(impl) is not None else (True, False):
            texts = [_written(file, items[name], with_attributes) for name in names]
            if any("$" in one for one in texts):
                break
            for written in ([_renamed(one, other, impl) for one in texts], texts):
                yield Offer(title, inserted(scene, site, impl, written))


def _written(file: Site, item: Node, with_attributes: bool) -> str:
    """The text of the item, its further lines indented from where it begins."""
    start = item.start_byte
    before = item.prev_named_sibling
    while with_attributes and before is not None and before.type == "attribute_item":
        start, before = before.start_byte, before.prev_named_sibling
    return file.unindented(item, start)


def _renamed(written: str, other: Node, impl: Node) -> str:
    """With the type of `impl` for that of `other`, and what its trait is given for what that one's
    is; with the arguments of the type where that has them."""
    theirs, ours = plain(child(other, "type")), plain(child(impl, "type"))
    given = zip(_arguments(other), _arguments(impl), strict=False)
    for old, new in (*given, (theirs, ours), (head(theirs), head(ours))):
        is_type = re.fullmatch(r"[\w:]*\w(<.*>)?|[&\[].*", old) is not None
        if is_type and old != new:
            start = r"(?<![\w.])" if old[0].isalnum() else ""
            written = re.sub(rf"{start}{re.escape(old)}(?!\w)", new, written)
    return written


def _arguments(impl: Node) -> list[str]:
    """`X` of `impl Trait<X> for …`."""
    return arguments_of(plain(child(impl, "trait")))

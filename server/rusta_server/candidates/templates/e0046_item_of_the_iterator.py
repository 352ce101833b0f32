"""E0046: an impl of IntoIterator lacks `Item` or `IntoIter`, which the rest of it settles.

`Item` is that of the iterator, as its own impl of Iterator has it where that is in the project;
`IntoIter` is what `into_iter` says it returns.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.impl_insertion import inserted, lacking
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import impl_items, impls_of, trait_name
from rusta_server.candidates.types import arguments_of, head
from rusta_server.contracts.candidate import Scene

CODES = ("E0046",)


def candidates(scene: Scene) -> Iterator[Offer]:
    lack = lacking(scene)
    if lack is None:
        return
    scene, site, impl, names = lack
    if trait_name(impl) != "IntoIterator" or len(names) != 1:
        return
    items = {text(child(item, "name")): item for item in impl_items(impl)}
    if names[0] == "IntoIter":
        returned = text(child(items.get("into_iter"), "return_type"))
        if returned and not returned.startswith("Self"):
            written = f"type IntoIter = {returned};"
            yield Offer(f"Name {returned} as the iterator", inserted(scene, site, impl, [written]))
    elif names[0] == "Item" and "IntoIter" in items:
        iterator = text(child(items["IntoIter"], "type"))
        projected = f"<{iterator} as Iterator>::Item"
        for item in dict.fromkeys((*_of_impls(scene, iterator, (site, impl)), projected)):
            written = f"type Item = {item};"
            before, indent = items["IntoIter"], site.indent(items["IntoIter"])
            edit = site.before(before, f"{written}\n{indent}")
            yield Offer(f"Name {item} as the item", (edit,))


def _of_impls(scene: Scene, iterator: str, own: tuple[Site, Node]) -> Iterator[str]:
    """The items of the impls of Iterator for that type, by its arguments here."""
    for _, other in impls_of(scene, "Iterator", own):
        of = text(child(other, "type"))
        item = next((i for i in impl_items(other) if _is_item(i)), None)
        theirs, ours = arguments_of(of), arguments_of(iterator)
        if item is None or head(of) != head(iterator) or len(theirs) != len(ours):
            continue
        new = dict(zip(theirs, ours, strict=True))
        words = re.split(r"('?\b\w+\b)", text(child(item, "type")))
        yield "".join(new.get(word, word) for word in words)


def _is_item(node: Node) -> bool:
    return node.type in ("type_item", "associated_type") and text(child(node, "name")) == "Item"

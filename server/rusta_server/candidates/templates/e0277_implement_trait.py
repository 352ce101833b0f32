"""E0277: a type is used where a trait of the workspace is asked for, which it does not implement.

Implement it, behind the last impl of the trait, else behind the trait: each method by what it means
for the type's fields, else with its empty value.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import signature
from rusta_indexer.syntax import query
from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import trait_name
from rusta_server.candidates.types import default_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_UNMET = re.compile(r"the trait bound `([^`]+?): (?:\w+::)*(\w+)` is not satisfied")
_MAX_ITEMS = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    said = _UNMET.search(scene.diagnostic.message)
    if said is None or re.search(r"[{'&]|\b_\b|\b[A-Z]\b", said[1]):
        return
    for trait in items_named(scene, said[2], "trait_item"):
        if child(trait.node, "type_parameters") is not None:
            continue
        items = list(_items(trait.node, said[1]))
        if "" in items or len(items) > _MAX_ITEMS:
            continue
        lead = trait.file.indent(trait.node)
        body = "".join(f"{lead}    {item}\n" for item in items)
        block = f"{{\n{body}{lead}}}" if items else "{}"
        new = f"\n\n{lead}impl {said[2]} for {said[1]} {block}"
        anchor = _last_impl(trait.file, said[2]) or trait.node
        yield Offer(f"Implement {said[2]} for {said[1]}", (trait.file.after(anchor, new),))


def _items(trait: Node, of: str) -> Iterator[str]:
    """The items the trait does not provide itself; the empty text where one has no empty value."""
    body = child(trait, "body")
    for item in body.named_children if body is not None else ():
        if item.type == "function_signature_item":
            result = text(child(item, "return_type"))
            empty = default_of(result) if result and result != "Self" else ""
            if empty is None or result == "Self":
                yield ""
            else:
                yield f"{signature(item)} {{ {empty} }}" if empty else f"{signature(item)} {{}}"
        elif item.type == "associated_type" or (
            item.type == "const_item" and child(item, "value") is None
        ):
            yield ""


def _last_impl(file: Site, trait: str) -> Node | None:
    impls = [m["impl"][0] for m in query(file.source, "(impl_item trait: (_)) @impl")]
    return next((i for i in reversed(impls) if trait_name(i) == trait), None)

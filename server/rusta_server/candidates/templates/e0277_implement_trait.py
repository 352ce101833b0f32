"""E0277: a type is used where a trait of the workspace is asked for, which it does not implement.

Implement it where the trait's other impls stand: behind their types, else behind the last of them,
else behind the trait. Each method by what it means for the type's fields, else with its empty
value.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import signature
from rusta_indexer.syntax import query
from rusta_server.candidates.items import Item, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import trait_name
from rusta_server.candidates.types import default_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0277",)

_UNMET = re.compile(r"the trait bound `([^`]+?): (?:\w+::)*(\w+)` is not satisfied")
_TYPES = ("struct_item", "enum_item", "union_item")
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
        for anchor in _anchors(scene, trait, said[1]):
            inside = anchor.file == trait.file and _declares(scene, anchor.file, said[1])
            of = _plain(said[1]) if inside else said[1]
            new = f"\n\n{lead}impl {said[2]} for {of} {block}"
            edit = anchor.file.after(anchor.node, new)
            yield Offer(f"Implement {said[2]} for {said[1]}", (edit,))


def _anchors(scene: Scene, trait: Item, of: str) -> Iterator[Item]:
    """What to put the impl behind: where its like stands first."""
    last = _last_impl(trait.file, text(child(trait.node, "name")))
    types = [i for i in items_named(scene, _plain(of), *_TYPES) if i.file == trait.file]
    before = last.prev_named_sibling if last is not None else None
    beside = before is not None and text(child(before, "name")) == text(child(last, "type"))
    anchors = [Item(trait.file, last or trait.node)]
    yield from (*types, *anchors) if beside else (*anchors, *types)


def _declares(scene: Scene, file: Site, of: str) -> bool:
    return any(item.file == file for item in items_named(scene, _plain(of), *_TYPES))


def _plain(path: str) -> str:
    """`S<T>` of `a::S<T>`."""
    name, bracket, rest = path.partition("<")
    return name.rpartition("::")[2] + bracket + rest


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

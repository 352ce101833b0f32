"""The items of a scene by name, and by the place a diagnostic says they are defined at."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.items import ITEM_TYPES
from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.contracts.candidate import Scene

TYPES = ("struct_item", "enum_item", "union_item", "type_item", "trait_item")
FUNCTIONS = ("function_item", "function_signature_item")
MODULE_ITEMS = (*TYPES, *FUNCTIONS, "const_item", "static_item", "mod_item")

_VARIANT_PARTS = frozenset(("enum_variant", "field_declaration"))


class Item(NamedTuple):
    """`file` is the site of the whole file that `node` stands in."""

    file: Site
    node: Node


def items_named(scene: Scene, name: str, *kinds: str) -> list[Item]:
    """Those of the diagnostic's own file first. `kinds` are node types; none: whatever stands in a
    module."""
    named = _of_files((f for f in files(scene) if name.encode() in f.source), kinds)
    return [item for item in named if text(child(item.node, "name")) == name]


def items(scene: Scene, *kinds: str) -> Iterator[Item]:
    return _of_files(files(scene), kinds)


def _of_files(among: Iterable[Site], kinds: tuple[str, ...]) -> Iterator[Item]:
    pattern = " ".join(f"({kind})" for kind in kinds or MODULE_ITEMS)
    for file in among:
        for found in query(file.source, f"[{pattern}] @item"):
            yield Item(file, found["item"][0])


def item_at(site: Site) -> Node | None:
    """The item whose head or name is at `site`; of a variant's parts the enum, and of a trait's
    items the trait, for their visibility is that one's."""
    node = enclosing(site.at(_first(site)).node, *ITEM_TYPES)
    while node is not None and node.type in _VARIANT_PARTS and not _is_struct_field(node):
        node = enclosing(node, "enum_item")
    holder = enclosing(node, "trait_item", "impl_item") if node is not None else None
    is_part = node is not None and node.type != "trait_item"
    return holder if is_part and holder is not None and holder.type == "trait_item" else node


def fields(item: Node) -> list[tuple[str, Node, Node | None]]:
    """(name, node to put a visibility before, visibility) of a struct's or union's fields; those
    of a tuple struct are called 0, 1 …"""
    body = child(item, "body")
    if body is None:
        return []
    if body.type == "ordered_field_declaration_list":
        types = body.children_by_field_name("type")
        return [(str(n), node, _visibility_before(node)) for n, node in enumerate(types)]
    return [
        (text(child(field, "name")), field, visibility_node(field))
        for field in body.named_children
        if field.type == "field_declaration"
    ]


def literal(item: Node, name: str, values: Mapping[str, str]) -> str:
    """The struct `item`, written as `name`, with a value for each field by the names of `fields`;
    one that is called like its field stands alone."""
    body = child(item, "body")
    if body is None:
        return name
    if body.type == "ordered_field_declaration_list":
        return f"{name}({', '.join(values.values())})"
    listed = ", ".join(f if f == v else f"{f}: {v}" for f, v in values.items())
    return f"{name} {{ {listed} }}" if listed else f"{name} {{}}"


def visibility_node(node: Node) -> Node | None:
    return next((c for c in node.children[:3] if c.type == "visibility_modifier"), None)


def _visibility_before(node: Node) -> Node | None:
    before = node.prev_named_sibling
    return before if before is not None and before.type == "visibility_modifier" else None


def _first(site: Site) -> Node:
    root = site.tree.root_node
    return root.named_descendant_for_byte_range(site.start, min(site.start + 1, site.end)) or root


def _is_struct_field(node: Node) -> bool:
    return (
        node.type == "field_declaration"
        and enclosing(node, "enum_item", "struct_item") is not None
        and enclosing(node, "enum_variant") is None
    )

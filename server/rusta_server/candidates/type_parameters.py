"""Type parameters that items lack: where to declare them, with the bounds that like items have."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.site import Site, child, text
from rusta_server.contracts.edits import Edit

GENERIC_ITEMS = frozenset(
    ("function_item", "function_signature_item", "impl_item", "struct_item", "enum_item",
     "union_item", "trait_item", "type_item")
)  # fmt: skip


def items_around(node: Node) -> Iterator[Node]:
    """Those that may have generics, innermost first."""
    return (n for n in (node, *ancestors(node)) if n.type in GENERIC_ITEMS)


def head(item: Node) -> str:
    """The text of the item before its body."""
    body = child(item, "body")
    source = text(item)
    if body is None or body.type == "ordered_field_declaration_list":
        return source
    return (item.text or b"")[: body.start_byte - item.start_byte].decode(errors="replace")


def uses(source: str, name: str) -> bool:
    return first_use(source, name) < len(source)


def first_use(source: str, name: str) -> int:
    """Where `name` stands in `source` as a word; its length where it does not."""
    found = re.search(rf"(?<![\w']){re.escape(name)}\b(?!')", source)
    return found.start() if found is not None else len(source)


def bound_elsewhere(site: Site, item: Node, name: str) -> list[str]:
    """How other items of the file declare the parameter `name` with a bound: those of the same kind
    first, then those near the item."""
    found: list[tuple[bool, int, str]] = []
    for match in query(site.tree, "(type_parameter name: (type_identifier) @name) @parameter"):
        parameter = match["parameter"][0]
        if text(match["name"][0]) == name and child(parameter, "bounds") is not None:
            holder = next(items_around(parameter), None)
            like = holder is not None and holder.type == item.type
            found.append((not like, abs(parameter.start_byte - item.start_byte), plain(parameter)))
    return list(dict.fromkeys(written for _, _, written in sorted(found)))


def parameters_of_like(site: Site, item: Node) -> list[str]:
    """`T, F: FnOnce() -> T` of impls in the file for the very type that the impl `item` is for."""
    wanted = plain(child(item, "type"))
    impls = query(site.tree, "(impl_item type_parameters: (_) @generics type: (_) @type)")
    found = (plain(m["generics"][0])[1:-1] for m in impls if plain(m["type"][0]) == wanted)
    return list(dict.fromkeys(found))


def declare(site: Site, item: Node, added: str, before: str = "") -> Edit | None:
    """`added` behind the item's parameters, or in front of its parameter called `before`."""
    generics = child(item, "type_parameters")
    if generics is None:
        name = child(item, "name")
        if item.type == "impl_item":
            first = next((c for c in item.children if c.type == "impl"), None)
            return site.after(first, f"<{added}>") if first is not None else None
        return site.after(name, f"<{added}>") if name is not None else None
    listed = generics.named_children
    for parameter in listed:
        if before and text(child(parameter, "name")) == before:
            return site.before(parameter, f"{added}, ")
    if not listed:
        return site.replace(generics, f"<{added}>")
    return site.after(listed[-1], f", {added}")

"""A type or lifetime parameter of a struct or an enum is never used.

Use a declared lifetime in a reference or a type that has none; otherwise hold the parameter in a
`PhantomData` field.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0392",)

_ITEMS = ("struct_item", "enum_item")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = None if site is None else site.enclosing(*_ITEMS)
    if site is None or item is None:
        return
    name = re.match(r"'?\w+", site.text)
    body = child(item, "body")
    if name is None:
        return
    if name[0].startswith("'") and body is not None:
        for found in query(body, "(reference_type) @reference"):
            node = found["reference"][0]
            inside = body.start_byte <= node.start_byte < body.end_byte
            if inside and all(part.type != "lifetime" for part in node.children):
                at = node.start_byte + 1
                yield Offer(f"Use {name[0]} in {text(node)}", (site.insert(at, f"{name[0]} "),))
    yield from _marker(site, item, body, name[0])


def _marker(site: Site, item: Node, body: Node | None, name: str) -> Iterator[Offer]:
    held = f"&{name} ()" if name.startswith("'") else name
    imported = re.search(rb"use (std|core)::marker::PhantomData\b", site.source)
    kind = f"PhantomData<{held}>" if imported else f"std::marker::PhantomData<{held}>"
    title = f"Hold {name} in a PhantomData field"
    if item.type == "enum_item":
        if body is not None:
            yield Offer(title, (_append(site, body, f"_Marker({kind})"),))
        return
    if body is None:
        end = item.children[-1]
        generics = child(item, "type_parameters")
        if end.type == ";" and generics is not None:
            yield Offer(title, (site.after(generics, f"({kind})"),))
    elif body.type == "field_declaration_list":
        yield Offer(title, (_append(site, body, f"_marker: {kind}"),))
    else:
        comma = ", " if body.named_child_count else ""
        yield Offer(title, (site.insert(body.end_byte - 1, f"{comma}{kind}"),))


def _append(site: Site, body: Node, member: str) -> Edit:
    """`member` as the last one, on a line of its own where the others have theirs."""
    members = body.named_children
    if not members:
        return site.insert(body.end_byte - 1, f" {member} ")
    last = members[-1]
    behind = site.source[last.end_byte : body.end_byte]
    comma = behind.find(b",")
    at = last.end_byte if comma < 0 else last.end_byte + comma + 1
    first = "," if comma < 0 else ""
    if body.start_point.row == body.end_point.row:
        return site.insert(at, f"{first} {member}")
    return site.insert(at, f"{first}\n{site.indent(last)}{member},")

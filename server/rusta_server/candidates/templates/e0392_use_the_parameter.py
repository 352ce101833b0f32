"""A type or lifetime parameter of a struct or an enum is never used.

Use a declared lifetime in a reference or a type that has none; otherwise hold the parameter in a
`PhantomData` field. Where others write the type with fewer arguments, or nobody writes it with any,
leave the parameter out.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors, query
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
    removed = Offer(f"Leave the parameter {name[0]} out", (_without(site),))
    lacking = any(error.code == "E0107" for error in scene.errors)
    if lacking:
        yield removed
    if name[0].startswith("'") and body is not None:
        for found in query(body, "(reference_type) @reference"):
            node = found["reference"][0]
            inside = body.start_byte <= node.start_byte < body.end_byte
            if inside and all(part.type != "lifetime" for part in node.children):
                at = node.start_byte + 1
                yield Offer(f"Use {name[0]} in {text(node)}", (site.insert(at, f"{name[0]} "),))
    yield from _marker(site, item, body, name[0])
    if not lacking:
        yield removed


def _without(site: Site) -> Edit:
    """The parameter with its bounds and a comma, or the whole list where it stands alone."""
    node = next(n for n in (site.node, *ancestors(site.node)) if n.parent is not None
                and n.parent.type == "type_parameters")  # fmt: skip
    listed = node.parent
    assert listed is not None
    others = [n for n in listed.named_children if n != node and n.type != "attribute_item"]
    if not others:
        return site.remove(listed)
    before = [n for n in others if n.end_byte <= node.start_byte]
    if before:
        return site.replace_range(before[-1].end_byte, node.end_byte, "")
    return site.replace_range(node.start_byte, others[0].start_byte, "")


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

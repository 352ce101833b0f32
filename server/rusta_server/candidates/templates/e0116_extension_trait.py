"""E0116, E0390: methods for a type of another crate. A trait of one's own can add them."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0116", "E0390")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    item = site.enclosing("impl_item") if site is not None else None
    of_type, body = child(item, "type"), child(item, "body")
    if site is None or item is None or of_type is None or body is None:
        return
    if child(item, "trait") is not None or child(item, "type_parameters") is not None:
        return
    head = re.search(r"([A-Za-z]\w*)", text(child(of_type, "type") or of_type).split("::")[-1])
    name = f"{head[1][:1].upper()}{head[1][1:]}Ext" if head else "Ext"
    functions = [c for c in body.named_children if c.type == "function_item"]
    if len(functions) != sum(1 for c in body.named_children if "comment" not in c.type):
        return
    indent = site.indent(item)
    lines = [f"{indent}    {_signature(site, f)};\n" for f in functions]
    declared = f"trait {name} {{\n{''.join(lines)}{indent}}}" if lines else f"trait {name} {{}}"
    edits: list[Edit] = [
        site.before(item, f"{declared}\n\n{indent}"),
        site.before(of_type, f"{name} for "),
    ]
    for function in functions:
        first = function.children[0]
        if first.type == "visibility_modifier" and first.next_sibling is not None:
            edits.append(site.replace_range(first.start_byte, first.next_sibling.start_byte, ""))
    yield Offer(f"Add the methods by a trait {name}", tuple(edits))


def _signature(site: Site, function: Node) -> str:
    body, first = child(function, "body"), function.children[0]
    start = function.start_byte
    if first.type == "visibility_modifier" and first.next_sibling is not None:
        start = first.next_sibling.start_byte
    end = body.start_byte if body is not None else function.end_byte
    written = site.source[start:end].decode(errors="replace").strip()
    return re.sub(r"\bmut (?=\w+\s*[:,)])(?!self)", "", written)

"""E0407, E0437, E0438: an impl has an item that its trait does not. Declare it in the trait."""

import re
from collections.abc import Iterator

from rusta_server.candidates.items import items_named
from rusta_server.candidates.loose_docs import behind, loose_doc
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0407", "E0437", "E0438")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    own = site.enclosing("function_item", "type_item", "const_item") if site is not None else None
    item = site.enclosing("impl_item") if site is not None else None
    trait = child(item, "trait")
    name = re.search(r"(\w+)(?:<.*)?$", text(trait).split("<")[0])
    if site is None or own is None or name is None:
        return
    stop = child(own, "body") or child(own, "value") or child(own, "type")
    if stop is None:
        return
    written = site.source[own.start_byte : stop.start_byte].decode(errors="replace").rstrip()
    if own.type == "const_item":
        written = f"const {text(child(own, 'name'))}: {text(child(own, 'type'))}"
    written = written.removesuffix("=").rstrip() + ";"
    for found in items_named(scene, name[1], "trait_item"):
        body = child(found.node, "body")
        if body is None:
            continue
        last = body.named_children[-1] if body.named_child_count else None
        doc = loose_doc(body)
        types = [part for part in body.named_children if part.type == "associated_type"]
        if doc is not None:
            edit = behind(found.file, doc, written, found.file.indent(doc))
        elif own.type == "type_item" and last is not None:
            lead = found.file.indent(last)
            start = types[-1].end_byte if types else body.start_byte + 1
            edit = found.file.insert(start, f"\n{lead}{written}")
        elif last is not None:
            edit = found.file.after(last, f"\n{found.file.indent(last)}{written}")
        else:
            indent = found.file.indent(found.node)
            edit = found.file.replace(body, f"{{\n{indent}    {written}\n{indent}}}")
        yield Offer(f"Declare {text(child(own, 'name'))} in {name[1]}", (edit,))

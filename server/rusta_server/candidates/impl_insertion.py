"""Putting items into an impl: where its trait has them in its order, behind what dangles there."""

import re
from typing import NamedTuple

from tree_sitter import Node

from rusta_server.candidates.items import items_named
from rusta_server.candidates.loose_docs import behind
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.trait_items import impl_items, trait_name
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

_MISSING = re.compile(r"missing: (.*)$")


class Lacking(NamedTuple):
    """An impl without the items `names` of its trait. `scene` is that of the error which says so
    (E0046)."""

    scene: Scene
    site: Site
    impl: Node
    names: list[str]


def lacking(scene: Scene) -> Lacking | None:
    """What the diagnostic's impl lacks; where it is an attribute or a doc comment without its item,
    what another error says that the impl around it lacks."""
    site = primary_site(scene)
    impl = site.enclosing("impl_item") if site is not None else None
    if site is None or impl is None or child(impl, "body") is None:
        return None
    if scene.diagnostic.code == "E0046":
        said = _MISSING.search(scene.diagnostic.message)
        names = re.findall(r"`(\w+)`", said[1]) if said is not None else []
        return Lacking(scene, site, impl, names) if names else None
    loose = dangling(impl)
    if loose is None or not loose.start_byte <= site.start < loose.end_byte:
        return None
    for error in scene.errors:
        if error.code == "E0046":
            found = lacking(scene.model_copy(update={"diagnostic": error}))
            if found is not None and found.site.path == site.path and found.impl == impl:
                return found
    return None


def inserted(scene: Scene, site: Site, impl: Node, texts: list[str]) -> tuple[Edit, ...]:
    """`texts`, not indented, each a whole item. The first function goes behind attributes and doc
    comments that document nothing."""
    body = child(impl, "body")
    assert body is not None
    lead = f"{site.indent(impl)}    "
    order = _order(scene, trait_name(impl))
    present = impl_items(impl)
    edits: list[Edit] = []
    by_place: dict[int, list[str]] = {}
    if (loose := dangling(impl)) is not None:
        first = next((t for t in texts if " fn " in f" {t}"), texts[0])
        texts = [t for t in texts if t is not first]
        edits.append(behind(site, loose, first, lead))
    for written in texts:
        name = re.search(r"(?:type|const|fn) (\w+)", written)
        rank = order.get(name[1] if name is not None else "", -1)
        before = [
            i for i in present if rank >= 0 and order.get(text(child(i, "name")), 1 << 30) < rank
        ]
        is_type = not re.match(r"(#\[[^\n]*\n)*(unsafe |async |const )*fn\b|pub ", written)
        if is_type and rank < 0:
            before = [i for i in present if i.type in ("type_item", "associated_type")]
        elif rank < 0:
            before = present
        at = before[-1].end_byte if before else body.start_byte + 1
        by_place.setdefault(at, []).append(written)
    for at, listed in sorted(by_place.items()):
        text_ = ""
        for n, written in enumerate(listed):
            is_fn = "{" in written
            gap = "\n\n" if is_fn and (at > body.start_byte + 1 or n) else "\n"
            text_ += gap + "\n".join(lead + x if x.strip() else x for x in written.split("\n"))
        if not present and "\n" not in text(body):
            edits.append(site.replace(body, f"{{{text_}\n{site.indent(impl)}}}"))
        else:
            follows = at == body.start_byte + 1 and present and "{" in listed[-1]
            edits.append(site.insert(at, text_ + ("\n" if follows else "")))
    return tuple(sorted(edits, key=lambda e: e.start))


def dangling(impl: Node) -> Node | None:
    """The attribute or doc comment behind which the impl ends, without an item it belongs to."""
    body = child(impl, "body")
    last = body.named_children[-1] if body is not None and body.named_child_count else None
    if last is None:
        return None
    is_doc = last.type.endswith("_comment") and child(last, "outer") is not None
    return last if last.type == "attribute_item" or is_doc else None


def _order(scene: Scene, trait: str) -> dict[str, int]:
    for item in items_named(scene, trait, "trait_item"):
        body = child(item.node, "body")
        named = [text(child(n, "name")) for n in body.named_children] if body is not None else []
        return {name: at for at, name in enumerate(named) if name}
    return {}

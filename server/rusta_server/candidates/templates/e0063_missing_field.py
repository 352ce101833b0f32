"""E0063: a struct literal leaves fields out.

Fill them in: with the name in scope that is called like the field, with what other literals of the
same struct write, with the field of a value of the same type, with the empty value of its type; or
take the rest from the default.
"""

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope, self_path
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import derived
from rusta_server.candidates.items import fields, items
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.types import default_of, head
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0063",)

_MISSING = re.compile(r"`(\w+)`")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = re.match(
        r"missing fields? (.*) in initializer of `(?:\w+::)*(\w+)", scene.diagnostic.message
    )
    node = site.enclosing("struct_expression") if site is not None else None
    if site is None or said is None or node is None or (body := child(node, "body")) is None:
        return
    label = next((s.label for s in scene.diagnostic.spans if s.primary and s.label), said[1])
    missing = _MISSING.findall(label if "other" not in label else said[1])
    values = {name: list(_values(scene, site, node, said[2], name)) for name in missing}
    if missing and all(values.values()):
        for at in range(max(len(v) for v in values.values())):
            chosen = {name: given[min(at, len(given) - 1)] for name, given in values.items()}
            listed = ", ".join(chosen)
            yield Offer(f"Fill in {listed} of {said[2]}", (_insert(site, node, body, chosen),))
    for _, item in _definitions(scene, said[2]):
        if "Default" in derived(item) or _has_default(scene, said[2]):
            yield Offer(
                f"Take the other fields of {said[2]} from its default",
                (_insert(site, node, body, {"": "..Default::default()"}),),
            )


def _values(scene: Scene, site: Site, node: Node, of: str, name: str) -> Iterator[str]:
    """Whole initializers for the field, likely ones first, without repeats."""
    scope = {n.name: n for n in reversed(names_in_scope(site.source, node.start_byte))}
    kind = next(
        (
            text(child(field, "type"))
            for _, item in _definitions(scene, of)
            for called, field, _ in fields(item)
            if called == name
        ),
        "",
    )
    offers: list[str] = []
    if (local := scope.get(name)) is not None and local.kind in ("local", "param"):
        offers.append(name)
    offers += _elsewhere(scene, site, node, of, name)
    owner = self_path(site.source, node.start_byte)
    if "self" in scope and owner is not None and head(owner) == of:
        offers += [f"{name}: self.{name}", f"{name}: self.{name}.clone()"]
    if (empty := default_of(kind) if kind else None) is not None:
        offers.append(f"{name}: {empty}")
    offers += [
        f"{name}: {n.name}"
        for n in scope.values()
        if n.kind in ("local", "param") and n.type is not None and n.type == kind
    ]
    if kind:
        offers.append(f"{name}: Default::default()")
    yield from islice(dict.fromkeys(offers), 8)


def _elsewhere(scene: Scene, site: Site, node: Node, of: str, name: str) -> list[str]:
    """What other literals of the struct write for the field, the nearest ones first."""
    found: list[tuple[int, str]] = []
    for file in files(scene):
        for match in query(file.source, "(struct_expression) @literal"):
            literal = match["literal"][0]
            own = file.path == site.path and literal.start_byte == node.start_byte
            called = head(text(child(literal, "name")))
            if own or (called != of and called != "Self"):
                continue
            if called == "Self" and head(self_path(file.source, literal.start_byte) or "") != of:
                continue
            body = child(literal, "body")
            for part in body.named_children if body is not None else ():
                field = child(part, "field") or (
                    part if part.type == "shorthand_field_initializer" else None
                )
                if field is not None and text(field) == name:
                    away = abs(literal.start_byte - node.start_byte)
                    found.append((away if file.path == site.path else 1 << 30, text(part)))
    shorthand = [written for _, written in sorted(found) if written != name]
    return list(dict.fromkeys(shorthand))[:3]


def _insert(site: Site, node: Node, body: Node, values: dict[str, str]) -> Edit:
    """Behind the last field, laid out as the literal is."""
    parts = [n for n in body.named_children if "comment" not in n.type]
    closing = body.end_byte - 1
    start = parts[-1].end_byte if parts else body.start_byte + 1
    tail = site.source[start:closing].decode()
    lines = "\n" in site.source[body.start_byte : body.end_byte].decode()
    if lines:
        lead = site.indent(parts[0]) if parts else f"{site.indent(node)}    "
        listed = "".join(f"\n{lead}{value}," for value in values.values())
        if any(value.startswith("..") for value in values.values()):
            listed = listed.rstrip(",")
        comma = "" if "," in tail or not parts else ","
        kept = tail.rstrip()
        return site.replace_range(start, closing, f"{comma}{kept}{listed}\n{site.indent(node)}")
    listed = ", ".join(values.values())
    comma = ", " if parts else " "
    return site.replace_range(start, closing, f"{comma}{listed} ")


def _definitions(scene: Scene, name: str) -> Iterator[tuple[Site, Node]]:
    for file, item in items(scene, "struct_item", "enum_variant"):
        if text(child(item, "name")) == name:
            yield file, item


def _has_default(scene: Scene, name: str) -> bool:
    pattern = rf"impl\b[^{{;]*\bDefault for (\w+::)*{name}\b"
    return any(re.search(pattern, file.source.decode(errors="replace")) for file in files(scene))

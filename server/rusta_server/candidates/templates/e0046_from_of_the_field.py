"""E0046: an `impl From` of a type of ours lacks its `from`.

Put what is given where the type holds it: in the only field of that type, the others empty; in the
variant that holds it alone. Or take it out again, where it is the type of ours that is given.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.functions import Function
from rusta_server.candidates.impl_insertion import inserted, lacking
from rusta_server.candidates.items import fields, literal
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import impl_items, impls_of, trait_name
from rusta_server.candidates.types import arguments_of, default_of, head, same
from rusta_server.contracts.candidate import Scene

# Attributes and doc comments without their item are errors of the syntax.
CODES = ("E0046", "E0584", "syntax")

_WRAPPERS = {"Box": "Box::new", "Rc": "Rc::new", "Arc": "Arc::new", "Option": "Some"}


def candidates(scene: Scene) -> Iterator[Offer]:
    lack = lacking(scene)
    if lack is None or lack.names != ["from"] or trait_name(lack.impl) != "From":
        return
    scene, site, impl, _ = lack
    given = arguments_of(plain(child(impl, "trait")))
    if len(given) != 1:
        return
    kind, usual = given[0], _usual_name(scene, site, impl)
    for name, body in _bodies(scene, plain(child(impl, "type")), kind, usual):
        written = f"fn from({name}: {kind}) -> Self {{\n    {body}\n}}"
        yield Offer(f"Make it of the {kind} it holds", inserted(scene, site, impl, [written]))


def _bodies(scene: Scene, own: str, kind: str, usual: str) -> Iterator[tuple[str, str]]:
    """(name of the parameter, body)."""
    for _, item in types_named(scene, head(own)):
        if item.type == "enum_item":
            yield from ((usual, f"Self::{v}({usual})") for v in _variants(item, kind))
        elif item.type == "struct_item":
            yield from _of_struct(item, kind, usual)
    for _, item in types_named(scene, head(kind)) if not kind.startswith("&") else ():
        known = fields(item)
        if item.type == "struct_item" and len(known) == 1 and same(_type(known[0][1]), own):
            yield usual, f"{usual}.{known[0][0]}"


def _of_struct(item: Node, kind: str, usual: str) -> Iterator[tuple[str, str]]:
    known = [(name, _type(node)) for name, node, _ in fields(item)]
    holding = [name for name, of in known if same(of, kind)]
    if not holding and len(known) == 1:
        wrapped = arguments_of(known[0][1])
        wrapper = _WRAPPERS.get(head(known[0][1]))
        fits = wrapper is not None and len(wrapped) == 1 and same(wrapped[0], kind)
        value = f"{wrapper}({usual})" if fits else f"{usual}.into()"
        yield usual, literal(item, "Self", {known[0][0]: value})
    if len(holding) != 1:
        return
    empty = {name: default_of(of) for name, of in known if name != holding[0]}
    if None in empty.values():
        return
    name = usual if holding[0].isdigit() else holding[0]
    values = {field: name if field == holding[0] else str(empty[field]) for field, _ in known}
    yield name, literal(item, "Self", values)


def _variants(item: Node, kind: str) -> list[str]:
    """The one that holds the type alone."""
    found: list[str] = []
    for match in query(item, "(enum_variant) @variant"):
        held = child(match["variant"][0], "body")
        kinds = held.children_by_field_name("type") if held is not None else []
        if len(kinds) == 1 and same(plain(kinds[0]), kind):
            found.append(text(child(match["variant"][0], "name")))
    return found if len(found) == 1 else []


def _usual_name(scene: Scene, site: Site, impl: Node) -> str:
    """What the nearest other impl calls that which it is given."""
    for file, other in impls_of(scene, "From", (site, impl)):
        for item in impl_items(other):
            listed = Function(file, item).parameters
            pattern = text(child(listed[0], "pattern")) if listed else ""
            if pattern.isidentifier() and pattern != "_":
                return pattern
    return "value"


def _type(field: Node) -> str:
    return plain(child(field, "type") or field)

"""E0616: a private field is read or set outside of its module.

Call the method that reads it, under whatever name, or the one that sets it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.accessors import getters, setters
from rusta_server.candidates.functions import Function
from rusta_server.candidates.items import fields, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import FLOATS, INTEGERS
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0616",)

_SAYS = re.compile(r"^field `(\w+)` of (?:struct|union) `(?:\w+::)*(\w+)(?:<.*>)?` is private$")
_COPIED = INTEGERS | FLOATS | {"bool", "char"}
_ASSIGNED = ("assignment_expression", "compound_assignment_expr")


def candidates(scene: Scene) -> Iterator[Offer]:
    said, site = _SAYS.match(scene.diagnostic.message), primary_site(scene)
    if said is None or site is None:
        return
    field, of = said[1], said[2]
    kind = next(
        (
            text(child(node, "type") or node)
            for item in items_named(scene, of, "struct_item", "union_item")
            for name, node, _ in fields(item.node)
            if name == field
        ),
        "",
    )
    assigned = site.enclosing(*_ASSIGNED)
    if assigned is not None and _covers(child(assigned, "left"), site):
        yield from _set(scene, site, assigned, of, field, kind)
        return
    for getter in getters(scene, of, field, kind):
        for edit in _read(site, getter, kind):
            yield Offer(f"Read {field} by {getter.name}", (edit,))


def is_clear(scene: Scene) -> bool:
    """Whether a method says by its name or its body that it is the field's."""
    said = _SAYS.match(scene.diagnostic.message)
    if said is None:
        return False
    found = (*getters(scene, said[2], said[1]), *setters(scene, said[2], said[1]))
    return bool(found) and next(candidates(scene), None) is not None


def _set(
    scene: Scene, site: Site, assigned: Node, of: str, field: str, kind: str
) -> Iterator[Offer]:
    place, value = child(assigned, "left"), child(assigned, "right")
    holder = child(place, "value")
    if place is None or value is None or holder is None or place.end_byte != site.end:
        return
    new = text(value)
    operator = text(child(assigned, "operator")).removesuffix("=")
    for setter in setters(scene, of, field):
        if operator:
            getter = next(getters(scene, of, field, kind), None)
            if getter is None:
                continue
            new = f"{text(holder)}.{getter.name}() {operator} {text(value)}"
        call = f"{text(holder)}.{setter.name}({new})"
        yield Offer(f"Set {field} by {setter.name}", (site.replace(assigned, call),))


def _read(site: Site, getter: Function, kind: str) -> Iterator[Edit]:
    """The call; without a borrow in front, or with what makes the value owned, where it lends."""
    call = f"{getter.name}()"
    lends = text(child(getter.node, "return_type")).startswith("&")
    place = site.enclosing("field_expression")
    around = place.parent if place is not None else None
    if place is None or around is None or not lends or kind.startswith("&"):
        yield site.replace_range(site.start, site.end, call)
        return
    read = f"{text(child(place, 'value'))}.{call}"
    if around.type == "reference_expression":
        yield site.replace(around, read)
    elif kind in _COPIED and around.type not in ("field_expression", "index_expression"):
        yield site.replace(place, f"*{read}")
    else:
        yield site.replace(place, read)
        yield site.replace(place, f"{read}.to_owned()")
        yield site.replace(place, f"*{read}")


def _covers(node: Node | None, site: Site) -> bool:
    return node is not None and node.start_byte <= site.start and site.end <= node.end_byte

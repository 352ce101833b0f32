"""E0599: `S::new(a, b)`, and our struct has no such function.

Write it first in the struct's own impl: of as many arguments as there are fields, each is its
field; of none, all fields are empty, where each has a plain empty value.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.spelling import nearest
from rusta_indexer.syntax import enclosing
from rusta_server.candidates.accessors import constructors, missing_function
from rusta_server.candidates.derives import types_named
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.inherent_impls import (
    function,
    own_name,
    places,
    put,
    result_name,
    visible,
)
from rusta_server.candidates.items import fields, literal
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, files, text
from rusta_server.candidates.types import default_of, head
from rusta_server.candidates.words import parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)

_SHARED = frozenset(("Box", "Rc", "Arc"))
_MAX_PLACES = 2


def candidates(scene: Scene) -> Iterator[Offer]:
    missing = missing_function(scene)
    if missing is None:
        return
    site, name, wanted, _, call = missing
    for file, item in types_named(scene, name):
        known = [(field, plain(child(n, "type") or n)) for field, n, _ in fields(item)]
        given = [text(argument) for argument in arguments(call)]
        if item.type != "struct_item" or _is_there(scene, name, wanted, len(given)):
            continue
        made = _made(scene, name, known, given)
        if made is None:
            continue
        parameters, values = made
        for place in places(scene, file, item)[:_MAX_PLACES]:
            constant = "const " if _is_constant(call) else ""
            head_ = f"{visible(place, site, call)}{constant}fn {wanted}"
            body = literal(item, own_name(place), values)
            written = function(head_, parameters, result_name(place), body)
            yield Offer(f"Write {name}::{wanted}", (put(place, written, first=True),))


def _made(
    scene: Scene, name: str, known: list[tuple[str, str]], given: list[str]
) -> tuple[list[str], dict[str, str]] | None:
    """(parameters, values of the fields)."""
    if not given:
        empty = {field: default_of(kind) for field, kind in known}
        plainly = all(v is not None and v != "Default::default()" for v in empty.values())
        return ([], {f: str(v) for f, v in empty.items()}) if plainly else None
    if len(given) != len(known) or any(_is_wrapped(scene, name, kind) for _, kind in known):
        return None
    order = dict(known)
    if set(given) == set(order):
        order = {field: order[field] for field in given}
    names: dict[str, str] = {}
    for field, kind in order.items():
        names[field] = field if not field.isdigit() else _letter(kind, names)
    parameters = [f"{names[field]}: {kind}" for field, kind in order.items()]
    return parameters, {field: names[field] for field, _ in known}


def _is_wrapped(scene: Scene, name: str, kind: str) -> bool:
    """Whether other constructors are given what is inside of such a field."""
    wrapper = head(kind)
    bodies = (text(child(made.node, "body")) for made, _ in constructors(scene, name))
    return wrapper in _SHARED and any(f"{wrapper}::new(" in body for body in bodies)


def _letter(kind: str, taken: dict[str, str]) -> str:
    words = [w for w in parts(head(kind.lstrip("&"))) if w[:1].isalpha()]
    letter = words[0][0].lower() if words else "a"
    used = sum(name.startswith(letter) for name in taken.values())
    return f"{letter}{used + 1}" if used else letter


def _is_there(scene: Scene, name: str, wanted: str, count: int) -> bool:
    """Whether it is there for as many arguments: spelt alike, or under a name nobody calls."""
    for made, _ in constructors(scene, name):
        if len(made.parameters) == count and child(made.owner, "trait") is None:
            called = re.compile(rf"(?:::|\.){made.name}\b")
            used = any(called.search(file.text) for file in files(scene))
            if not used or nearest(wanted, [made.name]):
                return True
    return False


def _is_constant(call: Node) -> bool:
    around = enclosing(call, "const_item", "static_item", "function_item", "closure_expression")
    return around is not None and around.type in ("const_item", "static_item")

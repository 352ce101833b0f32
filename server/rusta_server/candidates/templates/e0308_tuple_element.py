"""E0308: a tuple has fewer elements than the type that is expected.

Add the missing one: the same element of a tuple in scope, a value of its type, its empty value. In
a pattern the name that is used below and not found, else `_`, stands for it.
"""

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import called_name, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.scope_values import values
from rusta_server.candidates.site import Site, primary_site, text
from rusta_server.candidates.types import mismatch, tuple_parts
from rusta_server.contracts.candidate import Scene

CODES = ("E0308",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), mismatch(scene.diagnostic)
    node = site.expression if site is not None else None
    wanted = tuple_parts(said.expected) if said is not None else None
    if site is None or node is None or not wanted:
        return
    if node.type not in ("tuple_expression", "parenthesized_expression"):
        return
    given = [n for n in node.named_children if "comment" not in n.type]
    if len(given) != len(wanted) - 1:
        return
    for at in dict.fromkeys((len(given), *range(len(given)))):
        for value in _values(scene, site, wanted[at], at):
            parts = [text(n) for n in given]
            parts.insert(at, value)
            new = f"({', '.join(parts)})"
            yield Offer(f"Give {value} as the tuple's element {at}", (site.replace(node, new),))


def _values(scene: Scene, site: Site, written: str, at: int) -> Iterator[str]:
    found = [*_of_tuples(site, at), *islice(values(scene, site, written), 6)]
    yield from dict.fromkeys(found)


def _of_tuples(site: Site, at: int) -> Iterator[str]:
    """`x.1` of what the function's namesake gave, then of what else may be a tuple."""
    function = function_around(site)
    own = function.name if function is not None else ""
    later: list[str] = []
    for name in names_in_scope(site.source, site.start):
        if name.kind not in ("local", "param") or name.name == "self":
            continue
        value = _value(site, name.name)
        if value is not None and value.type == "call_expression" and called_name(value) == own:
            yield f"{name.name}.{at}"
        elif (tuple_parts(name.type) if name.type else None) or (
            value is not None and value.type in ("tuple_expression", "call_expression")
        ):
            later.append(f"{name.name}.{at}")
    yield from later[:3]


def _value(site: Site, name: str) -> Node | None:
    bound = binding_of(site, name)
    return bound.value if bound is not None and bound.pattern == bound.name else None

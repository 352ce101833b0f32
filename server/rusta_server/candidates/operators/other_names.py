"""Another variable where the value of one does not fit, or another field of the same struct.

What nothing in the function reads yet comes first: whoever writes the wrong name leaves the right
one idle. Then what is declared with the expected type, then the innermost.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.scope import ScopeName, names_in_scope
from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.items import fields, items
from rusta_server.candidates.nearby import is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.candidates.types import mismatch, same
from rusta_server.contracts.candidate import Scene

_NAMES = "[(identifier) (self)] @name"
_FIELDS = "(field_expression field: [(field_identifier) (integer_literal)] @field)"
_LONGEST = 160
"""Bytes of an expression whose names are looked at."""
_MOST_NAMES, _MOST_OTHERS = 4, 6


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    said = mismatch(scene.diagnostic)
    wanted = said.expected if said is not None else ""
    seen: set[tuple[str, int]] = set()
    for site, _ in list(sites(scene))[:3]:
        node = _whole(site)
        if node is None:
            continue
        for name in [m["name"][0] for m in query(node, _NAMES)][:_MOST_NAMES]:
            if (site.path, name.start_byte) not in seen and _is_value(name):
                seen.add((site.path, name.start_byte))
                yield from _written(site, name, _variables(site, name, wanted))
        for field in [m["field"][0] for m in query(node, _FIELDS)][:_MOST_NAMES]:
            if (site.path, field.start_byte) not in seen and not _is_called(field):
                seen.add((site.path, field.start_byte))
                yield from _written(site, field, _fields(scene, text(field), wanted))


def _whole(site: Site) -> Node | None:
    """The expression of the span; of a method's name or a field's, with what it is asked of."""
    node = site.expression
    around = node.parent if node is not None else None
    if node is not None and around is not None and around.type == "field_expression":
        node = around
    if node is None or node.end_byte - node.start_byte > _LONGEST:
        return None
    return node


def _written(site: Site, node: Node, others: list[str]) -> Iterator[Offer]:
    for other in others[:_MOST_OTHERS]:
        yield Offer(f"Write {other} instead of {text(node)}", (site.replace(node, other),))


def _variables(site: Site, node: Node, wanted: str) -> list[str]:
    function = enclosing(node, "function_item", "closure_expression")
    known = names_in_scope(site.source, node.start_byte)
    variables = [n for n in known if n.kind in ("local", "param")]
    if text(node) not in {n.name for n in variables}:
        return []
    written = text(enclosing(node, "function_item") or function)

    def place(name: ScopeName) -> tuple[bool, bool]:
        idle = len(re.findall(rf"\b{re.escape(name.name)}\b", written)) < 2
        return not idle, not (name.type is not None and wanted and same(name.type, wanted))

    others = [n for n in variables if n.name not in (text(node), "self", "_")]
    return [name.name for name in sorted(others, key=place)]


def _fields(scene: Scene, name: str, wanted: str) -> list[str]:
    found: dict[str, bool] = {}
    for item in items(scene, "struct_item"):
        types = {given: _type_of(node) for given, node, _ in fields(item.node)}
        if name in types and not name.isdigit():
            for given, kind in types.items():
                if given != name:
                    found[given] = found.get(given, False) or bool(wanted and same(kind, wanted))
    return sorted(found, key=lambda given: not found[given])


def _type_of(node: Node) -> str:
    return text(child(node, "type"))


def _is_value(node: Node) -> bool:
    """Not a path's part, a pattern or the name of what is called."""
    around = node.parent
    return (
        around is not None
        and around.type not in ("scoped_identifier", "macro_invocation", "closure_parameters")
        and child(around, "function") != node
        and child(around, "pattern") != node
    )


def _is_called(field: Node) -> bool:
    around = field.parent
    call = around.parent if around is not None else None
    return call is not None and child(call, "function") == around

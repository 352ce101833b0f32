"""The written types that an error's types may come from: of results, parameters, fields, bindings,
constants, wherever in the project they stand. By labels and notes first, then by names."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors
from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.callees import nearest_first
from rusta_server.candidates.functions import (
    call_receiver,
    called_name,
    functions_named,
    passed_to,
)
from rusta_server.candidates.items import items_named
from rusta_server.candidates.site import Site, child, sites, text
from rusta_server.contracts.candidate import Scene

_DEPTH = 4
# Of one name; beyond these which one is meant is a guess.
_MOST = 6
_SEEN_THROUGH = frozenset(
    """
    reference_expression parenthesized_expression unary_expression try_expression await_expression
    index_expression
    """.split()
)
_DECLARING = frozenset(
    """
    function_item function_signature_item parameter field_declaration let_declaration const_item
    static_item closure_expression type_item
    """.split()
)


def declared_types(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """(site of its file, type node), each once."""
    seen: set[tuple[str, int]] = set()
    for site, node in _found(scene):
        if (site.path, node.start_byte) not in seen:
            seen.add((site.path, node.start_byte))
            yield site, node


def _found(scene: Scene) -> Iterator[tuple[Site, Node]]:
    places = [site for site, _ in sites(scene)]
    for site in places:
        yield from _pointed_at(site)
    for site in places[:4]:
        for value in _values(site):
            yield from _of_value(scene, site, value)
    for site in places[:1]:
        for function, parameter in passed_to(scene, site):
            yield from _typed(function.file, parameter)
        yield from _given_to(scene, site)


def _pointed_at(site: Site) -> Iterator[tuple[Site, Node]]:
    """The type around the place, or that of the declaration whose name or whole it is."""
    node: Node | None = site.node
    while node is not None and node.type not in _DECLARING and node.type != "block":
        parent = node.parent
        if (
            parent is not None
            and parent.type in _DECLARING
            and node in (child(parent, "type"), child(parent, "return_type"))
        ):
            yield site, node
            return
        node = parent
    if site.node.type in ("parameter", "field_declaration"):
        yield from _typed(site, site.node)
    elif site.node.type == "identifier":
        bound = binding_of(site, site.text)
        if bound is not None and bound.type is not None:
            yield site, bound.type


def _values(site: Site) -> Iterator[Node]:
    """The expressions whose type the place is about: itself, what a method or an index is of."""
    node = site.node
    parent = node.parent
    if node.type == "field_identifier" and parent is not None:
        value = child(parent, "value")
        yield from [value] if value is not None else []
    elif site.expression is not None and site.expression.type != "block":
        yield site.expression


def _of_value(scene: Scene, site: Site, value: Node, depth: int = 0) -> Iterator[tuple[Site, Node]]:
    if depth == _DEPTH:
        return
    if value.type in _SEEN_THROUGH or value.type == "binary_expression":
        for inner in value.named_children[:2]:
            yield from _of_value(scene, site, inner, depth + 1)
    elif value.type in ("identifier", "self"):
        bound = binding_of(site.at(value), text(value))
        if bound is None:
            for item in items_named(scene, text(value), "const_item", "static_item"):
                yield from _typed(item.file, item.node)
        elif bound.type is not None:
            yield site, bound.type
        elif bound.value is not None:
            yield from _of_value(scene, site, bound.value, depth + 1)
    elif value.type == "field_expression":
        for item in items_named(scene, text(child(value, "field")), "field_declaration")[:_MOST]:
            yield from _typed(item.file, item.node)
    elif value.type == "call_expression":
        receiver = call_receiver(value)
        named = functions_named(scene, called_name(value))
        for group in nearest_first(scene, site, receiver, named)[:_MOST]:
            for function in group:
                if (kind := child(function.node, "return_type")) is not None:
                    yield function.file, kind
        if not named and receiver is not None:
            yield from _of_value(scene, site, receiver, depth + 1)


def _given_to(scene: Scene, site: Site) -> Iterator[tuple[Site, Node]]:
    """The types of the field that the place is written to, or the value of."""
    for node in (site.node, *ancestors(site.node)):
        if node.type in ("field_initializer", "shorthand_field_initializer"):
            name = text(child(node, "field") or node)
        elif node.type == "assignment_expression":
            name = text(child(child(node, "left"), "field"))
        elif node.type in ("block", "call_expression") and node != (site.expression or site.node):
            return
        else:
            continue
        for item in items_named(scene, name, "field_declaration")[:_MOST] if name else ():
            yield from _typed(item.file, item.node)
        return


def _typed(site: Site, node: Node) -> Iterator[tuple[Site, Node]]:
    if (kind := child(node, "type")) is not None:
        yield site, kind

"""A function asks for an `Fn` closure and is given one that changes or gives away what it captures.

Ask for `FnMut` (or `FnOnce`) in its bound, and let it be called: `mut f`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.functions import Function, passed_to
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, sites, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0594", "E0596", "E0525", "E0507")

_WIDER = {"Fn": ("FnMut", "FnOnce"), "FnMut": ("FnOnce",)}


def candidates(scene: Scene) -> Iterator[Offer]:
    said = [scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)]
    if not any(re.search(r"`Fn(Mut)?`", words) for words in said):
        return
    for site, span in sites(scene):
        label = span.label or ""
        item = site.enclosing("function_item")
        parameter = site.enclosing("parameter")
        closure = site.enclosing("closure_expression")
        if label.startswith("change this to accept") and parameter is not None and item is not None:
            yield from _wider(Function(site, item), parameter)
        elif closure is not None and (span.primary or "closure" in label):
            for function, given in passed_to(scene, site.at(closure)):
                yield from _wider(function, given)


def _wider(function: Function, parameter: Node) -> Iterator[Offer]:
    pattern, kind = child(parameter, "pattern"), child(parameter, "type")
    body = text(child(function.node, "body"))
    for bound in _bounds(function, kind):
        for wider in _WIDER.get(text(bound), ()):
            edits: list[Edit] = [function.file.replace(bound, wider)]
            called = re.search(rf"(?<![\w.]){re.escape(text(pattern))}\(", body)
            if wider == "FnMut" and called and pattern is not None and not _is_mut(parameter):
                edits.append(function.file.before(pattern, "mut "))
            title = f"Let {function.name} accept {wider}"
            yield Offer(title, tuple(sorted(edits, key=lambda edit: edit.start)))


def _bounds(function: Function, kind: Node | None) -> list[Node]:
    """The names of the closure traits that the type of a parameter is bound by."""
    found = query(function.node, "(function_type trait: (type_identifier) @trait)")
    traits = [match["trait"][0] for match in found]
    if kind is None or kind.type != "type_identifier":
        return [t for t in traits if kind is not None and _inside(t, kind)]
    bounding = query(
        function.node,
        "[(type_parameter name: (type_identifier) @name) @bound"
        " (where_predicate left: (type_identifier) @name) @bound]",
    )
    own = [match["bound"][0] for match in bounding if text(match["name"][0]) == text(kind)]
    return [t for t in traits if any(_inside(t, bound) for bound in own)]


def _inside(node: Node, around: Node) -> bool:
    return around.start_byte <= node.start_byte and node.end_byte <= around.end_byte


def _is_mut(parameter: Node) -> bool:
    return any(part.type == "mutable_specifier" for part in parameter.children)

"""What a diagnostic about moves says: where a value was given away, and of which type it is."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.site import Site, child, sites
from rusta_server.contracts.candidate import Scene

_TYPE = re.compile(r"\bhas type `([^`]+)`")
_BEHIND = re.compile(r"behind an? (shared|mutable) reference")


def moved_type(scene: Scene) -> str:
    """The type of the value that was moved, as rustc prints it; empty where it does not say."""
    for span in scene.diagnostic.spans:
        if found := _TYPE.search(span.label or ""):
            return found[1]
    return ""


def behind(scene: Scene) -> str:
    """`shared` or `mutable`: the reference that one may not move out of; empty for none."""
    found = _BEHIND.search(scene.diagnostic.message)
    return found[1] if found else ""


def moved_values(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """The expressions whose value is moved, those that rustc names first."""
    code = scene.diagnostic.code
    for site, span in sites(scene):
        label = span.label or ""
        given = label.startswith("value moved here") or "moved due to this method call" in label
        given = given or label.startswith(("value moved into", "move out of"))
        if (given or (span.primary and code in ("E0507", "E0508", "E0509", "E0505"))) and (
            value := _value(site)
        ) is not None:
            yield site, value


def moving_bindings(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """The names of a pattern that a part of a value is moved into, a `mut` before them included."""
    for site, span in sites(scene):
        label = span.label or ""
        here = label.startswith(("data moved here", "...and here", "value moved here"))
        named = site.node.type in ("identifier", "mut_pattern")
        if (here or "value partially moved" in label) and named:
            around = site.node.parent
            while around is not None and around.type.endswith("pattern"):
                around = around.parent
            if around is not None and around.type in _BINDING and not _is_value(around, site.node):
                yield site, site.node


_BINDING = frozenset(
    ("match_pattern", "match_arm", "let_declaration", "let_condition", "closure_parameters",
     "parameter", "for_expression")
)  # fmt: skip


def _is_value(around: Node, node: Node) -> bool:
    value = child(around, "value")
    return value is not None and value.start_byte <= node.start_byte < value.end_byte


def _value(site: Site) -> Node | None:
    """The moved expression: the receiver where the span is the method call."""
    node = site.expression
    if node is not None and node.type == "field_expression" and site.text.find("(") >= 0:
        return child(node, "value")
    if node is not None and node.type == "call_expression" and node.start_byte != site.start:
        head = child(node, "function")
        return child(head, "value") if head is not None else None
    return node

"""Conversions between numbers: `as`, `from` and `try_from` of the type that is wanted, put where
the value is used or where it was bound; the type of a cast that stands there already."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.nearby import expressions_near
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.candidates.types import INTEGERS, NUMBERS, Mismatch, mismatch
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

_CODES = ("E0308", "E0277", "E0369", "E0600", "E0604", "E0605", "E0606", "E0607", "E0614")
_SIMPLE = frozenset(
    """
    call_expression field_expression identifier index_expression integer_literal char_literal
    parenthesized_expression scoped_identifier self try_expression type_cast_expression
    float_literal macro_invocation unary_expression
    """.split()
)
_CASTABLE = NUMBERS | {"bool", "char"}


def candidates(scene: Scene) -> Iterator[Offer]:
    if scene.diagnostic.code not in _CODES:
        return
    said = mismatch(scene.diagnostic)
    site = primary_site(scene)
    if site is None:
        return
    if said is not None and said.expected in NUMBERS and said.found.lstrip("&") in _CASTABLE:
        node = site.expression
        if node is not None:
            # Several errors with one value: it was bound as the wrong type.
            again = sum(mismatch(e) == said for e in scene.errors) > 1
            origin = list(_at_origin(site, node, said.expected))
            yield from origin if again else ()
            yield from _cast(site, node, said)
            yield from origin
    elif scene.diagnostic.code in ("E0277", "E0369"):
        yield from _operands(scene)
    yield from _other_casts(scene)


def _cast(site: Site, node: Node, said: Mismatch) -> Iterator[Offer]:
    expected, found = said.expected, said.found
    while node.type == "unary_expression" and text(node).startswith("*") and found[:1] == "&":
        node = node.named_children[0]
    star = "*" if found.startswith("&") else ""
    value = f"{star}{text(node)}"
    simple = node.type in _SIMPLE
    wrapped = value if simple else f"({text(node)})"
    title = f"Convert {shown(node)} to {expected}"
    parts = [p for p in node.named_children if p.type != "block"]
    if node.type == "binary_expression":
        operands = [p for p in parts if not p.type.endswith("_literal")]
        if len(operands) > 1 and all(p.type in _SIMPLE for p in operands):
            yield Offer(title, tuple(_each(site, node, operands, expected)))
        for part in parts:
            if part.type in _SIMPLE and not part.type.endswith("_literal"):
                new = f"{text(part)} as {expected}"
                left = part == parts[0] and text(child(node, "operator"))[:1] == "<"
                both = f"({new})" if left else new
                yield Offer(f"Convert {shown(part)} to {expected}", (site.replace(part, both),))
    needs = node.parent is not None and (
        (node.parent.type == "binary_expression" and _before_less(node))
        or (node.parent.type in ("field_expression", "try_expression"))
    )
    cast = f"{wrapped} as {expected}"
    yield Offer(title, (site.replace(node, f"({cast})" if needs else cast),))
    yield Offer(title, (site.replace(node, f"{expected}::from({value})"),))
    if found.lstrip("&") in INTEGERS:
        yield Offer(title, (site.replace(node, f"{expected}::try_from({value}).unwrap()"),))


def _each(site: Site, node: Node, operands: list[Node], expected: str) -> Iterator[Edit]:
    for part in operands:
        new = f"{text(part)} as {expected}"
        less = part.end_byte < node.end_byte and text(child(node, "operator"))[:1] == "<"
        yield site.replace(part, f"({new})" if less or _before_less(node) else new)


def _at_origin(site: Site, node: Node, expected: str) -> Iterator[Offer]:
    """Where the name is bound without a type of its own."""
    if node.type == "identifier":
        binding = binding_of(site.at(node), text(node))
        if binding is not None and binding.value is not None and binding.type is None:
            value = binding.value
            if binding.declaration.type == "let_declaration" and binding.pattern == binding.name:
                new = text(value) if value.type in _SIMPLE else f"({text(value)})"
                title = f"Convert {shown(value)} to {expected}"
                yield Offer(title, (site.replace(value, f"{new} as {expected}"),))


def _operands(scene: Scene) -> Iterator[Offer]:
    """`a + b` of two kinds of numbers: the right one as the left one's type, and the reverse."""
    kinds = re.findall(r"`&*([a-z]+[0-9]*(?:size)?)`", scene.diagnostic.message)
    kinds = [kind for kind in kinds if kind in NUMBERS]
    if len(kinds) != 2 or kinds[0] == kinds[1]:
        return
    for site, node in expressions_near(scene):
        if node.type not in ("binary_expression", "compound_assignment_expr"):
            continue
        left, right = child(node, "left"), child(node, "right")
        if left is None or right is None:
            continue
        for side in (right, left):
            for kind in dict.fromkeys(kinds):
                if side == left and node.type == "compound_assignment_expr":
                    continue
                new = text(side) if side.type in _SIMPLE else f"({text(side)})"
                # `a as u8 < b` would begin a list of type arguments.
                less = text(child(node, "operator"))[:1] == "<" and side == left
                cast = f"({new} as {kind})" if less else f"{new} as {kind}"
                yield Offer(f"Convert {shown(side)} to {kind}", (site.replace(side, cast),))
        return


def _other_casts(scene: Scene) -> Iterator[Offer]:
    """Another type for a cast that stands at the spans."""
    said = mismatch(scene.diagnostic)
    wanted = [said.expected] if said is not None and said.expected in NUMBERS else []
    for site, node in expressions_near(scene):
        kind = child(node, "type") if node.type == "type_cast_expression" else None
        if kind is None or text(kind) not in _CASTABLE:
            continue
        value = child(node, "value")
        for other in (*wanted, "usize", "u8", "u32", "u64", "i32", "i64", "f64"):
            if other != text(kind):
                yield Offer(f"Cast {shown(value)} to {other}", (site.replace(kind, other),))


def _before_less(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and node == child(parent, "left")
        and text(child(parent, "operator"))[:1] == "<"
    )

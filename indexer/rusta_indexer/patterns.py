"""The names that patterns bind."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

_CONTAINERS = frozenset(
    (
        "mut_pattern",
        "ref_pattern",
        "reference_pattern",
        "captured_pattern",
        "tuple_pattern",
        "tuple_struct_pattern",
        "struct_pattern",
        "field_pattern",
        "slice_pattern",
        "or_pattern",
        "match_pattern",
        "ERROR",
    )
)


class Binding(NamedTuple):
    """`node` is the identifier; `mutable`: written `mut`."""

    node: Node
    mutable: bool


def bindings(pattern: Node, *, mutable: bool = False) -> Iterator[Binding]:
    """What `pattern` binds, in source order; the alternatives of `A(x) | B(x)` bind `x` twice.

    Syntax alone cannot tell a binding from a constant: a capital says constant or unit variant.
    """
    stack = [(pattern, mutable)]
    while stack:
        node, mutable = stack.pop()
        if node.type == "identifier":
            if not (node.text or b"")[:1].isupper():
                yield Binding(node, mutable)
        elif node.type in ("shorthand_field_identifier", "self"):
            yield Binding(node, mutable)
        elif node.type in _CONTAINERS:
            stack += [
                (child, mutable or _is_mut(node)) for child in reversed(_binding_children(node))
            ]


def _binding_children(node: Node) -> list[Node]:
    passed = [
        node.child_by_field_name("type"),
        node.child_by_field_name("condition"),
        node.child_by_field_name("name") if node.child_by_field_name("pattern") else None,
    ]
    return [child for child in node.named_children if child not in passed]


def _is_mut(node: Node) -> bool:
    """Of `mut x`, not of `ref mut x` and `&mut x`, which bind an `x` that stays as it is."""
    if node.type not in ("mut_pattern", "field_pattern"):
        return False
    words = [child.type for child in node.children[:3]]
    parent = node.parent
    by_ref = "ref" in words or (parent is not None and parent.type == "ref_pattern")
    return "mutable_specifier" in words and not by_ref

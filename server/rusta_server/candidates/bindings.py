"""Where a name was bound, and what to."""

from dataclasses import dataclass

from tree_sitter import Node

from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import ancestors, smallest_node
from rusta_server.candidates.site import Site, child, text

_DECLARING = frozenset(
    (
        "let_declaration",
        "let_condition",
        "for_expression",
        "match_arm",
        "parameter",
        "closure_parameters",
        "self_parameter",
    )
)


@dataclass(frozen=True)
class Binding:
    """`name` is the identifier that declares it, `pattern` the whole pattern it stands in (the
    name itself mostly), `declaration` the let, for, arm or parameter."""

    site: Site
    name: Node
    pattern: Node
    declaration: Node
    mutable: bool

    @property
    def value(self) -> Node | None:
        """What the pattern is matched with: of a let, a for, a `match`."""
        if self.declaration.type == "match_arm":
            block = self.declaration.parent
            return child(block.parent, "value") if block is not None else None
        return child(self.declaration, "value")

    @property
    def type(self) -> Node | None:
        return child(self.declaration, "type")


def binding_of(site: Site, name: str) -> Binding | None:
    """The binding that `name` means at the start of `site`; None for items and unknown names."""
    for found in names_in_scope(site.source, site.start):
        if found.name == name and found.kind in ("local", "param"):
            node = smallest_node(site.tree, found.start, found.end)
            return _binding(site, node, found.mutable)
    return None


def root_name(node: Node | None) -> str:
    """`x` of `x.a[0].b`, `*x`, `&mut x`, `x.f()`; empty where it does not begin with a name."""
    while node is not None:
        if node.type in ("identifier", "self"):
            return text(node)
        if node.type == "index_expression" or node.type == "unary_expression":
            node = next(iter(node.named_children), None)
        elif node.type == "call_expression":
            node = child(node, "function")
        elif node.type == "parenthesized_expression" or node.type == "try_expression":
            node = next(iter(node.named_children), None)
        elif node.type in ("assignment_expression", "compound_assignment_expr"):
            node = child(node, "left")
        else:
            node = child(node, "value")
    return ""


def _binding(site: Site, node: Node, mutable: bool) -> Binding | None:
    last = node
    for around in (node, *ancestors(node)):
        if around.type in _DECLARING:
            return Binding(site, node, last, around, mutable)
        last = around
    return None

"""A name holds a reference, and is used as the value behind it, mostly more than once.

Dereference where it is bound: `let x = *y`, `for &x in xs`, `|&x|`, `Some(&x)`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import Binding, binding_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0277", "E0369", "E0614")

_SAYS = re.compile(r"expected `&|found `&|`&[^`]*`|reference")
_OPERATIONS = ("binary_expression", "compound_assignment_expr", "assignment_expression")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = [scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)]
    if site is None or not any(_SAYS.search(words) for words in said):
        return
    for name in _names(site.expression):
        binding = binding_of(site.at(name), text(name))
        if binding is not None:
            yield from _dereferenced(site, binding)


def _names(node: Node | None) -> list[Node]:
    """The name the error is at, or those that an operation beside it combines."""
    around = node if node is None or node.type in _OPERATIONS else node.parent
    pair = around.named_children if around is not None and around.type in _OPERATIONS else []
    return [n for n in [node, *pair] if n is not None and n.type == "identifier"]


def _dereferenced(site: Site, binding: Binding) -> Iterator[Offer]:
    name, around = binding.name, binding.name.parent
    value = binding.value
    if binding.declaration.type == "let_declaration" and binding.pattern == name:
        if value is not None and value.type in (
            "identifier",
            "call_expression",
            "field_expression",
        ):
            yield Offer(f"Dereference {shown(value)}", (site.before(value, "*"),))
    elif binding.declaration.type not in ("let_declaration", "parameter", "self_parameter") and (
        around is not None
        and around.type not in ("reference_pattern", "ref_pattern", "mut_pattern")
    ):
        yield Offer(f"Take {text(name)} out of its reference", (site.before(name, "&"),))

"""A value that is no reference is dereferenced.

Take the `*` away; where its name was bound by `&x`, that is where the reference went, and where a
pattern took a part of a value by `mut x`, it is bound by `ref mut x`.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import primary_site, shown, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0614",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    node = None if site is None else site.expression
    if site is None or node is None or not site.text.startswith("*"):
        return
    operand = node.named_children[-1]
    edit = site.replace_range(node.start_byte, operand.start_byte, "")
    yield Offer(f"Use {shown(operand)} itself", (edit,))
    if operand.type == "identifier" and (binding := binding_of(site, text(operand))) is not None:
        around = binding.name.parent
        if around is not None and around.type == "reference_pattern":
            title = f"Bind {text(operand)} as the reference"
            yield Offer(title, (site.replace(around, text(operand)),))
        elif around is not None and _is_part(around):
            mutable = around.type == "mut_pattern"
            bound = around if mutable else binding.name
            new = f"ref mut {text(operand)}" if mutable else f"ref {text(operand)}"
            yield Offer(f"Bind {text(operand)} by reference", (site.replace(bound, new),))


def _is_part(node: Node) -> bool:
    """Whether a name bound there is a part of what is matched."""
    if node.type == "mut_pattern" and node.parent is not None:
        return _is_part(node.parent)
    return node.type in ("tuple_pattern", "tuple_struct_pattern", "slice_pattern")

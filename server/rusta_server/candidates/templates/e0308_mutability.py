"""`types differ in mutability`: `&mut T` is expected and `&T` found.

Borrow mutably where the reference was made: at the argument, in the `let`, by the mutable accessor,
in the parameter's type. Otherwise let the function called be content with `&T`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import binding_of
from rusta_server.candidates.functions import passed_to
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.references import mutable_accessors, mutable_type, shared_type
from rusta_server.candidates.site import Site, child, primary_site, shown, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0308", "E0053", "E0271", "E0277")

_SAYS = re.compile(
    r"differ in mutability|expected `&mut .*found `?&(?!mut)|`&mut [^`]*`.* is required"
)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    said = [scene.diagnostic.message, *(s.label or "" for s in scene.diagnostic.spans)]
    if site is None or not any(_SAYS.search(text) for text in said):
        return
    node = site.expression or site.node
    yield from borrow_mutably(site, node)
    for part in _inside(node):
        yield from borrow_mutably(site, part)
    if (kind := site.enclosing("reference_type")) and (edit := mutable_type(site, kind)):
        yield Offer(f"Make {text(kind)} mutable", (edit,))
    for function, parameter in passed_to(scene, site):
        written = child(parameter, "type")
        shared = None if written is None else shared_type(function.file, written)
        if shared is not None:
            name = text(child(parameter, "pattern"))
            yield Offer(f"Let {function.name} borrow {name} shared", (shared,))


def borrow_mutably(site: Site, node: Node, depth: int = 0) -> Iterator[Offer]:
    """Offers that make the reference `node` evaluates to a mutable one."""
    for edit in _mutable_borrows(site, node):
        yield Offer(f"Borrow mutably in {shown(node)}", (edit,))
    if (node.type != "identifier" and node.type != "self") or depth > 2:
        return
    binding = binding_of(site.at(node), text(node))
    if binding is None:
        return
    if binding.declaration.type == "self_parameter":
        if text(binding.declaration) == "&self":
            yield Offer("Take &mut self", (site.replace(binding.declaration, "&mut self"),))
        return
    written, value = binding.type, binding.value
    typed = None if written is None else mutable_type(site, written)
    if value is not None:
        for edit in _mutable_borrows(site, value):
            both = (edit,) if typed is None else (typed, edit)
            yield Offer(f"Borrow {text(node)} mutably", both)
        yield from borrow_mutably(site, value, depth + 1)
    elif typed is not None:
        yield Offer(f"Let {text(node)} be a mutable reference", (typed,))


def _mutable_borrows(site: Site, node: Node) -> list[Edit]:
    """`&x` as `&mut x`, `x.iter()` as `x.iter_mut()`."""
    parts = [part.type for part in node.children]
    value = child(node, "value")
    if node.type == "reference_expression" and value is not None:
        return [] if "mutable_specifier" in parts else [site.before(value, "mut ")]
    return mutable_accessors(site, node)


def _inside(node: Node) -> list[Node]:
    """References written inside of the expression: `Some(&x)`, `(&a, &b)`."""
    found = [part for part in node.named_children if part.type == "reference_expression"]
    return found + [n for part in node.named_children if part not in found for n in _inside(part)]

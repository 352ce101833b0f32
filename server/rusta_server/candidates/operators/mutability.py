"""`mut` more or less: of bindings, borrows, reference types, receivers, and of accessors."""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.bindings import Binding, binding_of, root_name
from rusta_server.candidates.nearby import expressions_near, is_typed
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.references import MUTABLE_OF, mutable_type, shared_type
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

_SHARED_OF = {mutable: shared for shared, mutable in MUTABLE_OF.items()}
_RECEIVERS = {
    "&self": ("&mut self", "self"),
    "&mut self": ("&self", "self"),
    "self": ("mut self", "&self", "&mut self"),
    "mut self": ("self", "&mut self"),
}


def candidates(scene: Scene) -> Iterator[Offer]:
    if not is_typed(scene):
        return
    yield from _bindings(scene)
    for site, node in expressions_near(scene):
        yield from _expression(site, node)
    yield from _signature(scene)


def _bindings(scene: Scene) -> Iterator[Offer]:
    for site, _ in sites(scene):
        name = root_name(site.expression)
        binding = binding_of(site, name) if name else None
        if binding is None or binding.declaration.type == "self_parameter" or _is_mut(binding):
            continue
        yield Offer(f"Make {name} mutable", (site.before(binding.name, "mut "),))


def _is_mut(binding: Binding) -> bool:
    around = binding.name.parent
    return binding.mutable or (around is not None and around.type == "mut_pattern")


def _expression(site: Site, node: Node) -> Iterator[Offer]:
    value = child(node, "value")
    mut = next((part for part in node.children if part.type == "mutable_specifier"), None)
    if node.type == "reference_expression" and value is not None:
        if mut is None:
            yield Offer(f"Borrow {text(value)} mutably", (site.before(value, "mut "),))
        else:
            edit = site.replace_range(mut.start_byte, value.start_byte, "")
            yield Offer(f"Borrow {text(value)} shared", (edit,))
    head = child(node, "function")
    field = child(head, "field")
    if node.type == "call_expression" and field is not None:
        called = text(field)
        for other in (MUTABLE_OF.get(called), _SHARED_OF.get(called)):
            if other is not None:
                yield Offer(f"Call {other} instead of {called}", (site.replace(field, other),))


def _signature(scene: Scene) -> Iterator[Offer]:
    """Types in the signature around the first span, then its receiver."""
    site = primary_site(scene)
    function = None if site is None else site.enclosing("function_item", "function_signature_item")
    listed = child(function, "parameters")
    if site is None or listed is None:
        return
    kinds = [child(parameter, "type") for parameter in listed.named_children]
    for kind in [*kinds, child(function, "return_type")]:
        for part in _references(kind):
            for edit in (mutable_type(site, part), shared_type(site, part)):
                if edit is not None:
                    yield Offer(f"Change the mutability of {text(part)}", (edit,))
    for receiver in listed.named_children:
        if receiver.type == "self_parameter":
            for other in _RECEIVERS.get(text(receiver), ()):
                yield Offer(f"Take {other}", (site.replace(receiver, other),))


def _references(kind: Node | None) -> list[Node]:
    """The reference types in a type, outermost first."""
    if kind is None:
        return []
    own = [kind] if kind.type == "reference_type" else []
    return own + [found for part in kind.named_children for found in _references(part)]

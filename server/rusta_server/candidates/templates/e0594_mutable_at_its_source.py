"""A value is changed through a shared reference: `cannot assign to *x`, `cannot borrow *x as
mutable, as it is behind a & reference`.

Make the reference mutable where it comes from: the accessor or the borrow in the `let`, the loop or
the `match`, `ref` in a pattern, a parameter's type; or work on a clone of it.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.bindings import Binding, binding_of, root_name
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.references import mutable_type
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.templates.e0308_mutability import borrow_mutably
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0594", "E0596")

_PLACES = frozenset(("field_expression", "index_expression", "identifier", "self"))


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    expression = site.expression
    name = root_name(expression)
    binding = binding_of(site, name) if name else None
    if name:
        yield from _of_closure(site, name)
    if binding is None:
        if expression is not None:
            yield from borrow_mutably(site, expression)
        return
    yield from _source(site, binding)
    if binding.value is not None and (root := root_name(binding.value)) not in ("", name):
        further = binding_of(site.at(binding.value), root)
        if further is not None:
            yield from _source(site, further)


def _of_closure(site: Site, name: str) -> Iterator[Offer]:
    """`x.as_mut().map(|name| …)` for `x.as_ref().map(|name| …)`."""
    closure = site.enclosing("closure_expression")
    names = text(child(closure, "parameters"))
    listed = closure.parent if closure is not None else None
    call = listed.parent if listed is not None and listed.type == "arguments" else None
    receiver = child(child(call, "function"), "value") if call is not None else None
    if receiver is not None and re.search(rf"\b{re.escape(name)}\b", names):
        yield from borrow_mutably(site, receiver)


def _source(site: Site, binding: Binding) -> Iterator[Offer]:
    name = text(binding.name)
    for part in _ref_patterns(site, binding):
        yield Offer(f"Bind {name} by mutable reference", (part,))
    value = binding.value
    typed = None if binding.type is None else mutable_type(site, binding.type)
    if value is None:
        if typed is not None:
            yield Offer(f"Let {name} be a mutable reference", (typed,))
        return
    for offer in borrow_mutably(site, value):
        yield offer if typed is None else Offer(offer.title, (typed, *offer.edits))
    if value.type in _PLACES:
        if binding.declaration.type == "let_declaration" and value.type in ("identifier", "self"):
            yield Offer(f"Clone {text(value)}", (site.after(value, ".clone()"),))
        if (
            value.type not in ("identifier", "self")
            or binding.declaration.type != "let_declaration"
        ):
            yield Offer(f"Borrow {text(value)} mutably", (site.before(value, "&mut "),))


def _ref_patterns(site: Site, binding: Binding) -> Iterator[Edit]:
    around = binding.name.parent
    if around is not None and around.type == "ref_pattern":
        yield site.before(binding.name, "mut ")

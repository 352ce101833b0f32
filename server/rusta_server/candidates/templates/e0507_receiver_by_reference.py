"""A method takes `self` by value and thereby moves what its caller still needs or only borrows.

Let the method borrow: `self` becomes `&self` or `&mut self` where the diagnostic points at it, and
in the methods that are called on what it points at.
"""

from collections.abc import Iterator

from rusta_server.candidates.callees import changing_with
from rusta_server.candidates.functions import Function, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505", "E0507", "E0508", "E0509")


def candidates(scene: Scene) -> Iterator[Offer]:
    pointed = list(_pointed_at(scene))
    for own in pointed or _called(scene):
        yield from _borrowing(scene, own)


def _pointed_at(scene: Scene) -> Iterator[Function]:
    for site, _ in sites(scene):
        parameter = site.enclosing("self_parameter")
        item = site.enclosing("function_item", "function_signature_item")
        if parameter is None or item is None or text(parameter) not in ("self", "mut self"):
            continue
        if (parameter.start_byte, parameter.end_byte) == (site.start, site.end):
            yield Function(site, item)


def _called(scene: Scene) -> Iterator[Function]:
    """The methods of that name that take `self`, where they are called on the moved value."""
    site = primary_site(scene)
    value = site.expression if site is not None else None
    access = value.parent if value is not None else None
    if access is None or access.type != "field_expression" or child(access, "value") != value:
        return
    for function in functions_named(scene, text(child(access, "field"))):
        if text(function.receiver) in ("self", "mut self"):
            yield function


def _borrowing(scene: Scene, own: Function) -> Iterator[Offer]:
    assert own.receiver is not None
    same = changing_with(own, functions_named(scene, own.name))
    for new in ("&self", "&mut self"):
        title = f"Let {own.name} borrow its receiver as {new}"
        yield Offer(title, (own.file.replace(own.receiver, new),))
        # A method of a trait has the same receiver in the trait and in every impl.
        edits = [
            f.file.replace(f.receiver, new)
            for f in same
            if f.receiver is not None and text(f.receiver) == text(own.receiver)
        ]
        if len(edits) > 1:
            yield Offer(f"{title} everywhere", tuple(edits))

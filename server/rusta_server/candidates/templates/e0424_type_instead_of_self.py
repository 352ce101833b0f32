"""E0424: `self.f(…)` in a function without `self`, whose type has a function `f`: `Self::f(…)`."""

from collections.abc import Iterator

from rusta_server.candidates.functions import arguments, function_around, functions_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0424",)


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    field = site.enclosing("field_expression") if site is not None else None
    call = field.parent if field is not None else None
    if site is None or field is None or call is None or call.type != "call_expression":
        return
    function = function_around(site)
    name = text(child(field, "field"))
    if text(child(field, "value")) != "self" or function is None or function.owner is None:
        return
    count = len(arguments(call))
    if any(f.receiver is None and len(f.parameters) == count for f in functions_named(scene, name)):
        yield Offer(f"Call Self::{name}", (site.replace(field, f"Self::{name}"),))

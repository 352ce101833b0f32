"""E0277, E0599, E0308: floats are to be ordered, which have no `Ord`: NaN compares with nothing.

Order them by `total_cmp`: `.sort_by(f64::total_cmp)` for `.sort()`, `.max_by(…)` for `.max()`, the
closure of two for a key of one, `f64::max` for `std::cmp::max`, `total_cmp` for `cmp`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import arguments, called_name, function_around
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.sort_keys import comparison_of_keys
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0599", "E0308")

_UNORDERED = re.compile(r"`&*(f32|f64|\{float\}): (?:\w+::)*Ord`")
_NO_METHOD = re.compile(
    r"^(?:the method `cmp` exists for reference )?`&*(?:mut )?f(?:32|64)`"
    r"(?: is not an iterator|, but its trait bounds)"
)
_BY = {
    "sort": "sort_by",
    "sort_unstable": "sort_unstable_by",
    "max": "max_by",
    "min": "min_by",
    "is_sorted": "is_sorted_by",
}
_BY_OF_KEY = {
    "sort_by_key": "sort_by",
    "sort_by_cached_key": "sort_by",
    "sort_unstable_by_key": "sort_unstable_by",
    "max_by_key": "max_by",
    "min_by_key": "min_by",
}
# What the file itself does elsewhere.
_UNWRAPPED = re.compile(rb"\.partial_cmp\([^()]*\)\s*\.unwrap\(\)")
_SIMPLE = frozenset(("identifier", "field_expression", "call_expression", "index_expression"))


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    call = site.enclosing("call_expression") if site is not None else None
    if site is None or call is None:
        return
    message = scene.diagnostic.message
    if (said := _UNORDERED.search(message)) is not None:
        kind = "f64" if said[1] == "{float}" else said[1]
        if child(child(call, "function"), "value") is None:
            yield from _function(site, call, kind)
        else:
            yield from _method(scene, site, call, kind)
    elif _NO_METHOD.search(message):
        yield from _compared(site, call, "cmp")
    elif scene.diagnostic.code == "E0308":
        yield from _compared(site, call, "partial_cmp")


def _method(scene: Scene, site: Site, call: Node, kind: str) -> Iterator[Offer]:
    field = child(child(call, "function"), "field")
    called, given = text(field), arguments(call)
    if field is None:
        return

    def offer(by: str, closures: Iterator[str]) -> Iterator[Offer]:
        for closure in closures:
            edit = site.replace_range(field.start_byte, call.end_byte, f"{by}({closure})")
            yield Offer(f"Order the floats by total_cmp in {by}", (edit,))

    if called in _BY and not given:
        forms = (f"{kind}::total_cmp", "|a, b| a.total_cmp(b)")
        yield from offer(_BY[called], iter(forms))
    elif called in _BY_OF_KEY and len(given) == 1:
        yield from offer(_BY_OF_KEY[called], comparison_of_keys(scene, given[0]))
    elif called == "binary_search" and len(given) == 1:
        yield from offer("binary_search_by", iter([f"|probe| probe.total_cmp({text(given[0])})"]))


def _function(site: Site, call: Node, kind: str) -> Iterator[Offer]:
    """`std::cmp::max(a, b)`."""
    head, given = child(call, "function"), arguments(call)
    name = called_name(call)
    if head is None or name not in ("max", "min") or len(given) != 2:
        return
    title = f"Take the {name} of floats"
    if given[0].type in _SIMPLE:
        new = f"{text(given[0])}.{name}({text(given[1])})"
        yield Offer(title, (site.replace(call, new),))
    yield Offer(title, (site.replace(head, f"{kind}::{name}"),))


def _compared(site: Site, call: Node, by: str) -> Iterator[Offer]:
    """`a.cmp(&b)`; `a.partial_cmp(&b)` where an `Ordering` is wanted, of whatever type."""
    field = child(child(call, "function"), "field")
    if text(field) != by or field is None:
        return
    function = function_around(site)
    result = text(child(function.node, "return_type")) if function is not None else ""
    forms = ["total_cmp", "cmp" if by == "partial_cmp" else "partial_cmp"]
    if by == "cmp" and "Option<" in result and site.enclosing("closure_expression") is None:
        forms.reverse()
    if by == "partial_cmp" and _UNWRAPPED.search(site.source):
        yield Offer("Unwrap the comparison", (site.after(call, ".unwrap()"),))
    for form in forms:
        yield Offer(f"Compare by {form}", (site.replace(field, form),))

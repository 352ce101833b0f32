"""A function takes a parameter by value that its caller only lends or still needs; or it returns a
reference and nothing it is given is borrowed.

Let the parameter borrow: `String` becomes `&str`, `Vec<T>` becomes `&[T]`, `T` becomes `&T` or
`&mut T`; arguments that are given away become borrows.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import Function, function_around, passed_to
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.references import borrowed_forms
from rusta_server.candidates.site import Site, child, primary_site, sites, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0382", "E0505", "E0507", "E0308", "E0277", "E0106")

_COPIED = frozenset("u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char".split())


def candidates(scene: Scene) -> Iterator[Offer]:
    code = scene.diagnostic.code
    if code in ("E0106", "E0277"):
        yield from _own_parameters(scene)
    elif code == "E0308":
        yield from _lent_argument(scene)
    else:
        for site, span in sites(scene):
            if "moved" in (span.label or "") or span.primary:
                for function, parameter in passed_to(scene, site):
                    yield from _borrow(function, parameter, site)


def _own_parameters(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    function = None if site is None else function_around(site)
    if site is None or function is None:
        return
    for parameter in function.parameters:
        kind = child(parameter, "type")
        if kind is None or text(kind) in _COPIED:
            continue
        inside = kind.start_byte <= site.start and site.end <= kind.end_byte
        if inside or scene.diagnostic.code == "E0106":
            yield from _borrow(function, parameter, None)


def _lent_argument(scene: Scene) -> Iterator[Offer]:
    """`expected T, found &T`: the caller lends what the function wants to own."""
    site = primary_site(scene)
    labels = [s.label or "" for s in scene.diagnostic.spans if s.primary]
    if site is None or not any(
        "found `&" in label or "found reference" in label for label in labels
    ):
        return
    mutable = any("found `&mut" in label for label in labels)
    for function, parameter in passed_to(scene, site):
        offers = list(_borrow(function, parameter, None))
        yield from sorted(offers, key=lambda offer: ("&mut " in offer.edits[0].text) != mutable)


def _borrow(function: Function, parameter: Node, argument: Site | None) -> Iterator[Offer]:
    kind = child(parameter, "type")
    if kind is None:
        return
    forms = borrowed_forms(text(kind))
    forms += [f"&mut {form[1:]}" for form in forms[-1:]]
    for form in forms:
        title = f"Let {function.name} take {text(child(parameter, 'pattern'))} as {form}"
        edit = function.file.replace(kind, form)
        sign = "&mut " if form.startswith("&mut ") else "&"
        lent = () if argument is None else (argument.insert(argument.start, sign),)
        yield Offer(title, (edit, *lent))

"""A declared type lacks a layer that its uses count on: `T` where all take it for an `Option<T>`;
so with `Result`, `Box`, `Vec`, `Rc`, `&` and their like.

Put the layer around the type where it is declared: of a result, a parameter, a field, a binding.
One edit for all the errors at its uses.
"""

import re
from collections.abc import Iterator
from itertools import islice

from rusta_indexer.scope import names_in_scope
from rusta_server.candidates.declared_types import declared_types
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, shown, text
from rusta_server.candidates.types import arguments_of, head, mismatch, writable
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.patches.layers import LAYERS, layers_of

CODES = ("E0277", "E0308", "E0599", "E0608", "E0614")

_MOST = 12
_OF_METHODS = {
    "Option": "as_deref as_mut as_ref expect is_none is_some is_some_and map ok_or ok_or_else take "
    "unwrap unwrap_or unwrap_or_default unwrap_or_else",
    "Result": "expect is_err is_ok map_err ok unwrap unwrap_err unwrap_or_default unwrap_or_else",
    "Vec": "extend into_iter iter iter_mut last pop push",
    "RefCell": "borrow borrow_mut",
    "Cell": "get set replace",
    "Mutex": "lock",
    "RwLock": "read write",
}
_PATHS = {
    "Rc": "std::rc::Rc", "Arc": "std::sync::Arc", "Cell": "std::cell::Cell",
    "RefCell": "std::cell::RefCell", "Mutex": "std::sync::Mutex", "RwLock": "std::sync::RwLock",
}  # fmt: skip
_WRITTEN = frozenset(("Option", "Result", "Box", "Vec", *_PATHS))
_NO_METHOD = re.compile(r"^no method named `(\w+)` found for")
_NO_ITERATOR = re.compile(r"^`[^`]+` is not an iterator$")


def candidates(scene: Scene) -> Iterator[Offer]:
    yield from islice(_offers(scene), _MOST)


def _offers(scene: Scene) -> Iterator[Offer]:
    wanted = list(dict.fromkeys(_missing(scene.diagnostic)))
    if not wanted:
        return
    for site, declared in declared_types(scene):
        for layer, written in wanted:
            plain = text(declared)
            if layer not in layers_of(plain):
                new = written.format(_named(site, layer), plain)
                title = f"Declare {new} instead of {shown(declared)}"
                yield Offer(title, (site.replace(declared, new),))


def _missing(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    """(layer, the type around another one, for its name and the inner type)."""
    said = mismatch(diagnostic)
    if said is not None:
        for one, other in ((said.expected, said.found), (said.found, said.expected)):
            if one.startswith("&") and not other.startswith("&"):
                layer = "&mut" if one.startswith("&mut ") else "&"
                yield layer, f"{layer} {{1}}" if layer == "&mut" else "&{1}"
            elif head(one) in LAYERS and head(one) not in layers_of(other):
                yield from _around(head(one), arguments_of((said.full or (one, one))[0]))
    elif (method := _NO_METHOD.match(diagnostic.message)) is not None:
        for layer, names in _OF_METHODS.items():
            if method[1] in names.split():
                yield from _around(layer, [])
    elif diagnostic.code == "E0608" or _NO_ITERATOR.match(diagnostic.message):
        yield from _around("Vec", [])
    elif diagnostic.code == "E0614":
        yield "&", "&{1}"


def _around(layer: str, given: list[str]) -> Iterator[tuple[str, str]]:
    if layer == "Result":
        errors = [e for e in given[1:] if writable(e)] or ["Box<dyn std::error::Error>", "String"]
        yield from ((layer, f"{{0}}<{{1}}, {error}>") for error in errors)
    elif layer in _WRITTEN:
        yield layer, "{0}<{1}>"


def _named(site: Site, layer: str) -> str:
    if layer in _PATHS and layer not in {n.name for n in names_in_scope(site.source, site.start)}:
        return _PATHS[layer]
    return layer

"""E0599, E0277, E0220, E0369 …: a type parameter is used as if it had a bound that it lacks.

Write the bound: all that the errors ask of the parameter together, as the neighbours write it
where they bound a parameter of the same name, at the function that needs it first.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.generics import (
    Parameter,
    add_bounds,
    add_predicate,
    bounds_of,
    declaring,
    in_scope,
    parameters,
    predicates,
)
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic

CODES = (
    "E0599", "E0277", "E0220", "E0369", "E0382", "E0507", "E0282", "E0310", "E0276", "E0308",
    "E0618",
)  # fmt: skip

_UNMET = re.compile(r"`&*(?:mut )?(\w+): ([^`]+)`")
_LACKS = re.compile(r"`&*(?:mut )?(\w+)` (?:doesn't|does not) implement `([^`]+)`")
_CLOSURE = re.compile(r"^expected an? `(Fn(?:Mut|Once)?\([^`]*\))` closure, found `(\w+)`$")
_HAS_TYPE = re.compile(r"^`\w+` has type `(\w+)`$")
_UNSIZED = re.compile(r"the size for values of type `(\w+)` cannot be known")
_COMPARE = re.compile(r"can't compare `(\w+)` with `\w+`")
_OPERATION = re.compile(r"binary operation `(\S+)` cannot be applied to type `&*(\w+)`")
_ASSOCIATED = re.compile(r"associated type `(\w+)` not found for `(\w+)`")
_NO_METHOD = re.compile(
    r"no (?:method|function or associated item) named `(\w+)` found for .*`&*(\w+)`"
)
_OF_ASSOCIATED = {
    "Owned": "ToOwned", "Item": "Iterator", "IntoIter": "IntoIterator", "Target": "std::ops::Deref",
    "Err": "std::str::FromStr", "Error": "TryFrom", "Output": "std::future::Future",
}  # fmt: skip
_OF_OPERATOR = {
    **dict.fromkeys(("==", "!="), "PartialEq"),
    **dict.fromkeys(("<", ">", "<=", ">="), "PartialOrd"),
}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    closure = _CLOSURE.match(scene.diagnostic.message)
    if closure is not None and "_" not in closure[1]:
        yield from _called(scene, site, closure[1], closure[2])
    if scene.diagnostic.code == "E0618":
        for name in _called_types(scene.diagnostic):
            yield from _called(scene, site, "FnOnce()", name)
    asked = _needs(scene.diagnostic)
    for name in dict.fromkeys(name for name, _ in asked):
        parameter = declaring(site, site.node, name)
        if parameter is None:
            continue
        known = bounds_of(parameter)
        both = [*asked, *(n for e in scene.errors for n in _needs(e))]
        wanted = [
            written
            for of, bound in both
            if of == name and "_" not in bound and (written := in_scope(site, bound)) not in known
        ]
        yield from _like_neighbours(scene, site, parameter, list(dict.fromkeys(wanted)))
        # The methods of a trait call those of what they wrap.
        impl = parameter.item if parameter.item.type == "impl_item" else None
        if (trait := text(child(impl, "trait"))) and (name, "_") in asked:
            yield from _bounded(site, parameter, trait)
        for bounds in dict.fromkeys((" + ".join(dict.fromkeys(wanted)), *wanted)):
            if bounds:
                yield from _bounded(site, parameter, bounds)


def _called(scene: Scene, site: Site, called: str, name: str) -> Iterator[Offer]:
    """As the neighbours bound a parameter of the name; then by what it gives: nothing, truth, one
    of the other parameters."""
    parameter = declaring(site, site.node, name)
    if parameter is None:
        return
    yield from _like_neighbours(scene, site, parameter, [])
    others = [p.name for p in parameters(site, parameter.item) if p.name != name]
    for gives in ("", " -> bool", *(f" -> {other}" for other in others)):
        edits = add_predicate(site, parameter.item, f"{name}: {called}{gives}")
        yield Offer(f"Let {name} be a {called}{gives}", edits)


def _called_types(error: Diagnostic) -> list[str]:
    """The parameters that what is called has as its type."""
    labels = (span.label or "" for span in error.spans)
    return [said[1] for label in labels if (said := _HAS_TYPE.match(label)) is not None]


def _needs(error: Diagnostic) -> list[tuple[str, str]]:
    """(parameter, bound) that the error says is missing."""
    found: list[tuple[str, str]] = []
    notes = [n.message for n in error.notes]
    for said in (error.message, *notes, *(s.label or "" for s in error.spans)):
        found += _UNMET.findall(said) + _LACKS.findall(said)
        found += [(name, "?Sized") for name in _UNSIZED.findall(said)]
        found += [(name, "PartialEq") for name in _COMPARE.findall(said)]
        found += [(n, _OF_OPERATOR[op]) for op, n in _OPERATION.findall(said) if op in _OF_OPERATOR]
        found += [
            (name, _OF_ASSOCIATED[kind])
            for kind, name in _ASSOCIATED.findall(said)
            if kind in _OF_ASSOCIATED
        ]
        found += [(name, "_") for _, name in _NO_METHOD.findall(said)]
    for suggestion in error.suggestions:
        if "restrict" in suggestion.message or "bound" in suggestion.message:
            for edit in suggestion.edits:
                bound = re.fullmatch(r"(?:: | \+ )([\w:<>, ]+)(?: \+ )?", edit.text)
                names = re.findall(r"type parameter `(\w+)`", suggestion.message)
                found += [(name, bound[1].strip()) for name in names if bound is not None]
    return [need for need in dict.fromkeys(found) if need[0] != "Self"]


def _bounded(site: Site, parameter: Parameter, bounds: str) -> Iterator[Offer]:
    """At the innermost function where an outer item declares the parameter, then at that item."""
    title = f"Bound {parameter.name} by {bounds}"
    function = next((n for n in _around(site) if n.type == "function_item"), None)
    item = parameter.item
    if function is not None and function != item and item.type in ("impl_item", "trait_item"):
        in_trait_impl = child(item, "trait") is not None
        if not bounds.startswith("?") and not in_trait_impl:
            predicate = f"{parameter.name}: {bounds}"
            yield Offer(title, add_predicate(site, function, predicate))
    yield Offer(title, add_bounds(site, item, parameter.name, bounds))


def _like_neighbours(
    scene: Scene, site: Site, parameter: Parameter, wanted: list[str]
) -> Iterator[Offer]:
    """The bounds that other items of the same kind have for a parameter of this name, the most
    frequent first: a whole predicate where they write one; with what else is wanted, then bare."""
    known = bounds_of(parameter)
    inline: Counter[str] = Counter()
    clauses: Counter[str] = Counter()
    for file in files(scene):
        for found in query(file.source, f"({parameter.item.type}) @item"):
            item = found["item"][0]
            if item == parameter.item and file.path == site.path:
                continue
            for other in parameters(file, item):
                bounds = child(other.node, "bounds")
                if other.name == parameter.name and bounds is not None and not known:
                    inline[" + ".join(text(b) for b in bounds.named_children)] += _near(
                        file, site, item, parameter.item
                    )
            for left, predicate in predicates(item):
                if left == parameter.name:
                    clauses[text(predicate)] += _near(file, site, item, parameter.item)
    for written, _ in clauses.most_common(4):
        if not any(left == parameter.name for left, _ in predicates(parameter.item)):
            more = [bound for bound in wanted if bound not in written]
            for extended in dict.fromkeys((" + ".join((written, *more)), written)):
                edits = add_predicate(site, parameter.item, extended)
                yield Offer(f"Require {extended}", edits)
    for written, _ in inline.most_common(3):
        title = f"Bound {parameter.name} by {written}"
        yield Offer(title, add_bounds(site, parameter.item, parameter.name, written))


def _near(file: Site, site: Site, item: Node, own: Node) -> int:
    """How much the neighbour says: the same impl's functions and the same type's impls most."""
    if file.path != site.path:
        return 1
    if item.type == "impl_item":
        return 4 if _type_name(item) == _type_name(own) else 2
    return 4 if item.parent == own.parent else 2


def _type_name(item: Node) -> str:
    return re.split(r"[<\s]", text(child(item, "type")))[0]


def _around(site: Site) -> Iterator[Node]:
    yield site.node
    yield from ancestors(site.node)

"""E0308, E0271, E0277: a bound leaves open which type the trait's associated type is.

Constrain it where the bound stands: `I: Iterator` becomes `I: Iterator<Item = T>`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.generics import declaring, parameters
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, files, primary_site, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0308", "E0271", "E0277", "E0369", "E0599")

_ADVICE = re.compile(
    r"consider constraining the associated type `<(\w+) as (?:\w+::)*(\w+)>::(\w+)` to `(.+?)`"
)
_FOUND = re.compile(
    r"expected [\w ]*`([^`]+)`\s+found associated type `<(\w+) as (?:\w+::)*(\w+)>::(\w+)`"
)
_PROJECTION = re.compile(r"<(\w+) as (?:\w+::)*(\w+)>::(\w+)")
_ANONYMOUS = re.compile(r"<impl (?:\w+::)*(\w+) as (?:\w+::)*(\w+)>::(\w+)")
# What is most often iterated over; the lifetime is the function's where it declares one.
_ELEMENTS = ("&{}str", "&{}[u8]", "String", "u8", "char", "usize")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    for error in (scene.diagnostic, *scene.errors):
        for note in error.notes:
            said = _ADVICE.search(note.message)
            if said is not None:
                yield from _constrained(scene, site, said[1], said[2], said[3], said[4])
            there = _FOUND.search(note.message)
            if there is not None:
                yield from _constrained(scene, site, there[2], there[3], there[4], there[1])
    for found in _PROJECTION.finditer(scene.diagnostic.message):
        yield from _as_elsewhere(scene, site, found[1], found[2], found[3])
    for found in _ANONYMOUS.finditer(scene.diagnostic.message):
        if found[1] == found[2]:
            yield from _of_argument(scene, site, found[1], found[3])


def _of_argument(scene: Scene, site: Site, trait: str, of: str) -> Iterator[Offer]:
    """At the parameters of the function that are an `impl Trait` without more: as elsewhere, a type
    parameter of the function, what is usual."""
    function = site.enclosing("function_item")
    if function is None:
        return
    lifetime = next((m[1] for m in re.finditer(r"<('\w+)", plain(function))), "")
    lead = f"{lifetime} " if lifetime else ""
    usual = [kind.format(lead) for kind in _ELEMENTS]
    bindings = [
        *_bindings(scene, trait, of),
        *(f"{of} = {name}" for name in (*(p.name for p in parameters(site, function)), *usual)),
    ]
    for match in query(function, "(parameter type: (abstract_type trait: (_) @trait))"):
        bound = match["trait"][0]
        if text(bound).rpartition("::")[2] == trait:
            for binding in dict.fromkeys(bindings):
                title = f"Take an impl {trait}<{binding}>"
                yield Offer(title, (site.after(bound, f"<{binding}>"),))


def _constrained(
    scene: Scene, site: Site, name: str, trait: str, of: str, to: str
) -> Iterator[Offer]:
    parameter = declaring(site, site.node, name)
    if parameter is None or "{" in to:
        return
    lifetime = next((m[1] for m in re.finditer(r"<('\w+)", plain(parameter.item))), None)
    kinds = [to]
    if lifetime is not None and re.match(r"&(?!')", to):
        kinds.insert(0, to.replace("&", f"&{lifetime} ", 1))
    for kind in kinds:
        yield from _written(site, parameter.item, name, trait, f"{of} = {kind}")
    yield from _as_elsewhere(scene, site, name, trait, of)


def _as_elsewhere(scene: Scene, site: Site, name: str, trait: str, of: str) -> Iterator[Offer]:
    """The constraints that other bounds by the same trait have."""
    parameter = declaring(site, site.node, name)
    if parameter is None:
        return
    for binding in _bindings(scene, trait, of)[:4]:
        yield from _written(site, parameter.item, name, trait, binding)


def _bindings(scene: Scene, trait: str, of: str) -> list[str]:
    """`Item = T` of every bound by the trait that has it."""
    seen: dict[str, None] = {}
    for file in files(scene):
        for match in query(
            file.source, "(generic_type (type_arguments (type_binding) @binding)) @t"
        ):
            if head(plain(match["t"][0])) == trait:
                binding = plain(match["binding"][0])
                if binding.startswith(f"{of} ="):
                    seen[binding] = None
    return list(seen)


def _written(site: Site, item: Node, name: str, trait: str, binding: str) -> Iterator[Offer]:
    """At the bound of `name` by the bare trait in the head of the item, else by another one (the
    trait may be a supertrait of it)."""
    found: list[tuple[bool, Node]] = []
    for match in query(item, "[(type_parameter) (where_predicate)] @bounded"):
        bounded = match["bounded"][0]
        left = bounded.child_by_field_name("name") or bounded.child_by_field_name("left")
        bounds = bounded.child_by_field_name("bounds")
        if text(left) != name or bounds is None:
            continue
        bare = [b for b in bounds.named_children if b.type.endswith("type_identifier")]
        found += [(head(plain(bound)) != trait, bound) for bound in bare]
    for other, bound in sorted(found, key=lambda pair: pair[0]):
        if other and not found[0][0]:
            return
        title = f"Constrain {name} by {plain(bound)}<{binding}>"
        yield Offer(title, (site.after(bound, f"<{binding}>"),))

"""E0046: an impl lacks items that its trait asks for.

Write them where the trait has them in its order, with the trait's signature: types and constants as
the neighbouring impls have them, methods that answer as their sisters do.
"""

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from rusta_indexer.items import signature
from rusta_server.candidates.impl_insertion import inserted, lacking
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.trait_items import (
    associated_types,
    bodies,
    declared,
    impl_items,
    impls_of,
    trait_name,
)
from rusta_server.candidates.types import default_of
from rusta_server.contracts.candidate import Scene

# Attributes and doc comments without their item are errors of the syntax.
CODES = ("E0046", "E0584", "syntax")

_HELP = re.compile(r"implement the missing item: `(.*)`$")


def candidates(scene: Scene) -> Iterator[Offer]:
    lack = lacking(scene)
    if lack is None:
        return
    scene, site, impl, names = lack
    written = {n: list(dict.fromkeys(islice(_items(scene, site, impl, n), 12))) for n in names}
    if not all(written.values()):
        return
    title = f"Implement {', '.join(names)} of {trait_name(impl)}"
    for at in range(min(12, max(len(v) for v in written.values()))):
        chosen = [given[min(at, len(given) - 1)] for given in written.values()]
        yield Offer(title, inserted(scene, site, impl, chosen))


def _items(scene: Scene, site: Site, impl: Node, name: str) -> Iterator[str]:
    """Texts of the whole item, not indented."""
    node = declared(scene, trait_name(impl), name)
    head = signature(node) if node is not None else _from_rustc(scene, name)
    if node is None:
        for _, other in impls_of(scene, trait_name(impl), (site, impl)):
            item = next((i for i in impl_items(other) if text(child(i, "name")) == name), None)
            if item is not None and item.type == "function_item":
                head = signature(item)
                break
    if head.startswith("type ") or (node is not None and node.type == "associated_type"):
        yield from (f"type {name} = {t};" for t in associated_types(scene, site, impl, name))
    elif head.startswith("const ") and "fn " not in head:
        kind = re.sub(r"^const \w+: ", "", head.split(" =")[0]).rstrip(";")
        for _, other in impls_of(scene, trait_name(impl), (site, impl)):
            yield from (
                f"const {name}: {kind} = {text(child(i, 'value'))};"
                for i in impl_items(other)
                if text(child(i, "name")) == name
            )
        yield f"const {name}: {kind} = {default_of(kind) or 'Default::default()'};"
    elif head:
        yield from _functions(scene, site, impl, name, head)


def _functions(scene: Scene, site: Site, impl: Node, name: str, head: str) -> Iterator[str]:
    listed = re.search(r"\((.*)\)", head.split(" -> ")[0])
    parameters = listed[1] if listed is not None else ""
    number = 0
    while re.search(r"(^|, )_: ", parameters):
        # rustc leaves the names of the library's parameters out.
        parameters = re.sub(
            r"(^|, )_: ",
            rf"\g<1>{('other', 'value', 'arg')[min(number, 2)]}: ",
            parameters,
            count=1,
        )
        number += 1
    if listed is not None:
        head = head.replace(f"({listed[1]})", f"({parameters})", 1)
    given = [p.split(":")[0].strip().removeprefix("mut ") for p in _split(parameters)]
    result = head.split(" -> ")[1].split(" where ")[0] if " -> " in head else "()"
    head = re.sub(r"\bSelf: Sized,? *$|where *$", "", head).strip()
    for body in bodies(scene, site, impl, name, given, result):
        yield f"{head} {{\n{_indented(body)}\n}}" if body else f"{head} {{}}"


def _split(listed: str) -> list[str]:
    parts, depth = [""], 0
    for sign in listed:
        depth += (sign in "<([") - (sign in ">)]")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


def _from_rustc(scene: Scene, name: str) -> str:
    for note in scene.diagnostic.notes:
        said = _HELP.search(note.message)
        if said is not None and re.search(rf"\b{name}\b", said[1]):
            return said[1].split(" {")[0].rstrip(";")
    for suggestion in scene.diagnostic.suggestions:
        said = _HELP.search(suggestion.message)
        if said is not None and re.search(rf"\b{name}\b", said[1]):
            return said[1].split(" {")[0].rstrip(";")
    return ""


def _indented(body: str) -> str:
    lines = body.split("\n")
    common = min((len(x) - len(x.lstrip()) for x in lines[1:] if x.strip()), default=0)
    return "\n".join(
        "    " + (x if n == 0 else x[common:]) if x.strip() else x for n, x in enumerate(lines)
    )

"""E0050, E0053, E0186: all impls of a trait of ours write a method's signature in one way, and the
trait in another.

Write the impls' signature in the trait, under the names that the trait gives.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_server.candidates.items import items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import child, text
from rusta_server.candidates.trait_items import (
    impl_items,
    impls_of,
    listed_parameters,
    method_at,
    trait_name,
)
from rusta_server.candidates.types import same
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0050", "E0053", "E0186")

Signature = list[tuple[str, ...]]
"""The ways to write each parameter's type (of a receiver, all of it), and the result's at the end:
the impl's own type may be `Self` in the trait."""


def candidates(scene: Scene) -> Iterator[Offer]:
    found = method_at(scene)
    if found is None:
        return
    site, own, impl = found
    name = text(child(own, "name"))
    agreed = _signature(own, impl)
    for _, other in impls_of(scene, trait_name(impl), (site, impl)):
        for item in impl_items(other):
            if text(child(item, "name")) == name:
                agreed = _common(agreed, _signature(item, other))
    if not agreed or not all(agreed):
        return
    kinds, result = [slot[0] for slot in agreed[:-1]], agreed[-1][0]
    for declaration in items_named(scene, trait_name(impl), "trait_item"):
        for model in impl_items(declaration.node):
            parameters = child(model, "parameters")
            if text(child(model, "name")) != name or parameters is None:
                continue
            edits: list[Edit] = []
            listed = [_named(own, model, at, kind) for at, kind in enumerate(kinds)]
            if [plain(p) for p in listed_parameters(model)] != listed:
                edits.append(declaration.file.replace(parameters, f"({', '.join(listed)})"))
            returned = child(model, "return_type")
            if returned is not None and result and not same(plain(returned), result):
                edits.append(declaration.file.replace(returned, result))
            elif returned is None and result:
                edits.append(declaration.file.after(parameters, f" -> {result}"))
            elif returned is not None and not result:
                end = returned.end_byte
                edits.append(declaration.file.replace_range(parameters.end_byte, end, ""))
            if edits:
                title = f"Declare {name} in {trait_name(impl)} as its impls have it"
                yield Offer(title, tuple(edits))


def _signature(function: Node, impl: Node) -> Signature:
    own = plain(child(impl, "type"))

    def ways(kind: str) -> tuple[str, ...]:
        general = re.sub(rf"(?<![\w:]){re.escape(own)}(?![\w:<])", "Self", kind)
        return tuple(dict.fromkeys((kind, general)))

    kinds = [
        (plain(p).removeprefix("mut "),)
        if p.type == "self_parameter"
        else ways(plain(child(p, "type")))
        for p in listed_parameters(function)
    ]
    return [*kinds, ways(plain(child(function, "return_type")))]


def _common(one: Signature, other: Signature) -> Signature:
    """What both can be written as; empty where they differ in length."""
    if len(one) != len(other):
        return []
    return [tuple(w for w in a if w in b) for a, b in zip(one, other, strict=True)]


def _named(own: Node, model: Node, at: int, kind: str) -> str:
    """The parameter at that place: named as in the trait, else as in the impl."""
    given = listed_parameters(own)[at]
    if given.type == "self_parameter":
        return kind
    has = sum(p.type == "self_parameter" for p in listed_parameters(own)[:1])
    had = sum(p.type == "self_parameter" for p in listed_parameters(model)[:1])
    there = listed_parameters(model)[at - has + had :][:1]
    if there and same(plain(child(there[0], "type")), kind):
        return plain(there[0])  # Under the paths that are known in the trait's file.
    pattern = child(there[0] if there else given, "pattern")
    return f"{plain(pattern)}: {kind}"

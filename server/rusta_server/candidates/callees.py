"""Which of several methods of one name a call may mean, as far as the text tells."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from rusta_server.candidates.functions import Function
from rusta_server.candidates.items import items_named
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.types import head
from rusta_server.candidates.value_types import types_of
from rusta_server.contracts.candidate import Scene


def nearest_first(
    scene: Scene, site: Site, receiver: Node | None, found: Iterable[Function]
) -> list[list[Function]]:
    """`found` in groups that change together: a trait's method with those of its impls. First
    those of the type that `receiver`, an expression of the file of `site`, is read to have; then
    those of the same file, then of types the file names, then the others."""
    groups: dict[str, list[Function]] = {}
    for function in found:
        groups.setdefault(_group(function), []).append(function)
    types = {bare(t) for t in _types(scene, site, receiver)}

    def distance(group: list[Function]) -> int:
        owners = {owner_name(function) for function in group}
        if types & owners:
            return 0
        if any(function.file.path == site.path for function in group):
            return 1
        named = any(_names(site.source, owner) for owner in owners)
        return 2 if named else 3

    return sorted(groups.values(), key=distance)


def changing_with(function: Function, found: Iterable[Function]) -> list[Function]:
    """Those of `found` that have to change as `function` does: of its trait and its impls."""
    return [other for other in found if _group(other) == _group(function)]


def owner_name(function: Function) -> str:
    """`Log` of a method in `impl Log<T>`, `impl Display for Log` or `trait Log`."""
    owner = function.owner
    if owner is None:
        return ""
    return bare(text(child(owner, "type" if owner.type == "impl_item" else "name")))


def bare(written: str) -> str:
    """The name of a type without references and arguments: `Log` of `&mut Log<T>`."""
    return head(re.sub(r"^(?:&\s*(?:'\w+\s+)?(?:mut\s+)?)+", "", written))


def _types(scene: Scene, site: Site, receiver: Node | None) -> Iterator[str]:
    if receiver is not None and receiver.type == "field_expression":
        for item in items_named(scene, text(child(receiver, "field")), "field_declaration"):
            yield text(child(item.node, "type"))
    elif receiver is not None:
        yield from types_of(scene, site, receiver)


def _group(function: Function) -> str:
    owner = function.owner
    trait = text(child(owner, "name" if owner.type == "trait_item" else "trait")) if owner else ""
    return bare(trait) or f"{function.file.path}:{function.node.start_byte}"


def _names(source: bytes, name: str) -> bool:
    return bool(name) and re.search(rb"\b%b\b" % re.escape(name.encode()), source) is not None

"""E0507, E0382, E0277, E0161: a value behind a trait of ours is used as if it were `Copy`, and all
types that implement the trait are.

Have the trait ask for `Copy`. Not where it is named as a `dyn` object, which cannot be `Copy`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.derives import derived, implemented, types_named
from rusta_server.candidates.generics import bounds_of, declaring, parameters
from rusta_server.candidates.items import Item, items, items_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.trait_items import trait_name
from rusta_server.candidates.types import NUMBERS, head
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0161", "E0277", "E0382", "E0505", "E0507")

_LACKS = re.compile(r"has type `(?:impl )?([^`]+)`, which does not implement the `Copy` trait")
_UNSIZED = re.compile(
    r"the size for values of type `(Self)` cannot be known|cannot move a value of type `(Self)`"
)
_PRIMITIVES = NUMBERS | {"bool", "char"}


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    for name in dict.fromkeys(_behind(scene, site)):
        for trait in items_named(scene, name, "trait_item"):
            if not _asks_for_copy(trait.node) and _all_are_copy(scene, name):
                yield Offer(f"Ask for Copy in {name}", (_with_copy(trait),))


def _behind(scene: Scene, site: Site) -> Iterator[str]:
    """The traits that bound the type which is not `Copy`."""
    said = [m[1] for s in scene.diagnostic.spans if (m := _LACKS.search(s.label or ""))]
    if _UNSIZED.search(scene.diagnostic.message):
        said.append("Self")
    for kind in said:
        around = enclosing(site.node, "trait_item")
        if kind == "Self" and around is not None:
            yield text(child(around, "name"))
        elif (parameter := declaring(site, site.node, kind)) is not None:
            yield from (head(bound) for bound in bounds_of(parameter))
        else:
            yield from (head(bound) for bound in kind.split(" + "))


def _asks_for_copy(trait: Node) -> bool:
    return re.search(r"\bCopy\b", plain(child(trait, "bounds"))) is not None


def _all_are_copy(scene: Scene, trait: str) -> bool:
    """Whether there are impls, and all of them for `Copy` types, those made by macros too."""
    if any(re.search(rf"\bdyn (?:\w+::)*{trait}\b", file.text) for file in files(scene)):
        return False
    given = [
        _is_copy(scene, plain(child(impl, "type")), _copied(file, impl))
        for file, impl in items(scene, "impl_item")
        if trait_name(impl) == trait
    ]
    for file in files(scene):
        for match in query(file.tree, "(macro_definition) @macro"):
            macro = match["macro"][0]
            if re.search(rf"\bimpl\b[^{{}};]*\b{trait}\b[^{{}};]*\bfor\s+\$", text(macro)):
                given += _called_for(scene, text(child(macro, "name")))
    return bool(given) and all(given)


def _copied(file: Site, impl: Node) -> set[str]:
    """The parameters of the impl that it asks to be `Copy`."""
    return {p.name for p in parameters(file, impl) if any(head(b) == "Copy" for b in bounds_of(p))}


def _called_for(scene: Scene, macro: str) -> Iterator[bool]:
    """Of each type that the calls of the macro list whether it is `Copy`."""
    for file in files(scene):
        for match in query(file.tree, "(macro_invocation) @call"):
            call = match["call"][0]
            if text(child(call, "macro")) == macro:
                for word in re.findall(r"\b[A-Za-z]\w*", text(call.named_children[-1])):
                    if word in _PRIMITIVES or word[0].isupper() or word == "str":
                        yield _is_copy(scene, word, set())


def _is_copy(scene: Scene, kind: str, copied: set[str]) -> bool:
    if kind in _PRIMITIVES or kind in copied or kind == "()":
        return True
    if re.match(r"&(?!('\w+ )?mut\b)|\*|(unsafe )?(extern \"\w+\" )?fn\(", kind):
        return True
    name = head(kind)
    if any("Copy" in derived(item) for _, item in types_named(scene, name)):
        return True
    return name.isidentifier() and implemented(scene, "Copy", name)


def _with_copy(trait: Item) -> Edit:
    bounds = child(trait.node, "bounds")
    if bounds is not None and bounds.named_child_count:
        return trait.file.after(bounds.named_children[-1], " + Copy")
    name = child(trait.node, "type_parameters") or child(trait.node, "name")
    assert name is not None
    return trait.file.after(name, ": Copy")

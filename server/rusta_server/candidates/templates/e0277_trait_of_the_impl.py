"""A type lacks a trait whose items stand in an impl of the type that names no trait: `impl S {` for
`impl Display for S {`.

Name the trait. (The Rust Reference, "Trait implementations".)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.syntax import query
from rusta_server.candidates.generics import parent_of
from rusta_server.candidates.imports import imported_paths
from rusta_server.candidates.inherent_impls import inherent_impls
from rusta_server.candidates.items import items
from rusta_server.candidates.lacking_traits import unmet
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.trait_items import impl_items, listed_parameters, trait_name
from rusta_server.candidates.types import referent
from rusta_server.contracts.candidate import Scene

CODES = ("E0277", "E0599", "E0369", "E0308", "E0658", "E0614", "E0608")

_UNSTABLE = "inherent associated types are unstable"
_STD = {
    "next": ("Iterator",), "into_iter": ("IntoIterator",), "default": ("Default",),
    "clone": ("Clone",), "drop": ("Drop",), "eq": ("PartialEq",), "cmp": ("Ord",),
    "partial_cmp": ("PartialOrd",), "hash": ("Hash",), "deref": ("Deref",),
    "deref_mut": ("DerefMut",), "from_str": ("FromStr",), "from": ("From",), "into": ("Into",),
    "try_from": ("TryFrom",), "index": ("Index",), "index_mut": ("IndexMut",), "add": ("Add",),
    "sub": ("Sub",), "mul": ("Mul",), "div": ("Div",), "rem": ("Rem",), "neg": ("Neg",),
    "not": ("Not",), "add_assign": ("AddAssign",), "sub_assign": ("SubAssign",),
    "mul_assign": ("MulAssign",), "as_ref": ("AsRef",), "as_mut": ("AsMut",),
    "borrow": ("Borrow",), "extend": ("Extend",), "next_back": ("DoubleEndedIterator",),
    "fmt": ("Display", "Debug"), "write": ("Write",), "read": ("Read",), "poll": ("Future",),
}  # fmt: skip
_OF_WHAT = frozenset("From TryFrom Index IndexMut AsRef AsMut Borrow".split())
_OF_OTHERS = frozenset(
    """
    PartialEq PartialOrd Add Sub Mul Div Rem AddAssign SubAssign MulAssign Into
    """.split()
)


class Alone(NamedTuple):
    """An impl that names no trait, with the names of its items."""

    site: Site
    impl: Node
    names: frozenset[str]


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if _UNSTABLE in scene.diagnostic.message and site is not None:
        impl = site.enclosing("impl_item")
        if impl is not None and child(impl, "trait") is None:
            alone = Alone(site, impl, _names(impl))
            for trait in (*_ours(scene, alone), *_of_the_library(alone)):
                yield _named(alone, trait)
        return
    for of, trait in unmet(scene.diagnostic):
        for alone in (Alone(*at, _names(at[1])) for at in inherent_impls(scene, of)):
            if trait in (*_ours(scene, alone), *_of_the_library(alone)):
                yield _named(alone, trait)


def _names(impl: Node) -> frozenset[str]:
    return frozenset(text(child(item, "name")) for item in impl_items(impl))


def _ours(scene: Scene, alone: Alone) -> Iterator[str]:
    """The traits of the workspace that have all items of the impl."""
    for _, trait in items(scene, "trait_item"):
        body = child(trait, "body")
        known = {text(child(part, "name")) for part in body.named_children} if body else set()
        if alone.names and alone.names <= known:
            yield text(child(trait, "name"))


def _of_the_library(alone: Alone) -> Iterator[str]:
    for name in sorted(alone.names):
        yield from _STD.get(name, ())


def _named(alone: Alone, trait: str) -> Offer:
    of = child(alone.impl, "type")
    assert of is not None
    written = _written(alone, trait) + _argument(alone, trait)
    edit = alone.site.before(of, f"{written} for ")
    return Offer(f"Implement {trait} by what stands there", (edit,))


def _written(alone: Alone, trait: str) -> str:
    """With the path that the file's other impls of it have, else where it is defined."""
    for match in query(alone.site.tree, "(impl_item trait: (_)) @impl"):
        if trait_name(match["impl"][0]) == trait:
            return text(child(match["impl"][0], "trait")).split("<")[0]
    named = re.search(rb"\b%b\b" % trait.encode(), alone.site.source)
    parent = parent_of(trait)
    if named or not parent:
        return trait
    short = parent.rpartition("::")[2]
    modules = (path for name, path in imported_paths(alone.site.tree.root_node) if name == short)
    known = any(path.rpartition("::")[2] == short for path in modules)
    return f"{short if known else parent}::{trait}"


def _argument(alone: Alone, trait: str) -> str:
    """The type that the trait is generic over, as the method takes it."""
    if trait not in _OF_WHAT | _OF_OTHERS:
        return ""
    of = plain(child(alone.impl, "type"))
    for item in impl_items(alone.impl):
        if item.type != "function_item" or trait not in _STD.get(text(child(item, "name")), ()):
            continue
        taken = [plain(child(p, "type")) for p in listed_parameters(item)]
        if trait in ("AsRef", "AsMut", "Borrow", "Into"):
            taken = [plain(child(item, "return_type"))]
        kinds = [kind for kind in taken if kind]
        if not kinds:
            return ""
        kind = kinds[-1]
        if trait in ("PartialEq", "PartialOrd", "AsRef", "AsMut", "Borrow"):
            kind = referent(kind)
        if trait in _OF_OTHERS and kind in ("Self", of):
            return ""
        return f"<{kind}>"
    return ""

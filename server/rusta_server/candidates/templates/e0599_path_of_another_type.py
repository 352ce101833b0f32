"""E0599: `Traverse::Close`, where another type has the variant or the item of that name.

Name that type instead: one that stands in the same match or function first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.items import plain
from rusta_indexer.scope import names_in_scope
from rusta_indexer.syntax import ancestors, query
from rusta_server.candidates.functions import arguments
from rusta_server.candidates.generics import parameters
from rusta_server.candidates.items import items, items_named
from rusta_server.candidates.module_paths import as_seen_from, in_workspace
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.candidates.types import head
from rusta_server.contracts.candidate import Scene

CODES = ("E0599",)

_MESSAGE = re.compile(r"^no [^`]* named `(\w+)` found for [^`]*`")
# Where the library's types with variants of such names are.
_LIBRARY = {
    name: path
    for path, names in {
        "std::cmp::Ordering": "Less Equal Greater",
        "Option": "Some None",
        "Result": "Ok Err",
        "std::borrow::Cow": "Borrowed Owned",
        "std::ops::Bound": "Included Excluded Unbounded",
        "std::ops::ControlFlow": "Continue Break",
        "std::task::Poll": "Ready Pending",
        "std::net::IpAddr": "V4 V6",
        "std::sync::atomic::Ordering": "Relaxed Acquire Release AcqRel SeqCst",
        "std::io::ErrorKind": "NotFound PermissionDenied InvalidData InvalidInput UnexpectedEof "
        "WouldBlock Interrupted AlreadyExists BrokenPipe TimedOut WriteZero Other",
        "std::collections::hash_map::Entry": "Occupied Vacant",
    }.items()
    for name in names.split()
}
_NEAR = frozenset(("match_expression", "function_item", "impl_item", "source_file"))
_MAX_TYPES = 12


class _Holder(NamedTuple):
    """A type that has the name; `node` is the variant or item."""

    type: str
    file: Site
    node: Node


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    path = site.enclosing("scoped_identifier", "scoped_type_identifier") if site else None
    of = child(path, "path")
    said = _MESSAGE.match(scene.diagnostic.message)
    if site is None or path is None or of is None or said is None or site.text != said[1]:
        return
    if child(path, "name") != site.node or of.type not in ("identifier", "scoped_identifier"):
        return
    around = [text(node) for node in ancestors(path) if node.type in _NEAR]
    holders = [h for h in _holders(scene, said[1]) if h.type != head(plain(of))]
    holders.sort(key=lambda h: _rank(site, path, h, around))
    for of_type in list(dict.fromkeys(h.type for h in holders))[:_MAX_TYPES]:
        for new in _names(scene, site, of_type):
            yield Offer(f"Write {new}::{said[1]}", (site.replace(of, new),))
    if said[1] in _LIBRARY and (new := _LIBRARY[said[1]]) != plain(of):
        known = {n.name for n in names_in_scope(site.source, site.start) if n.path == new}
        for name in (*known, new):
            yield Offer(f"Write {name}::{said[1]}", (site.replace(of, name),))


def _holders(scene: Scene, name: str) -> Iterator[_Holder]:
    for file, impl in items(scene, "impl_item"):
        of_type = head(plain(child(impl, "type")))
        if not of_type.isidentifier() or of_type in (p.name for p in parameters(file, impl)):
            continue
        body = child(impl, "body")
        for item in body.named_children if body is not None else ():
            if text(child(item, "name")) == name:
                yield _Holder(of_type, file, item)
    for file, enum in items(scene, "enum_item"):
        for match in query(enum, "(enum_variant) @variant"):
            if text(child(match["variant"][0], "name")) == name:
                yield _Holder(text(child(enum, "name")), file, match["variant"][0])


def _rank(site: Site, path: Node, holder: _Holder, around: list[str]) -> tuple[int, int, int]:
    """Whether it can stand where the path does, and how near to there its type is named: `around`
    are the texts about the path, the innermost first."""
    word = re.compile(rf"\b{re.escape(holder.type)}\b")
    named = (at for at, source in enumerate(around) if word.search(source))
    return (
        0 if _fits(path, holder.node) else 1,
        next(named, len(around)),
        0 if holder.file.path == site.path else 1,
    )


def _fits(path: Node, node: Node) -> bool:
    """Called or with fields where that is declared so."""
    parent = path.parent
    if node.type == "enum_variant":
        body = child(node, "body")
        shape = body.type if body is not None else ""
        if parent is not None and parent.type in ("call_expression", "tuple_struct_pattern"):
            return shape == "ordered_field_declaration_list"
        if parent is not None and parent.type in ("struct_expression", "struct_pattern"):
            return shape == "field_declaration_list"
        return not shape
    if node.type == "function_item" and parent is not None and parent.type == "call_expression":
        listed = child(node, "parameters")
        wanted = (
            [p for p in listed.named_children if p.type.endswith("parameter")] if listed else []
        )
        return len(wanted) == len(arguments(parent))
    return node.type != "function_item"


def _names(scene: Scene, site: Site, name: str) -> Iterator[str]:
    """The type as the place can say it."""
    if any(n.name == name for n in names_in_scope(site.source, site.start)):
        yield name
        return
    if not items_named(scene, name):
        # A type of the prelude, a primitive one, or one of another crate.
        yield name
    for file, item in items_named(scene, name, "struct_item", "enum_item", "union_item"):
        yield as_seen_from(in_workspace(f"self::{name}", file, item.start_byte), site)

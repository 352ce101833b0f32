"""A path of the standard library leads to a module that has no such item: `core::vec::Iter`.

Give it the path of another module that has the name, the most usual first. A name in a list of
imports gets a declaration of its own, unless the whole list is found elsewhere.
"""

from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.items import compact
from rusta_indexer.syntax import ancestors
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.std_items import ROOTS, names_in, paths_of
from rusta_server.contracts.candidate import Scene

CODES = ("E0405", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0531", "E0574")

_SCOPED = ("scoped_identifier", "scoped_type_identifier")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    listed, path = _list_of(site), _outermost(site)
    if listed is not None:
        offers = (*_of_list(site, listed), *_out_of_list(site, listed))
    else:
        offers = tuple(_of_path(site, path)) if path is not None else ()
    has_alloc = any("extern crate alloc" in file.text for file in files(scene))
    for offer in offers:
        if has_alloc or not any("alloc::" in edit.text for edit in offer.edits):
            yield offer


def _of_path(site: Site, path: Node) -> Iterator[Offer]:
    """The segments down to the last that is listed somewhere, replaced; what follows stays."""
    ends = [node for node in (path, *_prefixes(path)) if node.end_byte >= site.end]
    for node in ends:
        old = compact(node)
        if not _is_of_library(old):
            continue
        follows = _next(path, node)
        for new in paths_of(old.rpartition("::")[2], old.partition("::")[0]):
            holds = names_in(new)
            if new != old and (not holds or not follows or follows in holds):
                yield Offer(f"Write {new}", (site.replace(node, new),))


def _of_list(site: Site, listed: Node) -> Iterator[Offer]:
    """`use core::slice::{Iter, IterMut}` where it was another module: one that holds them all."""
    path = child(listed.parent, "path")
    names = [text(name) for name in listed.named_children if name.type == "identifier"]
    if path is None or not names or len(names) < listed.named_child_count:
        return
    old = compact(path)
    for first in paths_of(names[0], old.partition("::")[0]):
        new = first.rpartition("::")[0]
        if new != old and set(names) <= set(names_in(new)):
            yield Offer(f"Import from {new}", (site.replace(path, new),))


def _out_of_list(site: Site, listed: Node) -> Iterator[Offer]:
    use = site.enclosing("use_declaration")
    names = listed.named_children
    own = next((n for n in names if n.start_byte <= site.start and site.end <= n.end_byte), None)
    if own is None or own.type != "identifier" or use is None or listed.parent is None:
        return
    if len(names) < 2 or child(use, "argument") != listed.parent or _head(use, site) is None:
        return
    left = [text(name) for name in names if name != own]
    kept = left[0] if len(left) == 1 and left[0] != "self" else f"{{{', '.join(left)}}}"
    old = compact(child(listed.parent, "path"))
    for new in paths_of(text(own), old.partition("::")[0]):
        if new.rpartition("::")[0] != old:
            line = f"\n{site.indent(use)}{_head(use, site)}{new};"
            yield Offer(f"Import {new}", (site.replace(listed, kept), site.after(use, line)))


def _head(use: Node, site: Site) -> str | None:
    """What stands before the path: `pub use `."""
    argument = child(use, "argument")
    if argument is None:
        return None
    return site.source[use.start_byte : argument.start_byte].decode(errors="replace")


def _list_of(site: Site) -> Node | None:
    """The list of names behind a path of the library in which, or before which, the place is."""
    for node in (site.node, *ancestors(site.node)):
        if node.type == "scoped_use_list":
            path, listed = child(node, "path"), child(node, "list")
            return listed if path is not None and _is_of_library(compact(path)) else None
        if node.type in ("use_declaration", "use_as_clause", "block", "source_file"):
            break
    return None


def _outermost(site: Site) -> Node | None:
    found: Node | None = None
    for node in (site.node, *ancestors(site.node)):
        if node.type in _SCOPED:
            found = node
        elif found is not None or node.type.endswith(("_item", "block")):
            break
    return found


def _prefixes(path: Node) -> Iterator[Node]:
    inner = child(path, "path")
    while inner is not None and inner.type in _SCOPED:
        yield inner
        inner = child(inner, "path")


def _next(path: Node, prefix: Node) -> str:
    """The name behind `prefix` in `path`; empty at its end."""
    holder = prefix.parent if prefix != path else None
    return text(child(holder, "name"))


def _is_of_library(path: str) -> bool:
    root, _, below = path.removeprefix("::").partition("::")
    return root in ROOTS and below.replace("::", "").isidentifier()

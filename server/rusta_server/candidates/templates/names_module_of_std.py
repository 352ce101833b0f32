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
    if site.node.type == "use_as_clause" and (renamed := child(site.node, "path")) is not None:
        site = site.at(child(renamed, "name") or renamed)
    listed, path = _list_of(site), _outermost(site)
    if listed is not None and (path is None or path.start_byte < listed.start_byte):
        offers = (*_of_list(site, listed), *_out_of_list(site, listed))
    else:
        offers = tuple(_of_path(site, path, listed)) if path is not None else ()
    has_alloc = any("extern crate alloc" in file.text for file in files(scene))
    for offer in offers:
        if has_alloc or not any("alloc::" in edit.text for edit in offer.edits):
            yield offer


def _of_path(site: Site, path: Node, listed: Node | None) -> Iterator[Offer]:
    """The segments down to the last that is listed somewhere, replaced; what follows stays."""
    prefix = _path_of(listed) if listed is not None else ""
    for node in (path, *_prefixes(path)):
        old = f"{prefix}{compact(node)}"
        if node.end_byte < site.end or not _is_of_library(old):
            continue
        follows = _next(path, node)
        for new in _other_paths(old):
            holds = names_in(new.removeprefix("::"))
            if new.startswith(prefix) and (not holds or not follows or follows in holds):
                yield Offer(f"Write {new}", (site.replace(node, new.removeprefix(prefix)),))


def _of_list(site: Site, listed: Node) -> Iterator[Offer]:
    """`use core::slice::{Iter, IterMut}` where it was another module: one that holds them all."""
    path = child(listed.parent, "path")
    names = [text(name) for name in listed.named_children if name.type == "identifier"]
    if path is None or not names or len(names) < listed.named_child_count:
        return
    old = _path_of(listed)
    before = old.removesuffix(f"{compact(path)}::")
    for first in _other_paths(f"{old}{names[0]}"):
        new = first.rpartition("::")[0]
        if new.startswith(before) and set(names) <= set(names_in(new.removeprefix("::"))):
            yield Offer(f"Import from {new}", (site.replace(path, new.removeprefix(before)),))


def _out_of_list(site: Site, listed: Node) -> Iterator[Offer]:
    """The one name in a declaration of its own."""
    use, names = site.enclosing("use_declaration"), listed.named_children
    own = next((n for n in names if n.start_byte <= site.start and site.end <= n.end_byte), None)
    head = _head(use, site) if use is not None else None
    if own is None or own.type != "identifier" or use is None or head is None or len(names) < 2:
        return
    left = [text(name) for name in names if name != own]
    kept = left[0] if len(left) == 1 and left[0] != "self" else f"{{{', '.join(left)}}}"
    for new in _other_paths(f"{_path_of(listed)}{text(own)}"):
        line = f"\n{site.indent(use)}{head}{new};"
        yield Offer(f"Import {new}", (site.replace(listed, kept), site.after(use, line)))


def _other_paths(old: str) -> list[str]:
    """Of the last name of `old`, with the `::` in front where that has it."""
    lead = "::" if old.startswith("::") else ""
    root, _, _ = old.removeprefix("::").partition("::")
    found = (f"{lead}{path}" for path in paths_of(old.rpartition("::")[2], root))
    return [path for path in found if path != old]


def _path_of(listed: Node) -> str:
    """What stands before the names of a list, those of the lists around it too: `std::io::`."""
    found = ""
    for node in (listed, *ancestors(listed)):
        if node.type == "scoped_use_list":
            found = f"{compact(child(node, 'path'))}::{found}"
    return found


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
            listed = child(node, "list")
            whole = f"{_path_of(listed)}_" if listed is not None else ""
            return listed if _is_of_library(whole) else None
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

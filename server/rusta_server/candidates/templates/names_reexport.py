"""A path of the crate lacks a public item that lies in a private module below it.

Re-export it there, with what else is public in that module and named by no other file: nobody could
reach it.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import query
from rusta_server.candidates.items import visibility_node
from rusta_server.candidates.module_paths import absolute, module_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, site_of, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit
from rusta_server.patches.lexer import code

CODES = ("E0432",)

_IMPORT = re.compile(r"^unresolved imports? (.*)$")
_PATH = re.compile(r"`([\w:]+)`")

Module = tuple[str, ...]


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    wanted = _wanted(scene)
    if site is None or not wanted:
        return
    for parent in dict.fromkeys(module for module, _ in wanted):
        names = {name for module, name in wanted if module == parent}
        for file in files(scene):
            if module_of(file) == parent:
                yield from _reexported(scene, file, parent, names)


def _wanted(scene: Scene) -> list[tuple[Module, str]]:
    """(module, name) of what the imports of the crate do not find."""
    found: list[tuple[Module, str]] = []
    for error in scene.errors:
        said = _IMPORT.match(error.message)
        at = site_of(scene, error.primary)
        if said is None or at is None:
            continue
        for path in _PATH.findall(said[1]):
            head, *rest = absolute(path, module_of(at, at.start)).split("::")
            if head == "crate" and rest:
                found.append((tuple(rest[:-1]), rest[-1]))
    return list(dict.fromkeys(found))


def _reexported(scene: Scene, file: Site, parent: Module, wanted: set[str]) -> Iterator[Offer]:
    root = file.tree.root_node
    private = [
        text(child(node, "name"))
        for node in root.named_children
        if node.type == "mod_item" and visibility_node(node) is None
    ]
    there = "\n".join(text(node) for node in root.named_children if node.type == "use_declaration")
    chosen: dict[str, list[str]] = {}
    for name in private:
        public = _public(scene, (*parent, name))
        if not wanted & set(public):
            continue
        elsewhere = (f.text for f in files(scene) if module_of(f) != (*parent, name))
        named = {word for source in elsewhere for word in code(source)}
        chosen[name] = [
            item
            for item in public
            if not re.search(rf"\b{name}::.*\b{item}\b", there)
            and (item in wanted or item not in named)
        ]
    items = [item for _, public in sorted(chosen.items()) for item in public]
    if chosen and wanted <= set(items):
        lines = [f"pub use {name}::{_list(public)};" for name, public in sorted(chosen.items())]
        yield Offer(f"Re-export {', '.join(items)}", (_placed(file, root, lines),))


def _public(scene: Scene, module: Module) -> list[str]:
    found: list[str] = []
    for file in files(scene):
        if module_of(file) == module:
            for node in file.tree.root_node.named_children:
                name = child(node, "name")
                if name is not None and text(visibility_node(node)) == "pub":
                    found.append(text(name))
    return sorted(dict.fromkeys(found))


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else "{" + ", ".join(names) + "}"


def _placed(file: Site, root: Node, lines: list[str]) -> Edit:
    """Behind the re-exports there are, else behind the modules."""
    public = [
        match["use"][0]
        for match in query(file.tree, "(use_declaration (visibility_modifier)) @use")
        if match["use"][0].parent == root
    ]
    modules = [node for node in root.named_children if node.type == "mod_item"]
    anchor, gap = (public[-1], "\n") if public else (modules[-1], "\n\n")
    return file.after(anchor, gap + "\n".join(lines))

"""A path does not lead to an item any more, and the workspace declares one of that name in another
module or crate: it was moved, and this use was left behind.

Write the new path wherever the old one stands, in all files; in the list of an import what is
missing of it, else an import of its own.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_indexer.use_tree import Import, imports
from rusta_server.candidates.imports import add_import
from rusta_server.candidates.mentions import Mention, definitions, mentions
from rusta_server.candidates.module_paths import as_seen_from, crate_of, in_workspace, module_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, primary_site, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0405", "E0412", "E0422", "E0423", "E0425", "E0432", "E0433", "E0531", "E0532", "E0574")

_MODULES = ("source_file", "declaration_list")
# By the text: in a macro's arguments there are no paths, only tokens.
_BEFORE = re.compile(r"(?:\w+\s*::\s*)+$")
_MAX_PLACES = 4


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    # The span may be the whole path that is imported.
    name = site.text.rpartition("::")[2].strip()
    written = [(m, path) for m in mentions(scene, name, member=False) if (path := _path(m))]
    here = next((p for m, p in written if _at(m, site)), None)
    if not name.isidentifier() or here is None:
        return
    places = [mention for mention, path in written if path == here]
    for new in list(dict.fromkeys(_declared(scene, name)))[:_MAX_PLACES]:
        edits = [_rewritten(place, new) for place in places]
        if new != here and all(edits):
            yield Offer(f"Write {new} instead of {here}", tuple(e for own in edits for e in own))


def _declared(scene: Scene, name: str) -> Iterator[str]:
    """The paths of the module items called `name`."""
    for file, node in definitions(scene, name):
        parent = node.parent
        if parent is None or parent.type not in _MODULES:
            continue
        holder = parent.parent
        if holder is None or holder.type == "mod_item":
            yield "::".join((crate_of(file), *module_of(file, node.start_byte), name))


def _path(mention: Mention) -> str | None:
    """The whole path that the place means; None where it is written without one."""
    file, node = mention
    leaf = _leaf(node)
    if leaf is not None:
        return in_workspace(leaf.path, file, node.start_byte)
    before = _BEFORE.search(file.source[: node.start_byte].decode(errors="replace"))
    if before is None:
        return None
    written = re.sub(r"\s", "", before[0]) + text(node)
    return in_workspace(written, file, node.start_byte)


def _leaf(node: Node) -> Import | None:
    use = enclosing(node, "use_declaration")
    return next((i for i in imports(use) if _covers(i.node, node)), None) if use else None


def _rewritten(mention: Mention, new: str) -> tuple[Edit, ...]:
    file, node = mention
    path = as_seen_from(new, file)
    leaf = _leaf(node)
    if leaf is None:
        before = _BEFORE.search(file.source[: node.start_byte].decode(errors="replace"))
        length = len(before[0].encode()) if before is not None else 0
        return (file.replace_range(node.start_byte - length, node.end_byte, path),)
    listed = enclosing(leaf.node, "use_list")
    if listed is None or listed.end_byte < leaf.node.start_byte:
        whole = child(leaf.node, "path") if leaf.node.type == "use_as_clause" else leaf.node
        return (file.replace(whole, path),) if whole is not None else ()
    prefix = _prefix(leaf)
    if path.startswith(f"{prefix}::") and leaf.node.type != "use_as_clause":
        return (file.replace(leaf.node, path.removeprefix(f"{prefix}::")),)
    parent, _, name = path.rpartition("::")
    added = add_import(file, node, parent, [name])
    return (_without(file, listed, leaf.node), *added) if added else ()


def _prefix(leaf: Import) -> str:
    """What stands before the innermost braces around the leaf."""
    own = text(child(leaf.node, "path")) if leaf.node.type == "use_as_clause" else text(leaf.node)
    return leaf.path.removesuffix(f"::{own}")


def _without(file: Site, listed: Node, leaf: Node) -> Edit:
    """The list without one of its members and the comma that goes with it."""
    members = [n for n in listed.named_children if "comment" not in n.type]
    at = members.index(leaf)
    if at + 1 < len(members):
        return file.replace_range(leaf.start_byte, members[at + 1].start_byte, "")
    start = members[at - 1].end_byte if at else leaf.start_byte
    return file.replace_range(start, leaf.end_byte, "")


def _at(mention: Mention, site: Site) -> bool:
    return mention.file.path == site.path and (
        site.start <= mention.node.start_byte and mention.node.end_byte <= site.end
    )


def _covers(leaf: Node, node: Node) -> bool:
    return leaf.start_byte <= node.start_byte and node.end_byte <= leaf.end_byte

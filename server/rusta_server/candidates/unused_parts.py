"""What a definition has and nothing in the project uses: the parts that a diagnostic finds missing
at their users, taken out of the definition instead."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.items import visibility_node
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, shown, site_of, text
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit
from rusta_server.patches.elements import is_element
from rusta_server.patches.unneeded import is_unnamed, lacking, with_separator

_HIDDEN = r"constructor `%s` is private$|^cannot construct `(?:\w+::)*%s` with struct literal"


def taken_out(scene: Scene, *, elements: bool = False) -> Iterator[Offer]:
    """All of them together, then each alone: the elements of tuples, or all that has a name.
    Nothing that any file names: the guards refuse it."""
    found: list[tuple[Node, Edit]] = []
    for site in files(scene):
        for node in lacking(scene.diagnostic, site.path, site.source):
            if is_element(node) != elements:
                continue
            if _is_new(scene, site, node) and is_unnamed(node, site.path, site.source, scene.files):
                start, end = with_separator(node, site.source)
                found.append((node, site.replace_range(start, end, "")))
    if len(found) > 1 and not elements:
        names = ", ".join(_name(node) for node, _ in found)
        yield Offer(f"Take {names} out, which nothing uses", tuple(edit for _, edit in found))
    for node, edit in found:
        yield Offer(f"Take {_name(node)} out, which nothing uses", (edit,))


def _is_new(scene: Scene, site: Site, node: Node) -> bool:
    """Whether it is the definition that changed: a parameter nobody reads, a part of what only this
    crate sees, a part that hides from its users what they make; a part of what is public, for
    others may use it, where several places lack it; what a macro writes out is several."""
    around = enclosing(node, "struct_item", "enum_item", "trait_item")
    visible = visibility_node(around) if around is not None else None
    if node.type == "parameter" or text(visible) != "pub":
        return True
    hidden = re.compile(_HIDDEN.replace("%s", re.escape(text(child(around, "name")))))
    if any(hidden.search(error.message) for error in scene.errors):
        return True
    lack = [e for e in scene.errors if node in lacking(e, site.path, site.source)]
    return len(lack) > 1 or any(_in_macro(scene, error) for error in lack)


def _in_macro(scene: Scene, error: Diagnostic) -> bool:
    there = site_of(scene, error.primary)
    return there is not None and there.enclosing("macro_definition") is not None


def _name(node: Node) -> str:
    if is_element(node):
        owner = enclosing(node, "struct_item", "enum_variant")
        return f"{shown(node)} of {text(child(owner, 'name'))}" if owner is not None else ""
    return shown(child(node, "pattern") or child(node, "name"))

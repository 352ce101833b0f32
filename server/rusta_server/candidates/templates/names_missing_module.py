"""A path leads to a module that no `mod` declares, though its file lies there; or a `mod` names a
file that is not there while a like-named one is.

Declare the module among the others, in their order and with their visibility; or name it as its
file is named.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.spelling import nearest
from rusta_server.candidates.module_paths import module_of
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.candidates.visibility import level_of
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit

CODES = ("E0432", "E0433", "E0583", "E0425", "E0412", "E0405", "E0599", "E0277")


def candidates(scene: Scene) -> Iterator[Offer]:
    site = primary_site(scene)
    if site is None:
        return
    if scene.diagnostic.code == "E0583":
        yield from _renamed(scene, site)
        return
    for file in files(scene):
        module = module_of(file)
        if not module:
            continue
        parent = next((f for f in files(scene) if _is_parent(f, file, module)), None)
        if (
            parent is None
            or module[-1] in _declared(parent)
            or not _has_it(scene, file, module[-1])
        ):
            continue
        for level in _levels(parent, scene, module[-1]):
            line = f"{level} mod {module[-1]};".lstrip()
            edit = _among_others(parent, line, module[-1])
            yield Offer(f"Declare the module {module[-1]}", (edit,))


def _is_parent(file: Site, of: Site, module: tuple[str, ...]) -> bool:
    return module_of(file) == module[:-1] and file.path != of.path


def _has_it(scene: Scene, file: Site, name: str) -> bool:
    """Whether the diagnostic speaks of the module, or what it misses stands in its file: a method,
    an impl of a trait."""
    said = scene.diagnostic.message
    if scene.diagnostic.code == "E0599":
        missing = re.search(r"named `(\w+)`", said)
        return missing is not None and bool(_defines(file, rf"\bfn {missing[1]}\b"))
    if scene.diagnostic.code == "E0277":
        bound = re.search(r"`[&\w:]*?(\w+)(?:<.*>)?: (?:\w+::)*(\w+)", said)
        return bound is not None and bool(_defines(file, rf"\b{bound[2]}\b.* for .*\b{bound[1]}\b"))
    return _speaks_of(scene, name)


def _defines(file: Site, pattern: str) -> re.Match[bytes] | None:
    return re.search(pattern.encode(), file.source)


def _speaks_of(scene: Scene, name: str) -> bool:
    """Whether the place, or the message, has the module's name."""
    site = primary_site(scene)
    place = f"{site.text} {text(site.node.parent)}" if site is not None else ""
    said = f"{scene.diagnostic.message} {place}"
    return re.search(rf"\b{re.escape(name)}\b", said) is not None


def _modules(file: Site) -> list[Node]:
    return [n for n in file.tree.root_node.named_children if n.type == "mod_item"]


def _declared(file: Site) -> set[str]:
    return {text(child(node, "name")) for node in _modules(file)}


def _levels(parent: Site, scene: Scene, name: str) -> list[str]:
    """Those of the other modules, the most frequent first; private first where the parent
    re-exports what is in the module."""
    outer = [level_of(n) for n in _modules(parent) if child(n, "body") is None]
    levels = [level for level, _ in Counter(outer).most_common()]
    source = parent.source.decode(errors="replace")
    if re.search(rf"pub use (?:crate::|self::)?{re.escape(name)}::", source):
        levels.insert(0, "")
    return list(dict.fromkeys((*levels, "", "pub")))[:3]


def _among_others(parent: Site, line: str, name: str) -> Edit:
    listed = [n for n in _modules(parent) if child(n, "body") is None]
    if listed:
        names = [text(child(n, "name")) for n in listed]
        later = [n for n in listed if text(child(n, "name")) > name]
        if names == sorted(names) and later:
            return parent.before(_first_line(later[0]), f"{line}\n")
        return parent.after(listed[-1], f"\n{line}")
    first = next(
        (n for n in parent.tree.root_node.named_children
         if n.type not in ("inner_attribute_item", "line_comment", "block_comment")),
        None,
    )  # fmt: skip
    if first is None:
        return parent.insert(len(parent.source), f"{line}\n")
    return parent.before(_first_line(first), f"{line}\n\n")


def _first_line(item: Node) -> Node:
    while (before := item.prev_named_sibling) is not None and before.type == "attribute_item":
        item = before
    return item


def _renamed(scene: Scene, site: Site) -> Iterator[Offer]:
    node = site.enclosing("mod_item")
    name = child(node, "name")
    if node is None or name is None:
        return
    here = module_of(site, node.start_byte)
    known = {m[-1] for f in files(scene) if (m := module_of(f)) and m[:-1] == here}
    free = known - _declared(site)
    for _, other in nearest(text(name), free):
        yield Offer(
            f"Declare the module {other}, whose file is there", (site.replace(name, other),)
        )

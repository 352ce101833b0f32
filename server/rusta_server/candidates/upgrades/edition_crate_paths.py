"""Edition 2018: a path of the crate itself begins with `crate::`; before, that of a `use` did so
without saying it, and `::module` meant the crate's own."""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place, together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0432", "E0433", "E0425", "E0412", "E0405", "E0423", "E0531", "E0532", "E0422", "E0574")
_ROOT = re.compile(
    r"cannot find .*in the crate root|in the list of imported crates|unresolved import"
    r"|maybe a missing crate|use of unresolved module|use of undeclared|cannot find module or crate"
)


def candidates(scene: Scene, _facts: Facts) -> Iterator[Offer]:
    if not _fits(scene.diagnostic):
        return
    yield from together("Begin the crate's own paths with `crate::`", scene, _fits, _mend)
    uses = tuple(_every_use(scene))
    if len(uses) > 1 and next(iter(_mend(scene)), None) is not None:
        yield Offer("Begin every import of the crate's own items with `crate::`", uses)


def _fits(error: Diagnostic) -> bool:
    said = " ".join((error.message, *(span.label or "" for span in error.spans)))
    return bool(_ROOT.search(said))


def _mend(scene: Scene) -> Iterator[Edit]:
    names = _modules(scene)
    for site in sites_in_place(scene):
        at = _beginning(site)
        if site.source[max(0, at - 2) : at] == b"::":
            head = re.match(rb"\w+", site.source[at:])
            if head and head[0].decode() in names and not _continues(site.source, at - 2):
                yield site.insert(at - 2, "crate")
        elif at == site.start and _is_head(site):
            head = re.match(rb"\w+", site.source[at:])
            if head and head[0].decode() in names:
                yield site.insert(at, "crate::")


def _every_use(scene: Scene) -> Iterator[Edit]:
    """What rustc has not come to yet, for one broken import hides those that need it."""
    names = _modules(scene)
    for file in files(scene):
        stack = [file.tree.root_node]
        while stack:
            node = stack.pop()
            if node.type == "use_declaration":
                argument = child(node, "argument")
                head = re.match(r"(::)?\s*(\w+)", text(argument))
                if argument is not None and head and head[2] in names:
                    at = argument.start_byte
                    yield file.insert(at, "crate" if head[1] else "crate::")
            elif node.named_child_count and node.type not in ("token_tree", "arguments"):
                stack += node.named_children


def _is_head(site: Site) -> bool:
    """Whether the path of an import begins here: not below the path of a list."""
    node, inside = site.node, False
    while node.parent is not None:
        path = child(node.parent, "path")
        below = node.parent.type == "scoped_use_list" and path is not None
        if below and path is not None and not path.start_byte <= site.start < path.end_byte:
            return False
        inside = inside or node.parent.type == "use_declaration"
        node = node.parent
    return inside


def _beginning(site: Site) -> int:
    """Where the path that the span lies in begins."""
    node = site.node
    while node.parent is not None and node.parent.type in (
        "scoped_identifier", "scoped_type_identifier", "scoped_use_list"
    ) and node.parent.start_byte == node.start_byte:  # fmt: skip
        node = node.parent
    return node.start_byte


def _continues(source: bytes, colons: int) -> bool:
    before = source[max(0, colons - 1) : colons]
    return before.isalnum() or before in (b"_", b">")


def _modules(scene: Scene) -> set[str]:
    """What can begin a path of the crate: the items of its root."""
    found: set[str] = set()
    for file in files(scene):
        if not re.search(r"(^|/)(lib|main)\.rs$", file.path) and len(scene.files) > 1:
            continue
        for node in file.tree.root_node.named_children:
            if node.type == "use_declaration":
                found |= set(re.findall(r"(\w+)\s*(?=[,;}]|$)", text(child(node, "argument"))))
            name = child(node, "name")
            if name is not None:
                found.add(text(name))
    return found - {"std", "core", "alloc", "self", "super", "crate"}

"""A function of a dependency takes or gives something else now, and what it did before another one
does: the new version's item with the old version's signature, its trait brought into scope."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import shape
from rusta_server.candidates.upgrades.places import each_merged, sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = (
    "E0308", "E0606", "E0605", "E0599", "E0277", "E0369", "E0614", "E0282", "E0061", "E0507",
    "E0594", "E0596", "E0271", "E0631", "E0593",
)  # fmt: skip


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    if not facts.former:
        return
    names = dict.fromkeys(text(called) for _, called in _calls(scene))
    for name in names:
        for target in _twins(name, facts):
            own = list(_mend(scene, name, target, facts))
            edits = list(own)
            for error in scene.errors:
                if error != scene.diagnostic and error.code in CODES:
                    other = scene.model_copy(update={"diagnostic": error})
                    edits = each_merged(edits, _mend(other, name, target, facts))
            title = f"Call `{target.name}`, which is what `{name}` was"
            if len(edits) > len(own):
                yield Offer(f"{title}, everywhere", in_order(edits))
            yield Offer(title, in_order(own))


def _twins(name: str, facts: Facts) -> list[DepItem]:
    """Items that are declared as `name` was, where it is declared otherwise now."""
    found: dict[tuple[str, str], DepItem] = {}
    for old in facts.former_by_name.get(name, []):
        now = [
            i for i in facts.by_name.get(name, []) if i.owner == old.owner and i.kind == old.kind
        ]
        if old.kind not in ("fn", "method") or not now:
            continue
        if any(shape(i) == shape(old) for i in now):
            continue
        for item in facts.items:
            alike = item.kind == old.kind and item.owner == old.owner and item.name != name
            if alike and shape(item) == shape(old) and len(shape(old)) > 12:
                found.setdefault((item.name, item.trait), item)
    return sorted(found.values(), key=lambda i: (not _akin(i.name, name), len(i.name), i.name))[:4]


def _akin(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _calls(scene: Scene) -> Iterator[tuple[Site, Node]]:
    """(site, name) of every function called in the statements of the diagnostic."""
    for site in sites_in_place(scene):
        whole = _statement(site)
        stack = [whole] if whole is not None else []
        while stack:
            node = stack.pop()
            if node.type == "call_expression":
                function = child(node, "function")
                name = child(function, "field") or child(function, "name") or function
                if name is not None and re.fullmatch(r"\w+", text(name)):
                    yield site, name
            stack += reversed(node.named_children)


def _statement(site: Site) -> Node | None:
    """The innermost statement around the site that is longer than it; a closure's own is part of
    the one it stands in, for what it is given is decided there."""
    node: Node | None = site.node
    while node is not None and node.parent is not None:
        above = node.parent
        if node.type in ("let_declaration", "expression_statement", "match_arm") or (
            above.type in ("block", "function_item")
        ):
            closure = enclosing(above, "closure_expression", "function_item", "match_arm")
            if closure is None or closure.type != "closure_expression":
                return node
            node = closure
            continue
        node = above
    return node


def _mend(scene: Scene, name: str, target: DepItem, facts: Facts) -> Iterator[Edit]:
    for site, called in _calls(scene):
        if text(called) != name:
            continue
        yield site.replace(called, target.name)
        trait = next((i for i in facts.by_name.get(target.trait, []) if i.kind == "trait"), None)
        if trait is not None and trait.name not in dict(imported_paths(site.tree.root_node)):
            file = Site(site.path, site.source, 0, len(site.source))
            yield from add_import(file, called, trait.path.rpartition("::")[0], [trait.name])

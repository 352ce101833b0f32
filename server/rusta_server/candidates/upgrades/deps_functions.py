"""A free function of a dependency became a method of a trait that its constants implement:
`base64::encode(x)` is `base64::prelude::BASE64_STANDARD.encode(x)` with `Engine` in scope."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_server.candidates.imports import add_import, imported_paths
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.likeness import successors
from rusta_server.candidates.upgrades.places import each_merged, sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit, in_order
from rusta_server.contracts.tools_deps import DepItem

CODES = ("E0425", "E0432")
_TYPE = re.compile(r":\s*(?:&\s*(?:'\w+\s+)?)?([\w:]+)")


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    for site in sites_in_place(scene):
        name = site.text
        for method in _methods(name, facts):
            for constant in _constants(method, facts):
                own = list(_mend(scene, method, constant, name))
                edits = list(own)
                for error in scene.errors:
                    if error.code == scene.diagnostic.code and error != scene.diagnostic:
                        other = scene.model_copy(update={"diagnostic": error})
                        edits = each_merged(edits, _mend(other, method, constant, None))
                title = f"Call `{method.name}` of `{constant.name}`"
                if len(edits) > len(own):
                    yield Offer(f"{title}, everywhere", in_order(edits))
                if own:
                    yield Offer(title, in_order(own))


def _methods(name: str, facts: Facts) -> list[DepItem]:
    """Those of traits, as the function is called or nearly so."""
    members = [i for i in facts.items if i.kind == "method" and i.owner and i.owner == i.trait]
    same = [i for i in members if i.name == name and not i.required]
    return same or successors(name, members, facts, enough=1.3)[:4]


def _constants(method: DepItem, facts: Facts) -> list[DepItem]:
    """Public constants whose type implements the trait, the shortest path first."""
    types = {i.owner for i in facts.items if i.trait == method.trait and i.owner != i.trait}
    found = [
        item
        for item in facts.items
        if item.kind in ("const", "static") and not item.owner and item.crate == method.crate
        and (typed := _TYPE.search(item.signature)) and typed[1].rpartition("::")[2] in types
    ]  # fmt: skip
    return sorted(found, key=lambda i: (i.deprecated is not None, len(i.name), i.path))[:6]


def _mend(scene: Scene, method: DepItem, constant: DepItem, name: str | None) -> Iterator[Edit]:
    for site in sites_in_place(scene):
        if name is None and not _alike(site.text, method.name):
            continue
        call = site.enclosing("call_expression")
        function = child(call, "function")
        arguments = child(call, "arguments")
        if call is None or function is None or arguments is None or site.end > function.end_byte:
            continue
        target, dropped = constant.path, _configured(arguments, constant)
        yield site.replace(function, f"{target}.{method.name}")
        if dropped is not None:
            yield from _without(site, dropped)
        parent, _, trait = method.path.removesuffix(f"::{method.name}").rpartition("::")
        if trait not in dict(imported_paths(site.tree.root_node)):
            file = Site(site.path, site.source, 0, len(site.source))
            yield from add_import(file, call, parent, [trait]) or (
                file.insert(_top(file.tree.root_node), f"use {parent}::{trait};\n"),
            )


def _alike(name: str, method: str) -> bool:
    return name == method or name.startswith(f"{method}_")


def _configured(arguments: Node, constant: DepItem) -> Node | None:
    """The argument that says what the constant says now: it is the receiver instead."""
    for one in arguments.named_children:
        last = text(one).rpartition("::")[2]
        if last.isupper() and f"_{constant.name}".endswith(f"_{last}"):
            return one
    return None


def _without(site: Site, argument: Node) -> Iterator[Edit]:
    before = argument.prev_sibling
    if before is not None and text(before) == ",":
        yield site.replace_range(before.start_byte, argument.end_byte, "")
    else:
        yield site.remove(argument)


def _top(root: Node) -> int:
    """Before the first item that is neither a comment nor an inner attribute."""
    for node in root.named_children:
        if node.type not in ("line_comment", "block_comment", "inner_attribute_item"):
            return node.start_byte
    return 0

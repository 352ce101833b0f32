"""The error type of a dependency is gone, for what it told of cannot fail any more: the impossible
error takes its place, under its name."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.imports import add_import
from rusta_server.candidates.mentions import nodes_named
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.broken_paths import gone_from_lists, out_of_list
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import together
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.diagnostic import Diagnostic
from rusta_server.contracts.edits import Edit

CODES = ("E0432",)


def candidates(scene: Scene, facts: Facts) -> Iterator[Offer]:
    def fits(error: Diagnostic) -> bool:
        return error.code in CODES

    def mend(one: Scene) -> Iterator[Edit]:
        for broken in gone_from_lists(one, facts):
            name, site = broken.name, broken.site
            if not _is_error(name, site, facts):
                continue
            root = "std" if re.search(rb"(?m)^use std::", site.source) else "core"
            file = Site(site.path, site.source, 0, len(site.source))
            added = add_import(
                file, site.tree.root_node, f"{root}::convert", [f"Infallible as {name}"]
            )
            if added:
                yield from added
                yield from out_of_list(broken)

    if facts.former:
        yield from together("Take the impossible error for the one that is gone", scene, fits, mend)


def _is_error(name: str, site: Site, facts: Facts) -> bool:
    """Whether it was a type, is one no more under any path, and is said of results only."""
    former = facts.former_by_name.get(name, [])
    was = any(i.kind in ("struct", "enum", "type", "reexport") for i in former)
    now = any(not i.owner for i in facts.by_name.get(name, []))
    file = Site(site.path, site.source, 0, len(site.source))
    uses = [n for n in nodes_named(file, name) if enclosing(n, "use_declaration") is None]
    return was and not now and bool(uses) and all(_of_result(node) for node in uses)


def _of_result(node: Node) -> bool:
    arguments = node.parent
    if arguments is None or arguments.type != "type_arguments":
        return False
    whole = arguments.parent
    return text(child(whole, "type")) == "Result" and arguments.named_children[-1] == node

"""Paths into a dependency that lead nowhere any more, as they are written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.syntax import enclosing
from rusta_server.candidates.site import Site, child, text
from rusta_server.candidates.upgrades.facts import Facts
from rusta_server.candidates.upgrades.places import sites_in_place
from rusta_server.contracts.candidate import Scene
from rusta_server.contracts.edits import Edit


class Broken(NamedTuple):
    """A path of which the segment `at` is not found. `prefix`: what is written before it, the use
    tree above included; `rest`: what follows. `listed`: it stands in the braces of a `use`.
    `below`: what is named below it where nothing follows: in braces, or through its import."""

    site: Site
    at: Node
    prefix: tuple[str, ...]
    rest: tuple[str, ...]
    listed: bool
    first: Node
    below: tuple[str, ...] = ()

    @property
    def crate(self) -> str:
        return self.prefix[0] if self.prefix else ""

    @property
    def name(self) -> str:
        return text(self.at)


def broken_paths(scene: Scene, facts: Facts) -> Iterator[Broken]:
    """Those that the diagnostic points at, into crates that the facts speak of."""
    for site in sites_in_place(scene):
        node = site.tree.root_node.descendant_for_byte_range(
            site.start, max(site.start, site.end - 1)
        )
        if node is None or node.type not in ("identifier", "type_identifier"):
            # The span of an import with several steps is all of it.
            node = _last_missing(site, facts)
        if node is None:
            continue
        found = _around(site, node)
        if found is None:
            continue
        expanded = _expanded(found, site, facts)
        if expanded.crate in facts.crates:
            yield expanded


def gone_from_lists(scene: Scene, facts: Facts) -> Iterator[Broken]:
    """Those of them that are whole names in the braces of a `use`."""
    return (b for b in broken_paths(scene, facts) if b.listed and not b.rest)


def out_of_list(broken: Broken) -> Iterator[Edit]:
    """Takes it out of the braces of its `use`."""
    site = broken.site
    item = broken.at
    while item.parent is not None and item.parent.type != "use_list":
        item = item.parent
    start, end = item.start_byte, item.end_byte
    after = item.next_sibling
    if after is not None and text(after) == ",":
        end = after.end_byte
        while site.source[end : end + 1] in (b" ", b"\n", b"\t"):
            end += 1
    else:
        before = item.prev_sibling
        if before is not None and text(before) == ",":
            start = before.start_byte
    yield site.replace_range(start, end, "")


def _around(site: Site, node: Node) -> Broken | None:
    """The path around one of its segments."""
    before: list[str] = []
    after: list[str] = []
    first, at = node, node
    listed = False
    parent = node.parent
    while parent is not None:
        kind = parent.type
        if kind in ("scoped_identifier", "scoped_type_identifier"):
            path = child(parent, "path")
            if path is not None and path != at:
                before = [*_steps(path), *before]
                first = path if not listed else first
            elif path == at:
                after += _steps(child(parent, "name"))
        elif kind in ("scoped_use_list", "use_wildcard"):
            path = child(parent, "path")
            if path is not None and path != at and not _within(path, node):
                before = [*_steps(path), *before]
        elif kind == "use_list":
            listed = True
        elif kind in ("generic_type", "use_as_clause", "generic_function"):
            pass
        else:
            break
        at, parent = parent, parent.parent
    while first.type in ("scoped_identifier", "scoped_type_identifier"):
        path = child(first, "path")
        if path is None:
            break
        first = path
    below = () if after else _below(site, node)
    return Broken(site, node, tuple(before), tuple(after), listed, first, below)


def _below(site: Site, node: Node) -> tuple[str, ...]:
    path = node
    while path.parent is not None and path.parent.type == "scoped_identifier":
        path = path.parent
    around = path.parent
    if around is not None and around.type == "scoped_use_list" and child(around, "path") == path:
        leaves = child(around, "list")
        words = (re.match(r"\w+", text(n)) for n in (leaves.named_children if leaves else ()))
        return tuple(word[0] for word in words if word is not None and word[0] != "self")
    if enclosing(node, "use_declaration") is None:
        return ()
    name = re.escape(text(node).encode())
    found = re.findall(rb"(?<![\w:])" + name + rb"::(\w+)", site.source)
    return tuple(dict.fromkeys(word.decode() for word in found))


def _expanded(broken: Broken, site: Site, facts: Facts) -> Broken:
    """`distributions::Uniform` below `use rand::distributions;` is meant in full."""
    if not broken.prefix or broken.crate in facts.crates:
        return broken
    for use in site.tree.root_node.named_children:
        if use.type == "use_declaration":
            found = re.fullmatch(rf"(.+)::{re.escape(broken.crate)}", text(child(use, "argument")))
            if found:
                return broken._replace(prefix=(*found[1].split("::"), *broken.prefix))
    return broken


def _last_missing(site: Site, facts: Facts) -> Node | None:
    """The segment of the path in the span from which on nothing is known."""
    node: Node | None = site.node
    while node is not None and node.type in ("scoped_identifier", "scoped_type_identifier"):
        path = child(node, "path")
        if path is None:
            break
        if "::".join(_steps(path)) in facts.paths or text(path) in facts.crates:
            return child(node, "name")
        node = path
    return node if node is not None and node.type in ("identifier", "type_identifier") else None


def _steps(node: Node | None) -> list[str]:
    return [s for s in re.sub(r"\s|<.*>", "", text(node)).split("::") if s]


def _within(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte

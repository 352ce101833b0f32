"""E0004: a `match` lacks an arm that another `match` of the project has.

Write it as the most similar of them does: the same value is matched, in a function of the same
kind.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from tree_sitter import Node

from rusta_indexer.syntax import enclosing, query
from rusta_server.candidates.match_arms import behind
from rusta_server.candidates.offer import Offer
from rusta_server.candidates.site import Site, child, files, primary_site, text
from rusta_server.contracts.candidate import Scene

CODES = ("E0004",)

_COVERED = re.compile(r"^non-exhaustive patterns: `([^`]+)` not covered")
_MAX = 5


class _Arm(NamedTuple):
    likeness: float
    written: str


def candidates(scene: Scene) -> Iterator[Offer]:
    site, said = primary_site(scene), _COVERED.match(scene.diagnostic.message)
    match = site.enclosing("match_expression") if site is not None else None
    block = child(match, "body")
    if site is None or said is None or match is None or block is None:
        return
    arms = [n for n in block.named_children if n.type == "match_arm"]
    if not arms or block.start_point.row == block.end_point.row:
        return
    found = [arm for file in files(scene) for arm in _arms(file, site, match, said[1])]
    found.sort(key=lambda arm: -arm.likeness)
    lead = site.indent(arms[0])
    for written in list(dict.fromkeys(arm.written for arm in found))[:_MAX]:
        new = "\n".join(f"{lead}{line}" if line else line for line in written.split("\n"))
        edit = behind(site, arms[-1], f"\n{new}")
        yield Offer(f"Match {said[1]} as another match does", (edit,))


def _arms(file: Site, site: Site, match: Node, pattern: str) -> Iterator[_Arm]:
    """The arms for that pattern in other matches that bind what they use."""
    name = _head(pattern)
    context = _context(match)
    for found in query(file.tree, "(match_arm) @arm"):
        arm = found["arm"][0]
        other = enclosing(arm, "match_expression")
        if other is None or (file.path == site.path and other == match):
            continue
        if _head(text(child(arm, "pattern"))) != name:
            continue
        likeness = SequenceMatcher(None, context, _context(other)).ratio()
        yield _Arm(likeness + (file.path == site.path), _closed(file, arm))


def _head(pattern: str) -> str:
    """`Some` of `Some(_)`, `Some(ref x) if x > 1`, `&a::Some(x)`."""
    found = re.match(r"&?(?:\w+::)*(\w+)", pattern)
    return found[1] if found is not None else pattern


def _context(match: Node) -> str:
    """What is matched, and the head of the function that does."""
    function = enclosing(match, "function_item")
    head = text(function).split("{", 1)[0]
    return f"{text(child(match, 'value'))} {head}"


def _closed(file: Site, arm: Node) -> str:
    """The arm with its comma."""
    written = file.unindented(arm).rstrip()
    return written if written.endswith((",", "}")) else f"{written},"

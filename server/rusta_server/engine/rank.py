"""Rank the green ones: which is most likely what the author meant, before any is proven."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from rusta_server.engine.confidence import likelihood
from rusta_server.engine.node import Node
from rusta_server.patches.build import patch_between


def rank(greens: Sequence[Node], base: Mapping[str, str]) -> list[tuple[int, Node]]:
    """(likelihood in basis points, node), best first; of equals the one found first. A node keeps
    only the lints that not every green one trips: the others were there before."""
    if not greens:
        return []
    common = reduce(lambda a, b: a & b, (Counter(node.warnings) for node in greens))
    own = [replace(n, warnings=tuple((Counter(n.warnings) - common).elements())) for n in greens]
    return sorted(((_score(node, base), node) for node in own), key=lambda pair: -pair[0])


def _score(node: Node, base: Mapping[str, str]) -> int:
    patch = patch_between({path: base.get(path, "") for path in node.texts}, node.texts)
    return likelihood([step.source for step in node.steps], patch.lines, node.warnings)

"""A definition that fits its uses again stands before what changes the uses to the same end.

Where several places disagree with one, that one is likelier to be behind. So it is against a single
place where the body has no use for the definition either: a parameter that it never reads, the
other case of a result that it never gives.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rusta_server.contracts.proof import Patch
from rusta_server.engine.node import Node, patch_of

DEFINITIONS = frozenset(
    f"template:{name}"
    for name in (
        "e0004_unmade_variant",
        "e0046_uncalled_method",
        "e0061_ungiven_element",
        "e0061_unread_parameter",
        "e0063_unread_field",
        "e0308_declared_type",
        "e0308_never_none",
        "e0308_parameters_in_other_order",
        "e0507_receiver_by_reference",
        "e0596_receiver_shared",
        "types_one_layer_less",
        "types_one_layer_more",
    )
)
"""Sources that make a definition fit its uses, and are green only where the body agrees."""
AT_ONE_USE = frozenset({"template:e0061_unread_parameter", "template:e0308_never_none"})
"""Those that stand first against a single use, too."""


class Reach(NamedTuple):
    """`places`: how many runs of lines a patch changes. `definition`, `at_one_use`: what makes it
    is of those sources alone."""

    places: int
    definition: bool
    at_one_use: bool

    def before(self, other: "Reach") -> bool:
        at_most = self.places + 1 - (self.at_one_use and not other.definition)
        return self.definition and other.places >= at_most


def reach(node: Node, base: Mapping[str, str]) -> Reach:
    sources = {step.source for step in node.steps}
    places = _places(patch_of(node, base), base)
    return Reach(places, sources <= DEFINITIONS, sources <= AT_ONE_USE)


def reordered(reaches: Sequence[Reach]) -> list[int]:
    """Indices: each definition right before the first that it stands before, the rest as it was."""
    order: list[int] = []
    for index, each in enumerate(reaches):
        behind = (at for at, known in enumerate(order) if each.before(reaches[known]))
        order.insert(next(behind, len(order)), index)
    return order


def _places(patch: Patch, base: Mapping[str, str]) -> int:
    places = 0
    for file in patch.files:
        text, last = base.get(file.path, "").encode(), -2
        for edit in file.edits:
            line = text.count(b"\n", 0, edit.start)
            places += line > last + 1
            last = text.count(b"\n", 0, edit.end)
    return places

"""Which green stands before another, whatever priors and the byte model say.

A definition that fits its uses again stands before what changes several uses to the same end: where
several places disagree with one, that one is likelier to be behind; but where the definition was
changed since the last commit, and the uses not, it is meant. What rests on evidence that its
rivals have not stands before those that change as many places: a parameter that no body reads, a
receiver that no body needs, the other case of a result that it never gives, the words of a name, an
error that is not dropped, a variable that nothing else reads. What leaves nothing idle stands
before what does: a variable was bound, and a function written, for something.

Of two mistakes at once each is weighed alone: what two greens have in common says nothing of what
they differ in.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rusta_server.contracts.edits import Edit
from rusta_server.contracts.proof import Patch
from rusta_server.engine.node import Node

DEFINITIONS = frozenset(
    f"template:{name}"
    for name in (
        "e0004_unmade_variant",
        "e0046_uncalled_method",
        "e0061_ungiven_element",
        "e0061_unread_parameter",
        "e0063_unread_field",
        "e0277_from_as_its_siblings",
        "e0308_declared_type",
        "e0308_never_none",
        "e0308_parameters_in_other_order",
        "e0308_type_arguments_exchanged",
        "e0368_assign_operator",
        "e0507_receiver_by_reference",
        "e0596_receiver_shared",
        "e0599_missing_accessor",
        "e0599_missing_constructor",
        "syntax_macro_use",
        "traits_copy_supertrait",
        "types_one_layer_less",
        "types_one_layer_more",
    )
)
"""Sources that make a definition fit its uses, and are green only where the body agrees."""
EVIDENT = frozenset(
    f"template:{name}"
    for name in (
        "e0061_unread_parameter",
        "e0061_unused_bindings",
        "e0277_partial_ord_by_ord",
        "e0308_arguments_by_name",
        "e0308_never_none",
        "e0507_receiver_by_reference",
        "e0596_receiver_shared",
        "lint_unused_must_use",
        "names_reexport",
        "names_words_swapped",
    )
)

IDLE = frozenset(
    """
    dead_code unconditional_recursion unreachable_code unused_assignments unused_imports
    unused_variables
    """.split()
)
"""Lints of what has no effect as it stands."""


class Mark(NamedTuple):
    """A step of a green, by what it edits; whether it is of `DEFINITIONS`, of `EVIDENT`."""

    edits: tuple[Edit, ...]
    definition: bool
    evident: bool


class Reach(NamedTuple):
    """`places`: how many runs of lines a patch changes. `definition`, `evident`: what makes it is
    of those sources alone. `takes_back`: it undoes an uncommitted change of a definition.
    `leaves_idle`: with it something has no use, or no end, that has one with a rival. `marks`: its
    steps."""

    places: int
    definition: bool
    evident: bool
    takes_back: bool = False
    leaves_idle: bool = False
    marks: frozenset[Mark] = frozenset()

    def before(self, other: "Reach") -> bool:
        if self.takes_back != other.takes_back:
            return other.takes_back
        if self.leaves_idle != other.leaves_idle:
            return other.leaves_idle
        own, rival = self.beside(other), other.beside(self)
        if own.evident and not rival.evident:
            return self.places <= other.places
        return own.definition and self.places < other.places

    def beside(self, other: "Reach") -> "Reach":
        """It without the steps that both have."""
        own = self.marks - other.marks
        if not own or own == self.marks:
            return self
        return self._replace(
            definition=all(mark.definition for mark in own),
            evident=all(mark.evident for mark in own),
        )


def reach(node: Node, patch: Patch, base: Mapping[str, str], *, takes_back: bool = False) -> Reach:
    """`patch`: from `base` to the node. Of a single step those count too that came to the same
    text."""
    sources = {step.source for step in node.steps}
    agreeing = frozenset(node.agreeing) if len(node.steps) == 1 else frozenset[str]()
    return Reach(
        places=_places(patch, base),
        definition=sources <= DEFINITIONS or bool(agreeing & DEFINITIONS),
        evident=sources <= EVIDENT or bool(agreeing & EVIDENT),
        takes_back=takes_back,
        leaves_idle=not IDLE.isdisjoint(node.warnings),
        marks=frozenset(
            Mark(step.edits, step.source in DEFINITIONS, step.source in EVIDENT)
            for step in node.steps
        ),
    )


def reordered(reaches: Sequence[Reach]) -> list[int]:
    """Indices: each right before the first that it stands before, the rest as it was."""
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

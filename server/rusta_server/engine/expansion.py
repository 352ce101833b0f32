"""A node of the search under way: what is left to judge of it, what helped, what may be joined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rusta_server.engine.node import Node, Texts, joined

FIRST_BATCH, LAST_BATCH = 24, 96
MANY = 4
RIVALS = 5

Helped = dict[int, list[Node]]
"""By root (an index of the node's errors; -1 for what is about several): the steps that helped it
most, at most RIVALS."""


def closest(steps: list[Node]) -> list[Node]:
    """Those that leave the fewest errors, of equal ones those that were tried first: a step that
    mends one error and causes another hides what is right for that root."""
    return sorted(steps, key=lambda step: len(step.errors))[:RIVALS]


@dataclass
class Expansion:
    """A node under way: what is left to judge of it, and what helped so far."""

    node: Node
    roots: int
    pending: list[tuple[int, Node]]
    size: int = FIRST_BATCH
    helped: Helped = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    joined: set[frozenset[str]] = field(default_factory=set)

    def batch(self, is_refused: Callable[[Node], bool]) -> list[tuple[int, Node]]:
        """The next to judge. Guards are asked no earlier: most of what is pending never comes to
        be judged."""
        found: list[tuple[int, Node]] = []
        at = 0
        while at < len(self.pending) and len(found) < self.size:
            if not is_refused(self.pending[at][1]):
                found.append(self.pending[at])
            at += 1
        self.pending, self.size = self.pending[at:], min(LAST_BATCH, self.size * 2)
        return found

    @property
    def leaps(self) -> bool:
        """Whether one step takes away half of many errors or more: they have that cause in common,
        and to look for one step for each of them is to lose the time for the next."""
        many = len(self.node.errors)
        return many >= MANY and any(2 * len(child.errors) <= many for child in self.children)

    @property
    def first(self) -> dict[int, Node]:
        """The best step of each root."""
        return {root: steps[0] for root, steps in self.helped.items()}

    def rivals(self) -> list[dict[int, Node]]:
        """The same with another step for one of the roots."""
        return [
            {**self.first, root: step}
            for root, steps in self.helped.items()
            for step in steps[1:]
            if root >= 0
        ]

    def joins(self, chosen: Sequence[dict[int, Node]], base: Texts) -> list[Node]:
        """Each of `chosen` as one node, without those that were joined before."""
        found: list[Node] = []
        for steps in chosen:
            join = joined(self.node, steps, base) if len(steps) > 1 else None
            if join is not None:
                key = frozenset(step.record_id for step in join.steps)
                if key not in self.joined:
                    self.joined.add(key)
                    found.append(join)
        return found

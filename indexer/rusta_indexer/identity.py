"""Which node of the last index a freshly parsed item is. Pure.

Edits keep the name, moves keep the text, renames keep the text but for the name: each is tried in
an order in which the surest evidence goes first, and every old node is given away at most once.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

# Short and alike everywhere: recognised in the item they belong to only.
_PARTS = frozenset(("field", "variant", "use"))


class Trait(NamedTuple):
    """What is known of an item. `within`: `kind name` of the items around it, outermost first.
    `parent` is the item right around it, None at the top of a file: the id of an old node, the
    place of a new item in its list."""

    path: str
    within: tuple[str, ...]
    kind: str
    name: str
    body: bytes
    parent: int | None = None


Key = Callable[[Trait], Hashable]

_STAGES: tuple[Key, ...] = (
    lambda t: t[:5],
    lambda t: (t.kind, t.name, t.body, t.within[-1:]),
    lambda t: None if t.kind in _PARTS else (t.kind, t.name, t.body),
    lambda t: (t.path, t.within, t.kind, t.name),
    lambda t: (t.path, t.within, t.kind, t.body),
)


def match(old: Iterable[tuple[int, Trait]], new: Sequence[Trait]) -> list[int | None]:
    """The id of the old node each of `new` is; None for what was not there before.

    Among equals the order given decides, so give both in source order, parents before their parts.
    """
    found: list[int | None] = [None] * len(new)
    left = dict(old)
    for key in _STAGES:
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for node, trait in reversed(left.items()):
            waiting[key(trait)].append(node)
        for number, trait in enumerate(new):
            wanted = key(trait)
            if found[number] is None and wanted is not None and waiting.get(wanted):
                node = waiting[wanted].pop()
                found[number] = node
                del left[node]
    for key in (lambda t: t.name, lambda t: t.body):
        _match_parts(left, new, found, key)
    return found


def _match_parts(
    left: dict[int, Trait], new: Sequence[Trait], found: list[int | None], key: Key
) -> None:
    """What is in an item that was recognised is looked for in what it was: a renamed enum has its
    variants still."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for node, trait in reversed(left.items()):
        waiting[trait.parent, trait.kind, key(trait)].append(node)
    for number, trait in enumerate(new):
        around = found[trait.parent] if trait.parent is not None else None
        same = waiting.get((around, trait.kind, key(trait)))
        if found[number] is None and around is not None and same:
            node = same.pop()
            found[number] = node
            del left[node]

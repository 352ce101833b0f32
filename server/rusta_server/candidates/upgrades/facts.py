"""What the dependencies' sources say, asked for by name, path and crate."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from rusta_server.contracts.tools_deps import DepItem, DepPassage, DepsResult


@dataclass(frozen=True)
class Facts:
    """`items` of the locked versions, `former` of those before."""

    items: tuple[DepItem, ...] = ()
    former: tuple[DepItem, ...] = ()
    passages: tuple[DepPassage, ...] = ()
    crates: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, deps: DepsResult | None) -> "Facts":
        return _NOTHING if deps is None else _made(deps)

    @cached_property
    def by_name(self) -> dict[str, list[DepItem]]:
        return _grouped((item.name, item) for item in self.items)

    @cached_property
    def former_by_name(self) -> dict[str, list[DepItem]]:
        return _grouped((item.name, item) for item in self.former)

    @cached_property
    def by_owner(self) -> dict[str, list[DepItem]]:
        """Methods, fields and variants by the name of their type or trait."""
        return _grouped((item.owner, item) for item in self.items if item.owner)

    @cached_property
    def paths(self) -> frozenset[str]:
        return frozenset(item.path for item in self.items)

    def spoken_of(self, name: str) -> list[str]:
        """The texts of changelog entries that name `name`."""
        return [p.passage.text for p in self.passages if name in p.names]

    def has(self, crate: str) -> bool:
        return crate in self.crates


_NOTHING = Facts()


# By identity: to hash thousands of items costs more than what is made of them.
_LAST: list[tuple[DepsResult, Facts]] = []


def _made(deps: DepsResult) -> Facts:
    for known, facts in _LAST:
        if known is deps:
            return facts
    crates = frozenset(crate.crate for crate in deps.crates)
    made = Facts(deps.items, deps.former, deps.passages, crates)
    _LAST[:] = [(deps, made)]
    return made


def _grouped(pairs: Iterable[tuple[str, DepItem]]) -> dict[str, list[DepItem]]:
    found: dict[str, list[DepItem]] = defaultdict(list)
    for key, item in pairs:
        found[key].append(item)
    return dict(found)

"""What a template or an operator yields, and how it becomes a candidate."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import NamedTuple, Protocol, cast

from rusta_server.contracts.candidate import Candidate, Scene
from rusta_server.contracts.edits import Edit

# A source that finds more than this looks at the wrong thing; the search could not judge them.
MAX_OFFERS = 40


class Offer(NamedTuple):
    """`title`: an imperative sentence without a full stop. `edits`: all of them together."""

    title: str
    edits: tuple[Edit, ...]


class Source(Protocol):
    """A module of `templates/` or `operators/`. Best offer first; nothing where it does not fit."""

    def candidates(self, scene: Scene) -> Iterator[Offer]: ...


def named(source: str, offers: Iterable[Offer]) -> Iterator[Candidate]:
    """`offers` as candidates of `source`, without repeats, at most `MAX_OFFERS`."""
    seen: set[tuple[Edit, ...]] = set()
    for offer in offers:
        if len(seen) == MAX_OFFERS:
            return
        if offer.edits and offer.edits not in seen:
            seen.add(offer.edits)
            yield Candidate(source=source, title=offer.title, edits=offer.edits)


def modules_of(package: ModuleType) -> list[tuple[str, ModuleType]]:
    """(name, module) of every module of `package`, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return [(name, importlib.import_module(f"{package.__name__}.{name}")) for name in names]


def as_source(module: ModuleType) -> Source:
    return cast(Source, module)

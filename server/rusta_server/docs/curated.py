"""Passages known to answer an error better than a search: data in `data/curated.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Place:
    """A page below the documentation root, and the id of a heading, rule or member on it."""

    path: str
    fragment: str


@dataclass(frozen=True)
class _Pattern:
    codes: frozenset[str]
    pattern: re.Pattern[str]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Curated:
    by_code: dict[str, tuple[Place, ...]]
    by_message: tuple[_Pattern, ...]

    def places(self, code: str | None, message: str) -> tuple[Place, ...]:
        """Where to read about an error, best first. `code` is None for one without a code."""
        for entry in self.by_message:
            fits = code in entry.codes if code is not None else not entry.codes
            if fits and entry.pattern.search(message):
                return entry.places
        return self.by_code.get(code, ()) if code is not None else ()

    def all_places(self) -> frozenset[Place]:
        known = [*self.by_code.values(), *(entry.places for entry in self.by_message)]
        return frozenset(place for places in known for place in places)


@cache
def curated() -> Curated:
    text = files("rusta_server.docs").joinpath("data/curated.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return Curated(
        by_code={code: _places(names) for code, names in table["codes"].items()},
        by_message=tuple(
            _Pattern(
                codes=frozenset(entry.get("codes", ())),
                pattern=re.compile(entry["pattern"]),
                places=_places(entry["passages"]),
            )
            for entry in table["messages"]
        ),
    )


def _places(names: list[str]) -> tuple[Place, ...]:
    return tuple(Place(*name.split("#")) for name in names)

"""Several sources in fixed proportions. Which one is next is a function of the step alone."""

from collections.abc import Mapping
from typing import Protocol

from rusta_model.data.errors import DataError
from rusta_model.examples import Example

PATIENCE = 20_000
"""Places looked at for one batch. Without an end a source whose files are gone would be asked for
ever, and no signal be heeded."""


class Source(Protocol):
    """An endless, shuffled order of examples."""

    @property
    def identity(self) -> str:
        """Of what it holds and in which order."""
        ...

    def take(self, position: int) -> list[Example]:
        """One example, or one with its rivals, at a position of the order."""
        ...


class Mixture:
    """Takes from each source by its share. `positions` (in each source's order) and `taken` (since
    the stage began) are all there is to remember. `room`: symbols of a row."""

    def __init__(
        self,
        sources: Mapping[str, tuple[Source, float]],
        positions: Mapping[str, int],
        taken: Mapping[str, int],
        room: int = 2048,
    ) -> None:
        self._sources, self._room = sources, room
        self._keys = {name: f"{name}:{source.identity}" for name, (source, _) in sources.items()}
        self.positions = {key: positions.get(key, 0) for key in self._keys.values()}
        # With other sources than before the shares count anew.
        same = taken.keys() == sources.keys()
        self.taken = dict(taken) if same else dict.fromkeys(sources, 0)

    def batch(self, rows: int, units: int = 1) -> list[list[Example]]:
        """Units of one source, the one furthest behind its share: filled up to one length they are
        about `rows` rows of `room` symbols, and at least `units`. A unit is one example, or one
        with its rivals, which are never parted. Of one source because examples of one kind are
        about as long as each other: among rows of text, prompts are one third padding.

        Raises:
            DataError: no source gives anything.
        """
        taken: list[list[Example]] = []
        count = longest = 0
        name = ""
        for _ in range(PATIENCE):
            if not taken:
                name = self._behind()
            unit = self._take(name)
            if not unit:
                continue
            taken.append(unit)
            count += len(unit)
            longest = max(longest, *(len(example.targets) for example in unit))
            if count * longest >= rows * self._room and len(taken) >= units:
                return taken
        raise DataError(
            f"of {PATIENCE} places in {', '.join(self._sources)} not {rows} rows hold an example",
            remedy="python -m rusta_model.data.triplets status",
        )

    def _behind(self) -> str:
        return min(self._sources, key=lambda name: (self.taken[name] + 1) / self._sources[name][1])

    def _take(self, name: str) -> list[Example]:
        key = self._keys[name]
        examples = self._sources[name][0].take(self.positions[key])
        self.positions[key] += 1
        self.taken[name] += 1
        return examples

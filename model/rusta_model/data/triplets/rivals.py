"""The rivals of a triplet: every candidate of the engine that turns the broken crate green, and the
author's edit among them. What ranking learns from, and is measured on.

Texts that are the same but for white space and comments count once, and as the author's where they
are like the author's. What only deletes is refused by the engine's guards and is no rival.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from rusta_model.data.triplets import store
from rusta_model.data.triplets.record import Triplet
from rusta_server.contracts.dataset import Split
from rusta_server.contracts.edits import Edit, apply_edits
from rusta_server.patches.diff import common_prefix, common_suffix
from rusta_server.patches.lexer import code

FOLDER = "rivals"
"""Below the triplets' home."""


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Green(_Stored):
    """One green text. `edits` of the broken crate: (path, start, end, text), the smallest ones, the
    path empty for the broken file. `order`: its place among the engine's candidates, from 0; None
    where only the author had it. `sources`: who suggests it, in that order. `refused`: by the
    guards, which happens to the author's edit alone."""

    edits: tuple[tuple[str, int, int, str], ...]
    sources: tuple[str, ...] = ()
    order: int | None = None
    lines: int
    reference: bool = False
    refused: bool = False

    def of(self, path: str) -> tuple[Edit, ...]:
        return tuple(Edit(path=p or path, start=a, end=b, text=t) for p, a, b, t in self.edits)


class Rivals(_Stored):
    """`greens`: the reference first, then in the engine's order. `judged`: how many candidates
    were; `unclear`: how many could not be."""

    triplet: Triplet
    slice: str
    greens: tuple[Green, ...]
    judged: int
    unclear: int = 0

    @property
    def split(self) -> Split:
        return self.triplet.split

    @property
    def crate(self) -> str:
        return f"{self.triplet.crate}-{self.triplet.version}"

    @property
    def contested(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.greens) > 1

    @property
    def offered(self) -> bool:
        """Whether it is for the engine to choose, the author's edit among what it would offer."""
        reference = self.greens[0]
        return self.contested and reference.order is not None and not reference.refused


def stored(home: Path, crate: str = "*") -> Iterator[Rivals]:
    """All that were found so far; `home` is the triplets'."""
    for path in sorted((home / FOLDER).glob(f"{crate}/[!.]*{store.SUFFIX}")):
        yield from store.read(path, Rivals)


def texts_of(rivals: Rivals, green: Green, broken: Mapping[str, bytes]) -> dict[str, bytes]:
    """The changed files whole; `broken` is the broken crate."""
    own: dict[str, list[Edit]] = {}
    for edit in green.of(rivals.triplet.path):
        own.setdefault(edit.path, []).append(edit)
    return {path: apply_edits(broken[path], edits) for path, edits in own.items()}


def likenesses(clean: str, texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The same for texts that differ in white space and comments alone. Only the lines in which any
    of them differs from `clean` are looked at."""
    if not texts:
        return []
    head = min(common_prefix(clean, text) for text in texts)
    head = clean.rfind("\n", 0, head) + 1
    tail = min(common_suffix(clean, text, head) for text in texts)
    cut = clean.find("\n", len(clean) - tail)
    tail = 0 if cut < 0 else len(clean) - cut - 1
    return [tuple(code(text[head : len(text) - tail])) for text in texts]

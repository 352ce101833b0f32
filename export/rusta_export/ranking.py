"""Which repair an artifact chooses among rivals that all compile: the decision that quantisation
must not change. Held-out crates alone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from rusta_model.data.triplets.rivals import Green, Rivals, stored
from rusta_model.paths import home
from rusta_model.repair import contested_case
from rusta_server.engine.combine import Facts, order_of, shipped_weights
from rusta_server.engine.confidence import likelihood
from rusta_server.engine.rank import MOST
from rusta_server.lm.artifact import load, verified
from rusta_server.lm.edit_text import InexpressibleError

CASES = 1_200
"""At most so many are compared, a fair sample."""


@dataclass(frozen=True)
class Choice:
    """A prompt and the edits to choose from; the first is the author's."""

    id: str
    prompt: Sequence[int]
    edits: Sequence[Sequence[int]]
    greens: Sequence[Green]


def choices(folder: Path | None = None, most: int = CASES) -> list[Choice]:
    """Of the held-out rivals below the model's home `folder`, by a hash of their triplets."""
    folder = folder or home()
    found = [r for r in stored(folder / "triplets") if r.split == "heldout" and r.contested]
    found.sort(key=lambda r: hashlib.sha256(r.triplet.id.encode()).digest())
    made: list[Choice] = []
    for rivals in found:
        if len(made) == most:
            break
        made += _choice(rivals, folder)
    return made


def _choice(rivals: Rivals, folder: Path) -> Iterator[Choice]:
    case = contested_case(rivals, folder / "vendor")
    reference = rivals.greens[0]
    if case is None or reference.refused or reference.order is None:
        return
    edits: list[Sequence[int]] = []
    greens: list[Green] = []
    for green in rivals.greens[:MOST]:
        try:
            edits.append(case.answer(green.of(case.path)))
        except InexpressibleError:
            if green.reference:
                return
            continue
        greens.append(green)
    if len(greens) > 1:
        yield Choice(rivals.triplet.id, case.prompt(), edits, greens)


def first_choices(folder: Path, among: Sequence[Choice]) -> dict[str, bool]:
    """Of each choice, whether the artifact in `folder` puts the author's edit first."""
    session, weights = load(verified(folder)), shipped_weights()
    right: dict[str, bool] = {}
    with click.progressbar(among, label=f"repairs {folder.name}") as bar:
        for choice in bar:
            scores = session.score(session.read(choice.prompt), choice.edits)
            facts = [
                Facts(
                    score.likelihood_mbit, score.symbols, score.right_mlogit,
                    _prior(green), green.order or 0,
                )
                for score, green in zip(scores, choice.greens, strict=True)
            ]  # fmt: skip
            right[choice.id] = order_of(facts, weights)[0][0] == 0
    return right


def _prior(green: Green) -> int:
    """Of the surest of those who suggest it."""
    return max(likelihood([source], green.lines, ()) for source in green.sources or ("",))

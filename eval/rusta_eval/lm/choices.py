"""What there is to choose among: the stored rivals as prompts and edits, and the model's scores."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from rusta_model.data.triplets.rivals import Green, Rivals, stored
from rusta_model.repair import contested_case
from rusta_server.contracts.dataset import Split
from rusta_server.engine.combine import Facts
from rusta_server.engine.confidence import likelihood
from rusta_server.lm.edit_text import InexpressibleError
from rusta_server.lm.session import LmSession


class Option(BaseModel):
    """One green edit with its scores, None where it cannot be written for the model. `bytes`: taken
    away and put in. `order` of the engine; an edit that only its author had comes last."""

    sources: tuple[str, ...]
    order: int
    bytes: int
    prior_bp: int
    likelihood_mbit: int | None = None
    symbols: int | None = None
    right_mlogit: int | None = None

    def facts(self) -> Facts:
        return Facts(
            self.likelihood_mbit, self.symbols, self.right_mlogit, self.prior_bp, self.order
        )


class Choice(BaseModel):
    """The first option is the author's. `offered`: the engine has it too, and its guards let it
    pass."""

    triplet: str
    crate: str
    slice: str
    offered: bool
    options: tuple[Option, ...]


NEVER = 1_000_000
"""The order of what the engine does not have."""


def rivals_of(home: Path, split: Split, limit: int | None, seed: int) -> list[Rivals]:
    """Those that leave a choice, in a fair order."""
    found = [r for r in stored(home / "triplets") if r.split == split and r.contested]
    found.sort(key=lambda r: hashlib.sha256(f"{seed}:{r.triplet.id}".encode()).digest())
    return found[:limit]


def scored(rivals: Sequence[Rivals], home: Path, session: LmSession) -> Iterator[Choice | None]:
    """None where the broken file is not there any more, or the error has no place."""
    for each in rivals:
        case = contested_case(each, home / "vendor")
        if case is None:
            yield None
            continue
        written: dict[int, list[int]] = {}
        for number, green in enumerate(each.greens):
            try:
                written[number] = case.answer(green.of(case.path))
            except InexpressibleError:
                continue
        scores = session.score(session.read(case.prompt()), list(written.values()))
        by_number = dict(zip(written, scores, strict=True))
        options = []
        for number, green in enumerate(each.greens):
            option = _option(green)
            score = by_number.get(number)
            if score is not None:
                option.likelihood_mbit = score.likelihood_mbit
                option.symbols = score.symbols
                option.right_mlogit = score.right_mlogit
            options.append(option)
        yield Choice(
            triplet=each.triplet.id,
            crate=each.crate,
            slice=each.slice,
            offered=each.offered,
            options=tuple(options),
        )


def _option(green: Green) -> Option:
    size = sum(end - start + len(text.encode()) for _, start, end, text in green.edits)
    return Option(
        sources=green.sources,
        order=NEVER if green.order is None else green.order,
        bytes=size,
        # Several who suggest the same are not several steps: the search keeps the first.
        prior_bp=likelihood(green.sources[:1], green.lines, ()),
    )

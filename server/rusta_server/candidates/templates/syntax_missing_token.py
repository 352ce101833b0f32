"""A token is missing: the grammar breaks off and the next word fits nothing.

Every separator, delimiter, operator and keyword is tried before each of the tokens around the place
where the compiler gave up; what the compiler expected there comes first.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.tokens import (
    MAX_TRIALS,
    Piece,
    Trial,
    balanced,
    inserted,
    piece_of,
    places,
    ranked,
)
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0586")

_TOKENS = tuple(
    "; , ) ( : { } = => -> > < ] [ :: . | && fn let in ! struct for if match ..= & mut #".split()
)
_EXPECTED = re.compile(r"^expected (.+?)(?:, found|$)")
_QUOTED = re.compile(r"`([^`]+)`")
BEFORE, AFTER = 6, 2


def candidates(scene: Scene) -> Iterator[Offer]:
    for place in list(places(scene))[:2]:
        if not balanced(place):
            return  # One delimiter is what is missing, and not always here.
        piece = piece_of(place)
        yield from ranked(piece, _trials(piece, place.start, _expected(scene)))


def _trials(piece: Piece, offset: int, expected: list[str]) -> Iterator[Trial]:
    center = piece.index(offset)
    around = range(max(1, center - BEFORE), min(len(piece.tokens), center + AFTER) + 1)
    near = sorted(around, key=lambda index: (abs(index - center), index))
    tokens = [*expected, *(t for t in _TOKENS if t not in expected)]
    # The likeliest tokens first everywhere, so that what the limit cuts off is the unlikely.
    for rank, token in enumerate(tokens[: MAX_TRIALS // len(near) if near else 0]):
        for index in near:
            cost = rank + 3 * abs(index - center)
            yield Trial(
                _title(piece, index, token),
                (inserted(piece, index, token),),
                cost,
                sure=token in expected and index == center,
            )


def _title(piece: Piece, index: int, token: str) -> str:
    if index < len(piece.tokens):
        return f"Add `{token}` before `{piece.tokens[index].text[:30]}`"
    return f"Add `{token}` at the end"


def _expected(scene: Scene) -> list[str]:
    """The tokens that the compiler named, where they are few enough to mean something."""
    found = _EXPECTED.match(scene.diagnostic.message)
    named = _QUOTED.findall(found[1]) if found else []
    return [token for token in named if token in _TOKENS][:6]

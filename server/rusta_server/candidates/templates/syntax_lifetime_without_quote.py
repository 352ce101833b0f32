"""A lifetime lost its quote: `&static str`, `&a T`, `Values<a>`, `T: static`.

Put it back where the compiler stopped, or at the name before.
"""

import re
from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.tokens import Trial, balanced, joined, piece_of, places, ranked
from rusta_server.contracts.candidate import Scene

CODES = ("syntax",)

_LIFETIME = re.compile(r"static|[a-z]{1,12}")
_BEFORE = frozenset(("&", "<", ",", ":", "+"))


def candidates(scene: Scene) -> Iterator[Offer]:
    for place in list(places(scene))[:1]:
        if not balanced(place):
            return
        piece = piece_of(place)
        tokens = joined(piece.tokens)
        center = next((i for i, t in enumerate(tokens) if t.end > place.start), len(tokens))
        trials = []
        for index in (center, center - 1, center - 2):
            if not 0 < index < len(tokens):
                continue
            token, before = tokens[index], tokens[index - 1].text
            if before in _BEFORE and _LIFETIME.fullmatch(token.text) and token.text != "mut":
                edit = place.insert(token.start, "'")
                trials.append(Trial(f"Write the lifetime '{token.text}", (edit,), center - index))
        yield from ranked(piece, trials)

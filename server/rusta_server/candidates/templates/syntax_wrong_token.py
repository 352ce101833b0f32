"""A separator or an operator of the grammar stands for another one.

`->` for `=>`, `;` for `,`, `=` for `:`, `.` for `::`, a `}` for a `)`.
"""

from collections.abc import Iterator

from rusta_server.candidates.offer import Offer
from rusta_server.candidates.tokens import Piece, Trial, joined, piece_of, places, ranked
from rusta_server.contracts.candidate import Scene

CODES = ("syntax", "E0586")

_SIGNS = {
    ";": (",",),
    ",": (";", "+", "|"),
    ":": ("->", "::", "=", "in", ";", "=>", ","),
    "=": (":", "==", "=>", "<="),
    "->": ("=>", ":"),
    "=>": ("->", "=", ":"),
    "==": ("=",),
    "::": (":", "."),
    ".": ("::", "..", ","),
    "&&": ("&",),
    "{": ("(", "["),
    "(": ("{", "[", "<"),
    "[": ("(", "<"),
    ")": ("]", "}", ">"),
    "]": (")", "}"),
    "}": (")", "]"),
    "'": ('"',),
}
BEFORE, AFTER = 5, 3


def candidates(scene: Scene) -> Iterator[Offer]:
    for place in list(places(scene))[:2]:
        piece = piece_of(place)
        yield from ranked(piece, _trials(piece, place.start))


def _trials(piece: Piece, offset: int) -> Iterator[Trial]:
    tokens = joined(piece.tokens)
    center = next((i for i, t in enumerate(tokens) if t.end > offset), len(tokens))
    for index in range(max(0, center - BEFORE), min(len(tokens), center + AFTER)):
        token = tokens[index]
        for rank, text in enumerate(_SIGNS.get(token.text, ())):
            edit = piece.site.replace_range(token.start, token.end, text)
            title = f"Write `{text}` instead of `{token.text}`"
            yield Trial(title, (edit,), 3 * abs(index - center) + rank)

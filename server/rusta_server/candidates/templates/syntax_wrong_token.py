"""A separator or an operator of the grammar stands for another one, or two stand in wrong order.

`->` for `=>`, `;` for `,`, `=` for `:`, `.` for `::`, a `}` for a `)`; `mut &` for `&mut`.
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
_ORDERED = frozenset(
    "& * mut ref dyn impl pub fn const unsafe async extern let static move for in".split()
)
"""Of these one goes before the other."""
BEFORE, AFTER = 5, 3
_BESIDE = 2
"""Tokens on either side of the place, among which neighbours are exchanged."""


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
    for index in range(max(0, center - _BESIDE), min(len(tokens) - 1, center + _BESIDE)):
        one, two = tokens[index : index + 2]
        if not {one.text, two.text} <= _ORDERED:
            continue
        between = piece.site.source[one.end : two.start].decode(errors="replace")
        # `mut &T` is `&mut T`: the blank stays behind the word.
        follows = piece.site.source[two.end : two.end + 1]
        tight = one.text.isalnum() and not two.text.isalnum() and follows.strip() != b""
        new = f"{two.text}{one.text}{between}" if tight else f"{two.text}{between}{one.text}"
        edit = piece.site.replace_range(one.start, two.end, new)
        title = f"Write `{new.strip()}` instead of `{one.text}{between}{two.text}`"
        yield Trial(title, (edit,), 3 * abs(index - center) + 1)

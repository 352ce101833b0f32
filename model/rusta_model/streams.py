"""Documents as streams of symbols: whole files, those of a source side by side, cut into pieces.

    START  PATH src/lib.rs  TEXT …bytes… END  PATH src/error.rs  TEXT …

A piece is PIECE symbols long, whatever it cuts through; it begins with START and the path of the
file it goes on with, so that each is a stream as the server makes one. What the matchers know
begins anew with each piece.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rusta_model.syntax import UNKNOWN, kinds_of
from rusta_server.lm.symbols import PATCH, Symbol, segment

PIECE = 32_768
"""Symbols whose past the matchers see together."""

_START = [int(Symbol.START), *[int(Symbol.PAD)] * (PATCH - 1)]


class TextFile(Protocol):
    """A file of the corpus (`rusta_model.data.Document`)."""

    @property
    def source(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def bytes(self) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    """PIECE symbols of one source after the other."""

    symbols: NDArray[np.int32]
    """[PIECE]"""
    kinds: NDArray[np.uint8]
    """[PIECE]: the syntax class of each byte."""


def head(path: str) -> list[int]:
    """What a piece begins with: START and the file's path."""
    return [*_START, *segment(Symbol.PATH, path.encode()), int(Symbol.TEXT)]


def file_symbols(text: bytes) -> list[int]:
    """The bytes, END, and PAD so that role, bytes and END fill whole patches."""
    length = 1 + len(text) + 1
    return [*text, int(Symbol.END), *[int(Symbol.PAD)] * (-length % PATCH)]


def pieces(files: Iterable[TextFile]) -> Iterator[Piece]:
    """Every symbol of the files, in order. The last, unfinished piece is filled with PAD."""
    symbols: list[int] = []
    kinds: list[NDArray[np.uint8]] = []
    for file in files:
        path = f"{file.source}/{file.path}"
        body = file_symbols(file.bytes)
        hints = np.full(len(body), UNKNOWN, np.uint8)
        if file.kind == "rust":
            hints[: len(file.bytes)] = kinds_of(file.bytes)
        opening = head(path) if not symbols else head(path)[PATCH:]
        at = 0
        while True:
            room = PIECE - len(symbols)
            if room <= len(opening):
                # Too little for a path: the file begins in the next piece.
                symbols += [int(Symbol.PAD)] * room
                kinds.append(np.full(room, UNKNOWN, np.uint8))
            else:
                taken = body[at : at + room - len(opening)]
                symbols += opening + taken
                kinds.append(np.full(len(opening), UNKNOWN, np.uint8))
                kinds.append(hints[at : at + len(taken)])
                at += len(taken)
            if len(symbols) == PIECE:
                yield Piece(np.asarray(symbols, np.int32), np.concatenate(kinds))
                symbols, kinds = [], []
                opening = head(path)
            if at >= len(body):
                break
    if symbols:
        room = PIECE - len(symbols)
        symbols += [int(Symbol.PAD)] * room
        kinds.append(np.full(room, UNKNOWN, np.uint8))
        yield Piece(np.asarray(symbols, np.int32), np.concatenate(kinds))

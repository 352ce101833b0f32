"""What the model is told about each position besides the byte: cheap statistics of the bytes
before it.

* `ngram_rows`: rows of hashed n-gram embedding tables (BLT, arXiv 2412.09871, section 3.2.1).
* `Matcher`: where the last bytes stood before in this stream, and what followed (the match model of
  PAQ compressors): context of any length at the price of a dictionary.
* `NgramMemory`: what usually follows the last bytes in the corpus, counted once, kept in a table.

All of them depend on earlier symbols only. Training and serving call the same code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.symbols import Symbol

ORDERS = (3, 4, 5, 6)
"""Lengths of the n-grams that have an embedding table."""
MATCH_LENGTHS = (4, 8)
"""Shortest match that each matcher follows."""
BUCKETS = 16
"""Values of a match's length or a prediction's confidence; 0 is "nothing known"."""

_NOTHING = int(Symbol.PAD)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)
_SHIFT = np.uint64(29)

Ints = NDArray[np.int32]


def hashes(symbols: Ints, order: int) -> NDArray[np.uint64]:
    """A 64-bit hash of the last `order` symbols at each position, [T]. Before the first symbol
    stands PAD."""
    padded = np.concatenate([np.full(order - 1, _NOTHING, np.uint64), symbols.astype(np.uint64)])
    h = np.full(len(symbols), order * int(_MULTIPLIER) % 2**64, np.uint64)
    for back in range(order):
        stop = len(padded) - back
        h = (h ^ padded[stop - len(symbols) : stop]) * _STEP
        h ^= h >> _SHIFT
    return np.asarray(h * _MULTIPLIER, np.uint64)


def ngram_rows(symbols: Ints, rows: int, orders: Sequence[int] = ORDERS) -> Ints:
    """The row of each order's embedding table, [T, orders]; `rows` is a power of two."""
    shift = np.uint64(64 - (rows.bit_length() - 1))
    columns = [(hashes(symbols, order) >> shift).astype(np.int32) for order in orders]
    return np.stack(columns, axis=1)


class Matcher:
    """Follows the latest earlier place where the last symbols stood. `push` one symbol after the
    other; a `copy` goes on by itself, so candidates share one prefix."""

    def __init__(self, shortest: int) -> None:
        self.shortest = shortest
        self._stream: list[int] = []
        self._places: dict[tuple[int, ...], int] = {}
        self._older: tuple[Mapping[tuple[int, ...], int], ...] = ()
        self._next = -1
        self._length = 0

    def copy(self) -> "Matcher":
        """A matcher with the same past."""
        other = Matcher(self.shortest)
        other._stream = self._stream.copy()
        other._older = (self._places, *self._older)
        other._next, other._length = self._next, self._length
        return other

    def push(self, symbol: int) -> tuple[int, int]:
        """Takes the next symbol in. What probably follows (PAD for unknown), and a bucket for how
        many symbols agreed."""
        stream = self._stream
        stream.append(symbol)
        here = len(stream) - 1
        if self._next >= 0 and stream[self._next] == symbol:
            self._next += 1
            self._length += 1
        else:
            self._next, self._length = -1, 0
        if here + 1 >= self.shortest:
            key = tuple(stream[-self.shortest :])
            if self._next < 0:
                self._find(key, here)
            self._places[key] = here
        if self._next < 0:
            return _NOTHING, 0
        return stream[self._next], _length_bucket(self._length)

    def _find(self, key: tuple[int, ...], here: int) -> None:
        place = self._places.get(key)
        for older in self._older:
            if place is not None:
                break
            place = older.get(key)
        if place is None:
            return
        stream, length = self._stream, self.shortest
        while length < 32 and length <= place and stream[place - length] == stream[here - length]:
            length += 1
        self._next, self._length = place + 1, length


def _length_bucket(length: int) -> int:
    if length < 8:
        return max(length, 1)
    if length < 24:
        return 8 + (length - 8) // 4
    return min(12 + (length - 24) // 16, BUCKETS - 1)


@dataclass(frozen=True)
class Followers:
    """What follows the n-grams of one order: sorted hashes and, beside each, the byte that follows
    most often and a bucket for how often."""

    order: int
    keys: NDArray[np.uint32]
    following: NDArray[np.uint8]
    confidence: NDArray[np.uint8]

    def look_up(self, symbols: Ints) -> tuple[Ints, Ints]:
        """Predicted symbol (PAD for unknown) and bucket at each position, each [T]."""
        wanted = (hashes(symbols, self.order) >> np.uint64(32)).astype(np.uint32)
        place = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.full(len(symbols), _NOTHING, np.int32), np.zeros(len(symbols), np.int32)
        known = self.keys[place] == wanted
        following = np.where(known, self.following[place], _NOTHING).astype(np.int32)
        return following, np.where(known, self.confidence[place], 0).astype(np.int32)


@dataclass(frozen=True)
class NgramMemory:
    """The counted n-grams of the corpus, one table an order."""

    tables: tuple[Followers, ...]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """As they are stored: of a sorted 32-bit key only the lower half is kept, beside the number
        of keys under each upper half."""
        found: dict[str, NDArray[np.generic]] = {}
        for table in self.tables:
            upper = (table.keys >> np.uint32(16)).astype(np.int64)
            found[f"counts_{table.order}"] = np.bincount(upper, minlength=1 << 16).astype(np.uint16)
            found[f"keys_{table.order}"] = (table.keys & np.uint32(0xFFFF)).astype(np.uint16)
            found[f"following_{table.order}"] = table.following
            found[f"confidence_{table.order}"] = table.confidence
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """The inverse of `arrays`."""
        orders = sorted(int(name.removeprefix("keys_")) for name in arrays if name[:5] == "keys_")
        return cls(tuple(_followers(order, arrays) for order in orders))


def _followers(order: int, arrays: Mapping[str, NDArray[np.generic]]) -> Followers:
    upper = np.repeat(
        np.arange(1 << 16, dtype=np.uint32), arrays[f"counts_{order}"].astype(np.int64)
    )
    keys = (upper << np.uint32(16)) | arrays[f"keys_{order}"].astype(np.uint32)
    following = arrays[f"following_{order}"].astype(np.uint8)
    return Followers(order, keys, following, arrays[f"confidence_{order}"].astype(np.uint8))


@dataclass(frozen=True)
class Features:
    """The model's inputs for T positions."""

    symbols: Ints
    """[T]"""
    rows: Ints
    """[T, len(ORDERS)]: rows of the n-gram embedding tables."""
    predicted: Ints
    """[T, matchers + memory tables]: the symbol that each expects next."""
    certainty: Ints
    """[T, matchers + memory tables]: a bucket for how sure each is."""


class FeatureStream:
    """Features of a stream that grows. A `copy` goes on by itself."""

    def __init__(self, memory: NgramMemory, rows: int) -> None:
        self._memory = memory
        self._rows = rows
        self._matchers = [Matcher(length) for length in MATCH_LENGTHS]
        longest = max([*ORDERS, *(table.order for table in memory.tables)])
        self._tail = np.full(longest, _NOTHING, np.int32)

    def copy(self) -> "FeatureStream":
        """A stream with the same past."""
        other = FeatureStream(self._memory, self._rows)
        other._matchers = [matcher.copy() for matcher in self._matchers]
        other._tail = self._tail
        return other

    def extend(self, symbols: Sequence[int]) -> Features:
        """The features of the next symbols."""
        new = np.asarray(symbols, np.int32)
        pairs = [[matcher.push(symbol) for symbol in symbols] for matcher in self._matchers]
        found = [np.asarray(each, np.int32).reshape(-1, 2) for each in pairs]
        whole = np.concatenate([self._tail, new])
        skip = len(self._tail)
        looked_up = [table.look_up(whole) for table in self._memory.tables]
        predicted = [each[:, 0] for each in found] + [p[skip:] for p, _ in looked_up]
        certainty = [each[:, 1] for each in found] + [c[skip:] for _, c in looked_up]
        rows = ngram_rows(whole, self._rows)[skip:]
        self._tail = whole[-len(self._tail) :]
        return Features(new, rows, np.stack(predicted, 1), np.stack(certainty, 1))

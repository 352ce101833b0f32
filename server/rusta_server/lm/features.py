"""What the model is told about each position besides the byte: cheap statistics of the bytes
before it.

* `ngram_rows`: rows of hashed n-gram embedding tables (BLT, arXiv 2412.09871, section 3.2.1).
* `Matcher`: where the last bytes stood before in this stream, and what followed (the match model of
  PAQ compressors): context of any length at the price of a dictionary.
* `NgramMemory`: what usually follows the last bytes in the corpus, counted once, kept in a table.
* `Copier` (`copying.py`): where an edit is written, the line that it changes.

All of them depend on earlier symbols only. Training and serving call the same code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.copying import Copier
from rusta_server.lm.symbols import Symbol

ORDERS = (3, 4, 5, 6)
"""Lengths of the n-grams that have an embedding table."""
MATCH_LENGTHS = (4, 8)
"""Shortest match that each matcher follows."""
BUCKETS = 16
"""Values of a match's length or a prediction's confidence; 0 is "nothing known"."""

_NOTHING = int(Symbol.PAD)
_MULTIPLIER_INT, _STEP_INT = 0x9E3779B97F4A7C15, 0x100000001B3
_MULTIPLIER, _STEP = np.uint64(_MULTIPLIER_INT), np.uint64(_STEP_INT)
_SHIFT = np.uint64(29)

_SHARED_FROM = 256
"""Symbols of a matcher's own from which on a copy shares them instead of copying them."""
_WORD = 2**64 - 1

Ints = NDArray[np.int32]


def hashes(symbols: Ints, order: int) -> NDArray[np.uint64]:
    """A 64-bit hash of the last `order` symbols at each position, [T]. Before the first symbol
    stands PAD."""
    padded = np.concatenate([np.full(order - 1, _NOTHING, np.uint64), symbols.astype(np.uint64)])
    h = np.full(len(symbols), order * _MULTIPLIER_INT % 2**64, np.uint64)
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
        # What copies share never changes: the symbols so far and where n-grams of them stood last,
        # the newest first. Beside it stands what is this matcher's own.
        self._shared: list[int] = []
        self._older: tuple[Mapping[tuple[int, ...], int], ...] = ()
        self._own: list[int] = []
        self._places: dict[tuple[int, ...], int] = {}
        self._next = -1
        self._length = 0

    def copy(self) -> "Matcher":
        """A matcher with the same past."""
        if len(self._own) >= _SHARED_FROM:
            self._shared = self._shared + self._own
            self._older = (self._places, *self._older)
            self._own, self._places = [], {}
        other = Matcher(self.shortest)
        other._shared, other._older = self._shared, self._older
        other._own, other._places = self._own.copy(), self._places.copy()
        other._next, other._length = self._next, self._length
        return other

    def push(self, symbol: int) -> tuple[int, int]:
        """Takes the next symbol in. What probably follows (PAD for unknown), and a bucket for how
        many symbols agreed."""
        own = self._own
        own.append(symbol)
        here = len(self._shared) + len(own) - 1
        if self._next >= 0 and self._at(self._next) == symbol:
            self._next += 1
            self._length += 1
        else:
            self._next, self._length = -1, 0
        if here + 1 >= self.shortest:
            if len(own) >= self.shortest:
                key = tuple(own[-self.shortest :])
            else:
                key = tuple((self._shared[-self.shortest :] + own)[-self.shortest :])
            if self._next < 0:
                self._find(key, here)
            self._places[key] = here
        if self._next < 0:
            return _NOTHING, 0
        return self._at(self._next), _length_bucket(self._length)

    def _at(self, place: int) -> int:
        shared = len(self._shared)
        return self._shared[place] if place < shared else self._own[place - shared]

    def _find(self, key: tuple[int, ...], here: int) -> None:
        place = self._places.get(key)
        for older in self._older:
            if place is not None:
                break
            place = older.get(key)
        if place is None:
            return
        at, length = self._at, self.shortest
        while length < 32 and length <= place and at(place - length) == at(here - length):
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
        return self.of_keys((hashes(symbols, self.order) >> np.uint64(32)).astype(np.uint32))

    def of_keys(self, wanted: NDArray[np.uint32]) -> tuple[Ints, Ints]:
        """`look_up` by the upper halves of the hashes."""
        place = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.full(len(wanted), _NOTHING, np.int32), np.zeros(len(wanted), np.int32)
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
    """[T, matchers + memory tables + 1]: the symbol that each expects next, the copier last."""
    certainty: Ints
    """[T, matchers + memory tables + 1]: a bucket for how sure each is."""

    def chosen(self, rows: Sequence[int]) -> "Features":
        """Of a batch, these streams."""
        return Features(
            self.symbols[rows], self.rows[rows], self.predicted[rows], self.certainty[rows]
        )


class FeatureStream:
    """Features of a stream that grows. A `copy` goes on by itself."""

    def __init__(self, memory: NgramMemory, rows: int) -> None:
        self._memory = memory
        self._rows = rows
        self._matchers = [Matcher(length) for length in MATCH_LENGTHS]
        self._copier = Copier()
        longest = max([*ORDERS, *(table.order for table in memory.tables)])
        self._tail = [_NOTHING] * longest

    def copy(self) -> "FeatureStream":
        """A stream with the same past."""
        other = FeatureStream.__new__(FeatureStream)
        other._memory, other._rows = self._memory, self._rows
        other._matchers = [matcher.copy() for matcher in self._matchers]
        other._copier = self._copier.copy()
        other._tail = self._tail
        return other

    def extend(self, symbols: Sequence[int]) -> Features:
        """The features of the next symbols."""
        return extend_all([self], [symbols])[0]

    def _matched(self, symbols: Sequence[int]) -> list[list[tuple[int, int]]]:
        each: tuple[Matcher | Copier, ...] = (*self._matchers, self._copier)
        return [[predictor.push(symbol) for symbol in symbols] for predictor in each]


def extend_all(
    streams: Sequence[FeatureStream], symbols: Sequence[Sequence[int]]
) -> list[Features]:
    """The features of the next symbols of several streams of one memory: `FeatureStream.extend` of
    each, faster."""
    if not streams:
        return []
    first = streams[0]
    skip = len(first._tail)
    wholes = [[*stream._tail, *new] for stream, new in zip(streams, symbols, strict=True)]
    matched = [stream._matched(new) for stream, new in zip(streams, symbols, strict=True)]
    # One after the other: no n-gram of a stream's own symbols is longer than the tail before them.
    joined = np.asarray([symbol for whole in wholes for symbol in whole], np.int32)
    rows = ngram_rows(joined, first._rows)
    looked_up = [table.look_up(joined) for table in first._memory.tables]
    found, start = [], 0
    for stream, whole, pairs in zip(streams, wholes, matched, strict=True):
        at = slice(start + skip, start + len(whole))
        own = [np.asarray(each, np.int32).reshape(-1, 2) for each in pairs]
        *matches, copied = own
        predicted = [m[:, 0] for m in matches] + [p[at] for p, _ in looked_up] + [copied[:, 0]]
        certainty = [m[:, 1] for m in matches] + [c[at] for _, c in looked_up] + [copied[:, 1]]
        found.append(Features(joined[at], rows[at], np.stack(predicted, 1), np.stack(certainty, 1)))
        stream._tail = whole[-skip:]
        start += len(whole)
    return found


def step_all(streams: Sequence[FeatureStream], symbols: Sequence[int]) -> Features:
    """The features of the next symbol of each stream as one batch, [B, 1 …]: what `extend_all`
    gives, without the arrays that cost most where there is so little to compute."""
    rows, predicted, certainty, keys = [], [], [], []
    copied: list[tuple[int, int]] = []
    tables = streams[0]._memory.tables
    bits = streams[0]._rows.bit_length() - 1
    for stream, symbol in zip(streams, symbols, strict=True):
        tail = stream._tail = [*stream._tail[1:], symbol]
        pairs = [matcher.push(symbol) for matcher in stream._matchers]
        rows.append([_hash(tail, order) >> (64 - bits) for order in ORDERS])
        keys.append([_hash(tail, table.order) >> 32 for table in tables])
        predicted.append([following for following, _ in pairs])
        certainty.append([sure for _, sure in pairs])
        copied.append(stream._copier.push(symbol))
    found = [np.asarray(predicted, np.int32)], [np.asarray(certainty, np.int32)]
    for table, column in zip(tables, np.asarray(keys, np.uint32).T, strict=True):
        for kept, looked_up in zip(found, table.of_keys(column), strict=True):
            kept.append(looked_up[:, None])
    for kept, column in zip(found, np.asarray(copied, np.int32).T, strict=True):
        kept.append(column[:, None])
    return Features(
        np.asarray(symbols, np.int32)[:, None],
        np.asarray(rows, np.int32)[:, None],
        np.concatenate(found[0], 1)[:, None],
        np.concatenate(found[1], 1)[:, None],
    )


def _hash(tail: Sequence[int], order: int) -> int:
    """`hashes` at the last symbol, in integers of Python."""
    h = order * _MULTIPLIER_INT & _WORD
    for back in range(1, order + 1):
        h = (h ^ tail[-back]) * _STEP_INT & _WORD
        h ^= h >> 29
    return h * _MULTIPLIER_INT & _WORD

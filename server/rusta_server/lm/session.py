"""The byte model at work: prefixes read once, candidates scored over them, edits written.

The same artifact and the same inputs give the same integers. A score is a log-likelihood in
thousandths of a bit, rounded once at the end.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.features import (
    Features,
    FeatureStream,
    NgramMemory,
    extend_all,
    step_all,
)
from rusta_server.lm.network import Floats, Network, Past, stacked
from rusta_server.lm.symbols import PATCH, Symbol, padded

_CHUNK = 512
"""Patches read in one run of a prefix; what a run needs in memory grows with its square."""
_BATCH = 2_048
"""Symbols scored in one run, padding included. A caller that was told to stop waits for one run."""
_REMEMBERED = 2
"""Prefixes kept: one prompt is scored and written after by turns."""

Stop = Callable[[], bool]


class StoppedError(Exception):
    """The caller's `stop` said so."""


def never() -> bool:
    return False


@dataclass
class Counters:
    """What a session has done so far. Symbols, and nanoseconds spent with them."""

    read: int = 0
    read_ns: int = 0
    scored: int = 0
    scored_ns: int = 0
    written: int = 0
    written_ns: int = 0


@dataclass(frozen=True)
class Prefix:
    """A stream that was read. Candidates and completions go on from it, each for itself."""

    past: Past
    stream: FeatureStream
    logits: Floats
    """[V]: of the symbol that follows."""


@dataclass(frozen=True)
class Score:
    """`likelihood_mbit` is at most 0. `right_mlogit` is the logit, in thousandths, that the edit is
    right."""

    likelihood_mbit: int
    symbols: int
    right_mlogit: int


@dataclass
class LmSession:
    """One artifact, loaded. Used by one thread at a time."""

    network: Network
    memory: NgramMemory
    counters: Counters = field(default_factory=Counters)
    _prefixes: dict[tuple[int, ...], Prefix] = field(default_factory=dict)

    def prefix_of(self, symbols: Sequence[int], stop: Stop = never) -> Prefix:
        """`read` from the beginning, or what an earlier call read. Raises as `read` does."""
        key = tuple(symbols)
        prefix = self._prefixes.pop(key, None) or self.read(symbols, stop=stop)
        self._prefixes[key] = prefix
        while len(self._prefixes) > _REMEMBERED:
            del self._prefixes[next(iter(self._prefixes))]
        return prefix

    def read(
        self, symbols: Sequence[int], prefix: Prefix | None = None, stop: Stop = never
    ) -> Prefix:
        """Reads whole patches, after `prefix` where there is one. A stream longer than the window
        is read all the same; what lies further back counts no more.

        Raises:
            ValueError: nothing to read, or not whole patches.
            StoppedError: `stop`, asked before each run, said so.
        """
        if not symbols or len(symbols) % PATCH:
            raise ValueError(f"{len(symbols)} symbols are not whole patches of {PATCH}")
        began = time.perf_counter_ns()
        if prefix is None:
            past = self.network.nothing(1)
            stream = FeatureStream(self.memory, self.network.shape.table_rows)
        else:
            past, stream = prefix.past, prefix.stream.copy()
        none = self.network.nothing(1)
        logits: Floats = none.tail
        for start in range(0, len(symbols), _CHUNK * PATCH):
            _go_on(stop)
            part = symbols[start : start + _CHUNK * PATCH]
            inputs = stacked([stream.extend(part)], len(part))
            said, past = self.network.extend(inputs, none, past, [len(part) - 1])
            logits = said.logits[0, 0]
        self.counters.read += len(symbols)
        self.counters.read_ns += time.perf_counter_ns() - began
        return Prefix(past, stream, logits)

    def score(
        self, prefix: Prefix, candidates: Sequence[Sequence[int]], stop: Stop = never
    ) -> list[Score]:
        """How likely each candidate is after the prefix, in their order; PAD costs nothing. Judged
        at the last patch. Candidates begin on a patch of their own.

        Raises:
            ValueError: a candidate is empty.
            StoppedError: `stop`, asked before each run, said so.
        """
        if not all(candidates):
            raise ValueError("a candidate is empty")
        began = time.perf_counter_ns()
        scores: dict[int, Score] = {}
        for batch in _batches(candidates):
            _go_on(stop)
            found = self._scored(prefix, [candidates[i] for i in batch])
            scores.update(zip(batch, found, strict=True))
        self.counters.scored += sum(len(each) for each in candidates)
        self.counters.scored_ns += time.perf_counter_ns() - began
        return [scores[i] for i in range(len(candidates))]

    def _scored(self, prefix: Prefix, candidates: Sequence[Sequence[int]]) -> list[Score]:
        whole = [padded(each) for each in candidates]
        length = max(map(len, whole))
        streams = [prefix.stream.copy() for _ in whole]
        inputs = stacked(extend_all(streams, whole), length)
        own = self.network.branch(prefix.past, len(candidates))
        said, _ = self.network.extend(inputs, prefix.past, own, range(length - 1))
        found = []
        for row, each in enumerate(whole):
            logits = np.concatenate([prefix.logits[None], said.logits[row, : len(each) - 1]])
            likelihoods = log2_probabilities(logits)[np.arange(len(each)), each]
            counted = np.asarray(each) != Symbol.PAD
            right = said.judged[row, len(each) // PATCH - 1, 0]
            found.append(
                Score(
                    likelihood_mbit=round(1000 * float(likelihoods[counted].sum())),
                    symbols=int(counted.sum()),
                    right_mlogit=round(1000 * float(right)),
                )
            )
        return found


def log2_probabilities(logits: Floats) -> NDArray[np.float64]:
    """[…, V], in double precision, so that a long sum keeps its thousandths."""
    wide = logits.astype(np.float64)
    wide -= wide.max(-1, keepdims=True)
    result: NDArray[np.float64] = (wide - np.log(np.exp(wide).sum(-1, keepdims=True))) / np.log(2)
    return result


def _go_on(stop: Stop) -> None:
    if stop():
        raise StoppedError


def _batches(candidates: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Their numbers, those of about one length together: what is padded is computed too."""
    batch: list[int] = []
    for number in sorted(range(len(candidates)), key=lambda i: (len(candidates[i]), i)):
        length = len(candidates[number]) + -len(candidates[number]) % PATCH
        if batch and (len(batch) + 1) * length > _BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


class Writer:
    """Streams written symbol by symbol, in step: `Network.local` for each byte, `Network.extend`
    once a patch. All go on from one prefix: one at first, more by `chosen`."""

    def __init__(self, session: LmSession, prefix: Prefix) -> None:
        self._session, self._prefix = session, prefix
        self._own = session.network.branch(prefix.past, 1)
        self._streams = [prefix.stream.copy()]
        self._pending: list[Features] = []
        self._tail = self._own.tail
        self.logits: Floats = prefix.logits[None]
        """[B, V]: of each stream's next symbol."""
        self.judged: Floats | None = None
        """[B, 1]: at the last whole patch."""

    def chosen(self, rows: Sequence[int]) -> "Writer":
        """A writer of these streams; one may be taken several times. This one is not used again."""
        other = Writer.__new__(Writer)
        other._session, other._prefix = self._session, self._prefix
        taken: set[int] = set()
        other._streams = []
        for row in rows:
            stream = self._streams[row]
            other._streams.append(stream.copy() if row in taken else stream)
            taken.add(row)
        if list(rows) == list(range(len(self._streams))):
            own, pending, tail = self._own, self._pending, self._tail
            logits, judged = self.logits, self.judged
        else:
            own, tail, logits = self._own.chosen(rows), self._tail[rows], self.logits[rows]
            pending = [features.chosen(rows) for features in self._pending]
            judged = None if self.judged is None else self.judged[rows]
        other._own, other._pending, other._tail = own, pending, tail
        other.logits, other.judged = logits, judged
        return other

    def push(self, symbols: Sequence[int]) -> None:
        """One symbol more for each stream."""
        network = self._session.network
        features = step_all(self._streams, symbols)
        self._pending.append(features)
        if len(self._pending) < PATCH:
            at = len(self._pending) - 1
            ahead = self._own.ahead[:, at : at + 1]
            logits, self._tail = network.local(features, self._tail, ahead)
            self.logits = logits[:, 0]
            return
        said, self._own = network.extend(
            in_a_row(self._pending), self._prefix.past, self._own, [PATCH - 1]
        )
        self.logits, self.judged = said.logits[:, 0], said.judged[:, -1]
        self._pending, self._tail = [], self._own.tail

    def finish(self) -> Floats:
        """Fills the patch up; what is judged of the whole, [B, 1]."""
        while self._pending or self.judged is None:
            self.push([int(Symbol.PAD)] * len(self._streams))
        return self.judged


def in_a_row(each: Sequence[Features]) -> Features:
    """Batches of features of symbols that follow each other, [B, T …]."""
    return Features(
        np.concatenate([f.symbols for f in each], 1),
        np.concatenate([f.rows for f in each], 1),
        np.concatenate([f.predicted for f in each], 1),
        np.concatenate([f.certainty for f in each], 1),
    )

"""The byte model at work: prefixes read once, candidates scored over them, edits written.

The same artifact and the same inputs give the same integers. A score is a log-likelihood in
thousandths of a bit, rounded once at the end.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.features import Features, FeatureStream, NgramMemory
from rusta_server.lm.network import Floats, Network, Past, stacked
from rusta_server.lm.symbols import PATCH, Symbol, padded

_CHUNK = 512
"""Patches read in one run of a prefix; what a run needs in memory grows with its square."""
BATCH = 16
"""Candidates scored in one run."""


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
    """`likelihood_mbit` is at most 0. `right_mlogit` and `answers_mlogit` are the logits, in
    thousandths, that the edit is right and that the passage answers."""

    likelihood_mbit: int
    symbols: int
    right_mlogit: int
    answers_mlogit: int


@dataclass
class LmSession:
    """One artifact, loaded. Used by one thread at a time."""

    network: Network
    memory: NgramMemory
    counters: Counters = field(default_factory=Counters)

    def read(self, symbols: Sequence[int], prefix: Prefix | None = None) -> Prefix:
        """Reads whole patches, after `prefix` where there is one. A stream longer than the window
        is read all the same; what lies further back counts no more.

        Raises:
            ValueError: nothing to read, or not whole patches.
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
            part = symbols[start : start + _CHUNK * PATCH]
            inputs = stacked([stream.extend(part)], len(part))
            said, past = self.network.extend(inputs, none, past, [len(part) - 1])
            logits = said.logits[0, 0]
        self.counters.read += len(symbols)
        self.counters.read_ns += time.perf_counter_ns() - began
        return Prefix(past, stream, logits)

    def score(self, prefix: Prefix, candidates: Sequence[Sequence[int]]) -> list[Score]:
        """How likely each candidate is after the prefix, in their order; PAD costs nothing. Judged
        at the last patch. Candidates begin on a patch of their own.

        Raises:
            ValueError: a candidate is empty.
        """
        if not all(candidates):
            raise ValueError("a candidate is empty")
        began = time.perf_counter_ns()
        order = sorted(range(len(candidates)), key=lambda i: (len(candidates[i]), i))
        scores: dict[int, Score] = {}
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            found = self._scored(prefix, [candidates[i] for i in batch])
            scores.update(zip(batch, found, strict=True))
        self.counters.scored += sum(len(each) for each in candidates)
        self.counters.scored_ns += time.perf_counter_ns() - began
        return [scores[i] for i in range(len(candidates))]

    def _scored(self, prefix: Prefix, candidates: Sequence[Sequence[int]]) -> list[Score]:
        whole = [padded(each) for each in candidates]
        length = max(map(len, whole))
        inputs = stacked([prefix.stream.copy().extend(each) for each in whole], length)
        own = self.network.branch(prefix.past, len(candidates))
        said, _ = self.network.extend(inputs, prefix.past, own, range(length - 1))
        found = []
        for row, each in enumerate(whole):
            logits = np.concatenate([prefix.logits[None], said.logits[row, : len(each) - 1]])
            likelihoods = log2_probabilities(logits)[np.arange(len(each)), each]
            counted = np.asarray(each) != Symbol.PAD
            right, answers = said.judged[row, len(each) // PATCH - 1].astype(np.float64)
            found.append(
                Score(
                    likelihood_mbit=round(1000 * float(likelihoods[counted].sum())),
                    symbols=int(counted.sum()),
                    right_mlogit=round(1000 * float(right)),
                    answers_mlogit=round(1000 * float(answers)),
                )
            )
        return found


def log2_probabilities(logits: Floats) -> NDArray[np.float64]:
    """[…, V], in double precision, so that a long sum keeps its thousandths."""
    wide = logits.astype(np.float64)
    wide -= wide.max(-1, keepdims=True)
    result: NDArray[np.float64] = (wide - np.log(np.exp(wide).sum(-1, keepdims=True))) / np.log(2)
    return result


class Writer:
    """A stream written symbol by symbol: `Network.local` for each byte, `Network.extend` once a
    patch. A `copy` goes on by itself."""

    def __init__(self, session: LmSession, prefix: Prefix) -> None:
        self._session, self._prefix = session, prefix
        self._own = session.network.branch(prefix.past, 1)
        self._stream = prefix.stream.copy()
        self._pending: list[Features] = []
        self._tail = self._own.tail
        self.logits: Floats = prefix.logits
        """[V]: of the next symbol."""
        self.judged: Floats | None = None
        """[2]: at the last whole patch."""

    def copy(self) -> "Writer":
        other = Writer.__new__(Writer)
        other.__dict__.update(self.__dict__)
        other._stream, other._pending = self._stream.copy(), self._pending.copy()
        return other

    def push(self, symbol: int) -> None:
        network = self._session.network
        features = self._stream.extend([symbol])
        self._pending.append(features)
        if len(self._pending) < PATCH:
            at = len(self._pending) - 1
            ahead = self._own.ahead[:, at : at + 1]
            logits, self._tail = network.local(stacked([features], 1), self._tail, ahead)
            self.logits = logits[0, 0]
            return
        said, self._own = network.extend(
            stacked([joined(self._pending)], PATCH), self._prefix.past, self._own, [PATCH - 1]
        )
        self.logits, self.judged = said.logits[0, 0], said.judged[0, -1]
        self._pending, self._tail = [], self._own.tail

    def finish(self) -> Floats:
        """Fills the patch up; what is judged of the whole, [2]."""
        while self._pending or self.judged is None:
            self.push(int(Symbol.PAD))
        return self.judged


def joined(each: Sequence[Features]) -> Features:
    """The features of symbols that follow each other, [T …]."""
    return Features(
        np.concatenate([f.symbols for f in each]),
        np.concatenate([f.rows for f in each]),
        np.concatenate([f.predicted for f in each]),
        np.concatenate([f.certainty for f in each]),
    )

"""Several different texts for one prompt, written in step over one prefix that was read once.

Stochastic beam search (Kool, van Hoof and Welling, arXiv 1903.06059): Gumbel noise from the seed,
handed down from each beginning to what goes on from it, makes the best of a beam search a sample
without replacement. Without temperature it is plain beam search.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.complete import (
    Completion,
    Rules,
    Sampling,
    confidence_bp,
    nucleus,
    writable,
)
from rusta_server.lm.session import (
    LmSession,
    Prefix,
    Stop,
    StoppedError,
    Writer,
    log2_probabilities,
    never,
)
from rusta_server.lm.symbols import Symbol

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Beam:
    """A text so far. `share` is its log-probability (natural, at the sampling's temperature),
    `key` that with noise: what beams are compared by."""

    symbols: tuple[int, ...]
    rules: Rules | None
    bits: float
    share: float
    key: float
    row: int = 0


def sample(
    session: LmSession,
    prefix: Prefix,
    sampling: Sampling,
    count: int,
    begin: Sequence[int] = (),
    rules: Rules | None = None,
    stop: Stop = never,
) -> list[Completion]:
    """At most `count` texts that END, no two alike, the likeliest first. Fewer where no more are
    found within `sampling.limit` symbols. Of texts that mean the same one is kept.

    Raises:
        StoppedError: `stop`, asked before each symbol, said so before any text ended; later, those
            that ended are the answer.
    """
    began = time.perf_counter_ns()
    noise = np.random.default_rng(sampling.seed % 2**64)
    writer = Writer(session, prefix)
    for symbol in begin:
        writer.push([symbol])
    going = [_Beam((), rules, 0.0, 0.0, 0.0)]
    ended: list[_Beam] = []
    for _ in range(sampling.limit):
        if stop():
            if not ended:
                raise StoppedError
            break
        children = _children(going, writer.logits, sampling, noise)
        ended = _ends(children, going, ended, count)
        going = _best(children, going, ended, count)
        if not going:
            break
        writer = writer.chosen([beam.row for beam in going])
        writer.push([beam.symbols[-1] for beam in going])
        session.counters.written += len(going)
        going = [replace(beam, row=row) for row, beam in enumerate(going)]
    found = _completed(session, prefix, begin, ended)
    session.counters.written_ns += time.perf_counter_ns() - began
    return found


@dataclass(frozen=True)
class _Children:
    """What may follow each of B beams: [B, V]."""

    bits: Array
    shares: Array
    keys: Array
    likely: NDArray[np.bool_]
    """Within the nucleus."""

    def in_order(self, likely: bool) -> Iterator[tuple[int, int]]:
        """Beam and symbol, the best first."""
        keys = np.where(self.likely == likely, self.keys, -np.inf)
        width = keys.shape[1]
        for place in np.argsort(-keys, axis=None, kind="stable"):
            row, symbol = divmod(int(place), width)
            if keys[row, symbol] == -np.inf:
                return
            yield row, symbol


def _children(
    going: Sequence[_Beam], logits: NDArray[np.float32], sampling: Sampling,
    noise: np.random.Generator,
) -> _Children:  # fmt: skip
    bits = log2_probabilities(logits)
    scale = 10_000 / (sampling.temperature_bp or 10_000)
    scaled = writable(bits, [beam.rules for beam in going]) * np.log(2) * scale
    # Where the rules leave nothing, all stays at -inf.
    top = np.maximum(scaled.max(-1, keepdims=True), np.finfo(np.float64).min)
    total = np.exp(scaled - top).sum(-1, keepdims=True)
    scaled = scaled - top - np.log(np.maximum(total, np.finfo(np.float64).tiny))
    likely = np.ones(bits.shape, np.bool_)
    if sampling.nucleus_bp < 10_000:
        for row in range(len(going)):
            likely[row] = nucleus(np.exp(scaled[row]), sampling.nucleus_bp / 10_000)
    shares = scaled + np.asarray([beam.share for beam in going])[:, None]
    if not sampling.temperature_bp:
        return _Children(bits, shares, shares, likely)
    drawn = shares + noise.gumbel(size=shares.shape)
    return _Children(bits, shares, _handed_down(drawn, [beam.key for beam in going]), likely)


def _handed_down(drawn: Array, keys: Sequence[float]) -> Array:
    """Noisy keys moved so that the best child of each beam has the beam's own (appendix B.3 of the
    paper, where it is shown how to do it without losing digits)."""
    parent = np.asarray(keys)[:, None]
    best = drawn.max(-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):  # Both are -inf where nothing is left.
        v = parent - drawn + np.log1p(-np.exp(drawn - best))
        moved = parent - np.maximum(0, v) - np.log1p(np.exp(-np.abs(v)))
    return np.where(np.isneginf(drawn), -np.inf, np.where(drawn == best, parent, moved))


def _ends(
    children: _Children, going: Sequence[_Beam], ended: Sequence[_Beam], count: int
) -> list[_Beam]:
    """The best of the texts that ended before and those that END ends now. They stand apart from
    the beams: where rules refuse much, the key of a beginning promises more than it can keep."""
    kept = list(ended)
    end = int(Symbol.END)
    for row, parent in enumerate(going):
        if children.likely[row, end] and children.keys[row, end] > -np.inf:
            beam = _child(children, parent, row, end)
            if beam is not None:
                kept.append(beam)
    kept.sort(key=lambda beam: -beam.key)
    distinct: list[_Beam] = []
    for beam in kept:
        if not _known(beam, distinct):
            distinct.append(beam)
    return distinct[:count]


def _best(
    children: _Children, going: Sequence[_Beam], ended: Sequence[_Beam], count: int
) -> list[_Beam]:
    """The `count` best beginnings that may still become one of the best texts. A beam of which the
    rules refuse all that is likely goes on with what is not."""
    least = ended[-1].key if len(ended) == count else -np.inf
    kept: list[_Beam] = []
    alive: set[int] = set()
    for likely in (True, False):
        for row, symbol in children.in_order(likely):
            if len(kept) == count or children.keys[row, symbol] <= least:
                break
            if symbol == Symbol.END or (not likely and row in alive):
                continue
            beam = _child(children, going[row], row, symbol)
            if beam is not None:
                kept.append(beam)
                alive.add(row)
    return kept


def _child(children: _Children, parent: _Beam, row: int, symbol: int) -> _Beam | None:
    rules = parent.rules
    if rules is not None:
        rules = rules.after(symbol)
        if rules is None:
            return None
    ended = symbol == Symbol.END
    return _Beam(
        parent.symbols if ended else (*parent.symbols, symbol),
        rules,
        parent.bits + float(children.bits[row, symbol]),
        float(children.shares[row, symbol]),
        float(children.keys[row, symbol]),
        row,
    )


def _known(beam: _Beam, kept: Sequence[_Beam]) -> bool:
    """Whether another text that ended means the same."""
    if beam.rules is None:
        return False
    meaning = beam.rules.meaning
    return any(each.rules is not None and each.rules.meaning == meaning for each in kept)


def _completed(
    session: LmSession,
    prefix: Prefix,
    begin: Sequence[int],
    ended: Sequence[_Beam],
) -> list[Completion]:
    """What ended, judged: all texts once more in one run."""
    end = int(Symbol.END)
    scores = session.score(prefix, [[*begin, *beam.symbols, end] for beam in ended])
    found = [
        Completion(
            beam.symbols, "end", round(1000 * beam.bits), confidence_bp(score.right_mlogit / 1000)
        )
        for beam, score in zip(ended, scores, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.likelihood_mbit, each.symbols))

"""Writing with the byte model: one text, sampled from a seed, held to rules where there are any."""

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from rusta_server.lm.network import Floats
from rusta_server.lm.session import (
    LmSession,
    Prefix,
    Stop,
    StoppedError,
    Writer,
    log2_probabilities,
    never,
)
from rusta_server.lm.symbols import TOOLS, Symbol, segment

_NEVER = (Symbol.PAD, Symbol.START)


class Rules(Protocol):
    """What is written so far, and what may follow: `rusta_server.lm.edit_rules` is one."""

    def after(self, symbol: int) -> Self | None:
        """None where `symbol` may not come here."""
        ...

    @property
    def only(self) -> Collection[int] | None:
        """All that may come here, and perhaps more; None where that is not known beforehand. What
        is left out gives its probability to the others: to spell out a line that is already told
        from the others costs nothing."""
        ...

    @property
    def meaning(self) -> object:
        """Of a text that ended; equal where two texts mean the same."""
        ...


@dataclass(frozen=True)
class Sampling:
    """`temperature_bp` in basis points; 0 always takes the likeliest symbol. `nucleus_bp`: of each
    next symbol only the likeliest that together have this share of the probability are taken."""

    limit: int = 512
    temperature_bp: int = 0
    seed: int = 0
    nucleus_bp: int = 10_000


@dataclass(frozen=True)
class Completion:
    """`end`: `end` the model ended it, `limit`, or `refused`: the rules let nothing follow.
    `symbols` without END; `text` their bytes. `likelihood_mbit` as in `Score`, of the model without
    rules. `confidence_bp`: the model's own word that the edit is right, uncalibrated."""

    symbols: tuple[int, ...]
    end: Literal["end", "limit", "refused"]
    likelihood_mbit: int
    confidence_bp: int

    @property
    def text(self) -> bytes:
        return bytes(symbol for symbol in self.symbols if symbol < 256)


@dataclass(frozen=True)
class Answer:
    """What `infer` says. `tool` and `text`, its target, where a probe is asked for."""

    kind: Literal["edit", "abstain", "probe", "refused"]
    text: bytes
    tool: str | None
    confidence_bp: int


def complete(
    session: LmSession,
    prefix: Prefix,
    sampling: Sampling,
    begin: tuple[int, ...] = (),
    rules: Rules | None = None,
    stop: Stop = never,
) -> Completion:
    """Goes on after the prefix and the symbols of `begin` until END.

    Raises:
        StoppedError: `stop`, asked before each symbol, said so.
    """
    began = time.perf_counter_ns()
    noise = np.random.default_rng(sampling.seed % 2**64)
    writer = Writer(session, prefix)
    for symbol in begin:
        writer.push([symbol])
    out: list[int] = []
    bits = 0.0
    end: Literal["end", "limit", "refused"] = "limit"
    while len(out) < sampling.limit:
        if stop():
            raise StoppedError
        found = _next(writer.logits[0], sampling, noise, rules)
        if found is None:
            end = "refused"
            break
        symbol, cost, rules = found
        bits += cost
        writer.push([symbol])
        session.counters.written += 1
        if symbol == Symbol.END:
            end = "end"
            break
        out.append(symbol)
    right = float(writer.finish()[0, 0])
    session.counters.written_ns += time.perf_counter_ns() - began
    return Completion(tuple(out), end, round(1000 * bits), confidence_bp(right))


def infer(session: LmSession, data: bytes, tools_ctx: Collection[str]) -> Answer:
    """The model's likeliest answer to a text alone. `tools_ctx`: names of the probes that it may
    ask for."""
    prefix = session.read([*segment(Symbol.START, b""), *segment(Symbol.TEXT, data)])
    known = {int(TOOLS[name]): name for name in tools_ctx if name in TOOLS}
    written = complete(session, prefix, Sampling(), begin=(int(Symbol.EDIT),))
    first = written.symbols[:2]
    if first[:1] == (Symbol.ABSTAIN,):
        return Answer("abstain", b"", None, written.confidence_bp)
    if first[:1] == (Symbol.NEED_PROBE,):
        tool = known.get(first[1]) if len(first) == 2 else None
        kind: Literal["probe", "refused"] = "probe" if tool else "refused"
        return Answer(kind, written.text, tool, written.confidence_bp)
    if written.end != "end" or any(symbol > 255 for symbol in written.symbols):
        return Answer("refused", written.text, None, written.confidence_bp)
    return Answer("edit", written.text, None, written.confidence_bp)


def confidence_bp(logit: float) -> int:
    return round(10_000 / (1 + math.exp(-max(-80.0, min(80.0, logit)))))


def writable(bits: NDArray[np.float64], rules: Sequence[Rules | None]) -> NDArray[np.float64]:
    """Log-probabilities [B, V] without the symbols that nobody writes, or that the rules of a row
    leave out."""
    bits = bits.copy()
    bits[:, list(_NEVER)] = -np.inf
    bits[:, max(Symbol) + 1 :] = -np.inf
    for row, own in enumerate(rules):
        only = own.only if own is not None else None
        if only is not None:
            kept = list(only)
            left = np.full(bits.shape[1], -np.inf)
            left[kept] = bits[row, kept]
            bits[row] = left
    return bits


def nucleus(weights: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """Which of `weights` [V] are the largest that together reach `share` of their sum."""
    order = np.argsort(-weights, kind="stable")
    before = np.cumsum(weights[order]) - weights[order]
    kept = np.zeros(len(weights), np.bool_)
    kept[order] = before < share * weights.sum()
    return kept


def _next(
    logits: Floats, sampling: Sampling, noise: np.random.Generator, rules: Rules | None
) -> tuple[int, float, Rules | None] | None:
    """A symbol, its log-likelihood in bits, and the rules after it; None where nothing may follow.

    Gumbel noise puts the symbols in an order whose first is drawn as it is likely, whose next is
    drawn as it is likely without the first, and so on: the first that the rules let come is taken.
    """
    bits = log2_probabilities(logits)
    left = writable(bits[None], [rules])[0]
    if sampling.temperature_bp:
        scaled = left * np.log(2) * 10_000 / sampling.temperature_bp
        keys = scaled + noise.gumbel(size=scaled.shape)
        if sampling.nucleus_bp < 10_000:
            # What lies outside comes where the rules refuse all that lies inside.
            inside = nucleus(np.exp(scaled - scaled.max()), sampling.nucleus_bp / 10_000)
            keys = np.where(inside, keys, scaled - 1e6)
    else:
        keys = left
    for symbol in np.argsort(-keys, kind="stable").tolist():
        if left[symbol] == -np.inf:
            break
        if rules is None:
            return symbol, float(bits[symbol]), None
        after = rules.after(symbol)
        if after is not None:
            return symbol, float(bits[symbol]), after
    return None

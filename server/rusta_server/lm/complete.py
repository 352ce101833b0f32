"""Writing with the byte model: sampled from a seed, held to what is allowed."""

import math
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rusta_server.lm.session import LmSession, Prefix, Writer, log2_probabilities
from rusta_server.lm.symbols import TOOLS, Symbol, segment

NextSymbols = Callable[[bytes], Collection[int] | None]
"""The symbols that may follow what is written so far; None: any."""
AcceptsLine = Callable[[bytes], bool]
"""May what is written so far, up to the end of a line or of the whole, stand?"""

_NEVER = (Symbol.PAD, Symbol.START)
_TRIES = 4
"""Times one line is written anew before the whole is given up."""


@dataclass(frozen=True)
class Sampling:
    """`temperature_bp` in basis points; 0 always takes the likeliest symbol, and gives up where a
    line of it does not stand."""

    limit: int = 512
    temperature_bp: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Completion:
    """`end`: `end` the model ended it, `limit`, or `refused`: no line that may stand was found.
    `symbols` without END; `text` their bytes. `likelihood_mbit` as in `Score`, of the model without
    constraints. `confidence_bp`: the model's own word that the edit is right, uncalibrated."""

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


@dataclass
class _Line:
    """Where a line began: to go back to."""

    writer: Writer
    count: int
    bits: float
    tries: int = 0


def complete(
    session: LmSession,
    prefix: Prefix,
    sampling: Sampling,
    begin: tuple[int, ...] = (),
    allowed: NextSymbols | None = None,
    accepts: AcceptsLine | None = None,
) -> Completion:
    """Goes on after the prefix and the symbols of `begin` until END. A line that `accepts` refuses
    is written anew."""
    began = time.perf_counter_ns()
    chance = random.Random(sampling.seed)
    writer = Writer(session, prefix)
    for symbol in begin:
        writer.push(symbol)
    out: list[int] = []
    bits = 0.0
    line = _Line(writer.copy(), 0, 0.0)
    end: Literal["end", "limit", "refused"] = "limit"
    while len(out) < sampling.limit:
        text = bytes(symbol for symbol in out if symbol < 256)
        choice = _next(writer, sampling, chance, allowed(text) if allowed else None)
        if choice is None or not _stands(choice[0], text, accepts):
            line.tries += 1
            if line.tries >= _TRIES or not sampling.temperature_bp:
                end = "refused"
                break
            writer, bits = line.writer.copy(), line.bits
            del out[line.count :]
            continue
        symbol, cost = choice
        bits += cost
        writer.push(symbol)
        session.counters.written += 1
        if symbol == Symbol.END:
            end = "end"
            break
        out.append(symbol)
        if symbol == 10 and accepts is not None:
            line = _Line(writer.copy(), len(out), bits)
    right = float(writer.finish()[0])
    session.counters.written_ns += time.perf_counter_ns() - began
    return Completion(tuple(out), end, round(1000 * bits), round(10_000 / (1 + math.exp(-right))))


def _stands(symbol: int, text: bytes, accepts: AcceptsLine | None) -> bool:
    """Whether the line that `symbol` ends, if it ends one, may stay."""
    return symbol not in (10, Symbol.END) or accepts is None or accepts(text)


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


def _next(
    writer: Writer, sampling: Sampling, chance: random.Random, allowed: Collection[int] | None
) -> tuple[int, float] | None:
    """A symbol and its log-likelihood in bits; None where nothing is allowed."""
    bits = log2_probabilities(writer.logits)
    masked = bits.copy()
    if allowed is not None:
        masked[:] = -np.inf
        kept = sorted(allowed)
        masked[kept] = bits[kept]
    masked[list(_NEVER)] = -np.inf
    masked[max(Symbol) + 1 :] = -np.inf
    best = int(masked.argmax())
    if masked[best] == -np.inf:
        return None
    if not sampling.temperature_bp:
        return best, float(bits[best])
    weights = np.exp2((masked - masked[best]) * 10_000 / sampling.temperature_bp)
    total = np.cumsum(weights)
    symbol = int(np.searchsorted(total, chance.random() * total[-1], side="right"))
    return symbol, float(bits[symbol])

"""What the model costs on this machine: loading, reading, scoring, writing, memory."""

import time
from collections.abc import Callable
from typing import TypeVar

import psutil

from rusta_server.contracts.documents import LmBenchDocument
from rusta_server.lm.artifact import Artifact, load
from rusta_server.lm.complete import Sampling, complete
from rusta_server.lm.symbols import Symbol, segment

PREFIX_BYTES, CANDIDATES, CANDIDATE_BYTES, WRITTEN = 2_047, 32, 100, 512
_ROUNDS = 3
T = TypeVar("T")


class _Bytes:
    """Bytes alone, so that END does not cut it short."""

    def after(self, symbol: int) -> "_Bytes | None":
        return self if symbol < 256 else None

    @property
    def only(self) -> None:
        return None

    @property
    def meaning(self) -> object:
        return self


def bench(artifact: Artifact) -> LmBenchDocument:
    """The median of three rounds. Reading the prefix is part of scoring the candidates. Loading is
    measured once, imports included; what the process had loaded already it does not load again.

    Raises:
        ArtifactError: it cannot be loaded.
    """
    session, load_us = timed(lambda: load(artifact))
    prefix, candidates = workload()

    def score() -> None:
        session.score(session.read(prefix), candidates)

    def write() -> None:
        read = session.read(prefix[:64])
        complete(session, read, Sampling(WRITTEN, 10_000, 1), rules=_Bytes())

    return LmBenchDocument(
        model=artifact.manifest.name,
        quantisation=artifact.manifest.quantisation,
        artifact_bytes=artifact.bytes,
        load_us=load_us,
        score_us=median(score),
        write_us=median(write),
        resident_bytes=psutil.Process().memory_info().rss,
    )


def bars_of(document: LmBenchDocument) -> list[str]:
    """A line for each figure, with the bar it is held to on two cores, and how busy the machine was
    with other things: figures of a busy one say little."""
    scored = f"{CANDIDATES} candidates of {CANDIDATE_BYTES} bytes over 2 kB"
    rows = (
        ("load", document.load_us / 1e6, 0.5, "s"),
        (scored, document.score_us / 1e6, 0.5, "s"),
        (f"{WRITTEN} new bytes", document.write_us / 1e6, 1.0, "s"),
        ("resident", document.resident_bytes / 2**20, 300.0, "MiB"),
    )  # fmt: skip
    lines = [
        f"{name:38}{value:8.3f} {unit:4} {'within' if value <= bar else 'ABOVE'} {bar:g} {unit}"
        for name, value, bar, unit in rows
    ]
    return [*lines, f"{'load average':38}{psutil.getloadavg()[0]:8.2f}"]


def workload() -> tuple[list[int], list[list[int]]]:
    """A prefix of 2 kB and 32 candidates of 100 bytes: text that does not repeat itself at once."""
    lines = [f'    let value_{n} = compute({n * 7919 % 1000}, "{n}");\n' for n in range(200)]
    text = "".join(lines).encode()
    prefix = segment(Symbol.TEXT, text[:PREFIX_BYTES])
    begins = range(PREFIX_BYTES, PREFIX_BYTES + 32 * CANDIDATES, 32)
    candidates = [[int(Symbol.EDIT), *text[at : at + CANDIDATE_BYTES]] for at in begins]
    return prefix, candidates


def median(what: Callable[[], object]) -> int:
    return sorted(timed(what)[1] for _ in range(_ROUNDS))[_ROUNDS // 2]


def timed(what: Callable[[], T]) -> tuple[T, int]:
    """The answer, and microseconds."""
    began = time.perf_counter_ns()
    answer = what()
    return answer, (time.perf_counter_ns() - began) // 1000
